"""An agency that announces events, and the people who follow it: everything they do in a year, drawn by chance.

Each event is a script of acts with a time; the acts call the services that pages call. What the service refuses, as it
does when somebody comes too late, is counted and is no fault.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import Text, cast, func, insert, literal, select, text, update

from benchmarks.agency_acts import DAY, SURVEY, Doings
from newsletter.accounts.models import Role, Staff
from newsletter.contacts import service as contacts
from newsletter.contacts.models import Contact
from newsletter.contacts.service import parse_address
from newsletter.core.clock import local_to_utc, now
from newsletter.core.database import session, transaction
from newsletter.events import service
from newsletter.events.content import EventContent, OrganiserContent
from newsletter.events.models import Allocation, Event, Mode, RegistrationMode
from newsletter.notices import hours, rules
from newsletter.notices.models import NoticeHours
from newsletter.organisation import service as organisations
from newsletter.organisation.models import Sender
from newsletter.subscribers.models import Frequency, Subscription, SubscriptionState, Topic, TopicKind

ZONES = (
    ("Europe/Stockholm", "SE"),
    ("Europe/Stockholm", "SE"),
    ("Europe/Copenhagen", "DK"),
    ("Europe/Helsinki", "FI"),
)
LANGUAGES = ("sv", "sv", "sv", "da", "nb", "fi", "en")
FREQUENCIES = (*[Frequency.IMMEDIATE] * 3, *[Frequency.DAILY] * 2, *[Frequency.WEEKLY] * 5)


class Agency(Doings):
    """Announces its events by itself; everything else follows from a script made when an event is published."""

    languages: Sequence[str] = ("sv", "da", "nb", "fi", "en")

    # Who there is

    def set_up(self) -> None:
        with transaction():
            sender = Sender(name="Nätverket Små Steg", address="nyheter@smasteg.example")
            session.add(sender)
            session.flush()
            us = organisations.get()
            us.default_sender_id, us.contact_email = sender.id, "hej@smasteg.example"
            us.languages, us.postal_address = list(self.languages), "Kajgatan 1\n999 02 Almvika"
            session.add(session.get(NoticeHours, 1) or NoticeHours(id=1))
            owner = contacts.get_or_create(parse_address("owner@smasteg.example"), "sv", "Ida Holm")
            self.owner = Staff(contact=owner, role=Role.EDITOR, password_hash="", language="sv")
            session.add(self.owner)
            for rule in rules.of_organisation():
                rule.enabled = True
            self.topic_ids = [self._topic(number) for number in range(self.size.topics)]
            self._followers()
        session.execute(text("ANALYZE"))
        session.commit()
        hours.get()
        for number in range(self.size.events):
            self._announce(number)
        for day in range(self.size.days + 60):
            self.at(self.begun + day * DAY + timedelta(hours=9), self._answer_offers)
        for _ in range(max(1, self.size.followers // 25)):
            self.at(self._by_day(self._any_time()), self._somebody_leaves)

    def _topic(self, number: int) -> int:
        texts = {"sv": {"title": f"Ämne {number}", "description": "", "purpose": "Pröva ett år"}}
        topic = Topic(slug=f"amne-{number}", kind=TopicKind.THEME, position=number, texts=texts)
        session.add(topic)
        session.flush()
        return topic.id

    def _followers(self) -> None:
        """Most follow what others of their trade follow; a few something of their own."""
        number = (
            func.generate_series(1, self.size.followers).table_valued("number").render_derived(name="numbers")
        )
        address = literal("follower") + cast(number.c.number, Text) + literal("@people.example")
        tongues = func.split_part(literal(",".join(LANGUAGES)), ",", number.c.number % len(LANGUAGES) + 1)
        made = insert(Contact).from_select(
            ["address", "address_key", "name", "language"],
            select(address, address, literal("Läsare"), tongues),
        )
        self.followers = list(session.scalars(made.returning(Contact.id)))
        trades = [self.chance.sample(self.topic_ids, self.chance.choice((1, 1, 2, 3))) for _ in range(20)]
        rows = []
        for contact_id in self.followers:
            own = self.chance.random() < 0.03
            wanted = self.chance.sample(self.topic_ids, 2) if own else self.chance.choice(trades)
            frequency = self.chance.choice(FREQUENCIES)
            rows += [
                {
                    "contact_id": contact_id,
                    "topic_id": topic_id,
                    "frequency": frequency,
                    "state": SubscriptionState.ACTIVE,
                }
                for topic_id in wanted
            ]
        session.execute(insert(Subscription), rows)
        some = self.chance.sample(self.followers, len(self.followers) // 20)
        session.execute(update(Contact).where(Contact.id.in_(some)).values(deadline_reminders=False))

    # What is to come

    def _any_time(self) -> datetime:
        return self.begun + timedelta(minutes=self.chance.randrange(self.size.days * 24 * 60))

    def _between(self, first: datetime, last: datetime) -> datetime:
        return first + (last - first) * self.chance.random()

    def _by_day(self, moment: datetime) -> datetime:
        """People come by every second hour of the day: the clock need not stop for each of them."""
        hour = min(max(moment.hour // 2 * 2, 6), 20)
        return max(moment.replace(hour=hour, minute=0, second=0, microsecond=0), now() + timedelta(minutes=1))

    def _announce(self, number: int) -> None:
        """Now and then at night or on a Sunday, as editors do."""
        content = self._content(number)
        assert content.starts_on is not None
        lead = min(self.chance.randrange(18, 70), max(12, self.size.days // 2))
        day = self.begun.date() + timedelta(days=self.chance.randrange(max(1, self.size.days - lead - 12)))
        content = self._dated(content, day + timedelta(days=lead), day)
        hour = self.chance.choice((9, 10, 11, 13, 14, 15, 16, 22))
        published = local_to_utc(datetime.combine(day, time(hour, self.chance.randrange(60))), content.zone)

        def publish() -> None:
            self._publish(content)

        self.at(published, publish)

    def _content(self, number: int) -> EventContent:
        zone, country = self.chance.choice(ZONES)
        mode = self.chance.choice((Mode.PHYSICAL, Mode.PHYSICAL, Mode.ONLINE, Mode.HYBRID))
        way = self.chance.choices(
            (
                RegistrationMode.BUILTIN,
                RegistrationMode.EXTERNAL,
                RegistrationMode.EMAIL,
                RegistrationMode.NONE,
            ),
            (5, 3, 1, 1),
        )[0]
        is_here = way is RegistrationMode.BUILTIN
        later = is_here and self.chance.random() < 0.2
        return EventContent(
            language="sv",
            texts={"sv": {"title": f"Seminarium {number}", "audience": "Kommuner"}},
            mode=mode,
            zone=zone,
            country=country,
            starts_on=self.begun.date(),
            starts_at=time(9) if self.chance.random() < 0.9 else None,
            venue="" if mode is Mode.ONLINE else "Gamla Tullhuset",
            city="" if mode is Mode.ONLINE else "Almvika",
            organisers=(OrganiserContent("Region Sundland"),),
            contact_email="fragor@sundland.example",
            registration_mode=way,
            registration_url="https://anmalan.example/" if way is RegistrationMode.EXTERNAL else "",
            registration_email="anmalan@sundland.example" if way is RegistrationMode.EMAIL else "",
            places=self.chance.randrange(8, 40) if is_here and self.chance.random() < 0.8 else None,
            allocation=Allocation.AFTER_DEADLINE if later else Allocation.FCFS,
            offer_hours=self.chance.choice((24, 48)),
            join_url="https://mote.example/rum" if is_here and mode is not Mode.PHYSICAL else "",
            min_participants=5 if self.chance.random() < 0.2 else None,
            materials=(SURVEY,) if self.chance.random() < 0.5 else (),
            topic_ids=tuple(self.chance.sample(self.topic_ids, self.chance.choice((1, 1, 2)))),
        )

    def _dated(self, content: EventContent, starts: date, published: date) -> EventContent:
        has_end = content.starts_at is not None
        registers = content.registration_mode is not RegistrationMode.NONE
        deadline = starts - timedelta(days=self.chance.randrange(3, 9)) if registers else None
        if registers and content.allocation is Allocation.FCFS and self.chance.random() < 0.1:
            deadline = None
        opens = published + timedelta(days=4) if deadline and self.chance.random() < 0.15 else None
        waits_for_list = content.registration_mode is RegistrationMode.EXTERNAL and self.chance.random() < 0.3
        return replace(
            content,
            starts_on=starts,
            ends_on=starts,
            ends_at=time(15) if has_end else None,
            deadline_on=deadline,
            deadline_at=time(12) if deadline and self.chance.random() < 0.3 else None,
            registration_opens_on=opens,
            list_due=deadline if waits_for_list else None,
        )

    def _publish(self, content: EventContent) -> None:
        event = service.publish(service.create(content, self.owner.id).id, self.owner.id)
        self._script(event)

    def _script(self, event: Event) -> None:
        assert event.starts_instant is not None and event.over_instant is not None
        first, start, number = now() + DAY, event.starts_instant, event.id
        edits: tuple[tuple[float, Callable[[int], None]], ...] = (
            (0.10, self._move), (0.08, self._change_place), (0.10, self._extend), (0.04, self._earlier),
            (0.06, self._cancel), (0.04, self._postpone), (0.15, self._correct_text), (0.03, self._change_twice),
        )  # fmt: skip
        for likely, act in edits:
            if self.chance.random() < likely and first < start - DAY:
                self._later(self._between(first, start - timedelta(hours=20)), act, number)
        if self.chance.random() < 0.03:
            self._later(now() + timedelta(minutes=10), self._withdraw, number)
        if self.chance.random() < 0.6:
            self._later(event.over_instant + DAY * self.chance.randrange(1, 6), self._add_material, number)
        if event.registration_mode is RegistrationMode.BUILTIN:
            self._script_registrations(event)
        elif event.registration_mode is RegistrationMode.EXTERNAL:
            self._script_elsewhere(event)

    def _script_elsewhere(self, event: Event) -> None:
        for days in (2, 6, 12):
            self._later(self._by_day(now() + days * DAY), self._press_marks, event.id)
        if event.list_due is not None and event.deadline_instant is not None:
            for days in (9, 2):
                if self.chance.random() < 0.7:
                    self._later(event.deadline_instant - days * DAY, self._take_in_list, event.id)

    def _script_registrations(self, event: Event) -> None:
        last = event.deadline_instant or event.starts_instant
        assert last is not None and event.over_instant is not None
        for _ in range(self.size.registrations):
            self._later(
                self._by_day(self._between(now(), last + timedelta(hours=5))), self._register, event.id
            )
        for _ in range(self.size.registrations // 6):
            self._later(self._by_day(self._between(now() + DAY, last + DAY)), self._give_up, event.id)
        if event.allocation is Allocation.AFTER_DEADLINE:
            self._later(last + DAY, self._allocate, event.id)
        if self.chance.random() < 0.6:
            self._later(event.over_instant + timedelta(minutes=30), self._note_attendance, event.id)
