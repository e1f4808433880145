"""The letters of notices: what each says comes from the event, its plan and the day on which it leaves."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Protocol

from babel import Locale
from babel.lists import format_list
from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from newsletter.core.clock import now
from newsletter.errors import StopMailing
from newsletter.events import choices, wording
from newsletter.events.cards import card
from newsletter.events.content import TextField
from newsletter.events.models import Event, MaterialKind
from newsletter.events.wording import sentence_language
from newsletter.notices.before import card_before, card_with_date
from newsletter.notices.follower_cards import card_for_followers
from newsletter.notices.models import NoticeKind
from newsletter.notices.timing import today
from newsletter.organisation import service as organisation
from newsletter.organisation.models import Sender as SenderRow
from newsletter.rendering import letters, notice_digests, notice_letters
from newsletter.rendering.cards import Mode
from newsletter.rendering.letter import CalendarFile, Letter, ListId, Sender
from newsletter.rendering.notice_letters import Notice, Readers, Reading
from newsletter.settings import Settings
from newsletter.subscribers import topics
from newsletter.subscribers.models import Topic


class Planned(Protocol):
    """What a letter has to know of a plan."""

    @property
    def kind(self) -> NoticeKind: ...
    @property
    def step(self) -> str: ...
    @property
    def details(self) -> Mapping[str, Any]: ...


WAYS = {"online": Mode.ONLINE, "on_site": Mode.PHYSICAL}
"""Steps of the practical information: one leaves for each way to take part."""

READERS: Mapping[NoticeKind, Readers] = {
    NoticeKind.PRACTICAL: Readers.PARTICIPANTS,
    NoticeKind.REMINDER: Readers.PARTICIPANTS,
    NoticeKind.EVALUATION: Readers.PARTICIPANTS,
    NoticeKind.CHANGED: Readers.EVERYBODY,
    NoticeKind.POSTPONED: Readers.EVERYBODY,
    NoticeKind.CANCELLED: Readers.EVERYBODY,
}
"""Followers, unless stated. A change reaches those who said that they are interested, too."""

WITH_CALENDAR = (NoticeKind.PRACTICAL, NoticeKind.CHANGED, NoticeKind.POSTPONED, NoticeKind.CANCELLED)


def letter_for(plan: Planned, event: Event, language: str) -> Letter:
    """The letter of any kind of notice, in one language.

    Raises:
        StopMailing: nobody is set up to send it.
    """
    if plan.kind is NoticeKind.DEADLINE:
        return deadline_letter(event, language, _words(plan))
    if plan.kind is NoticeKind.ORGANISER:
        return organiser_letter(plan, event, language)
    return MAKERS[plan.kind](_notice(plan, event, language), plan, event)


def _notice(plan: Planned, event: Event, language: str) -> Notice:
    settings: Settings = current_app.config["SETTINGS"]
    about = told_topics(event)
    sender = _sender(about)
    own = Sender(sender.name, sender.address)
    with_calendar = plan.kind in WITH_CALENDAR
    return Notice(
        card=card_for_followers(event, language),
        language=language,
        sender=own,
        today=today(event, now()),
        readers=readers(plan),
        reply_to=_reply_to(event, sender),
        list_id=_list_id(about, language, settings.host_name),
        topics=any_of(about, language),
        words=_words(plan),
        calendar=_calendar(event, language, own) if with_calendar else None,
        headers=(("Feedback-ID", f"{event.id}:0:notice:{settings.host_name}"),),
    )


def _words(plan: Planned) -> str:
    """The editor's own, which stand before what we say of the event."""
    return str(plan.details.get("reason") or "")


def _calendar(event: Event, language: str, sender: Sender) -> CalendarFile | None:
    from newsletter.events import calendar_mail  # late: workers that only send do without icalendar

    return calendar_mail.for_participants(event, language, sender)


def readers(plan: Planned) -> Readers:
    """Material goes out twice: to those who took part or asked for it, and to followers."""
    if plan.kind is NoticeKind.MATERIAL and plan.step == Readers.PARTICIPANTS:
        return Readers.EVERYBODY
    return READERS.get(plan.kind, Readers.FOLLOWERS)


Maker = Callable[[Notice, Planned, Event], Letter]


def _new(notice: Notice, plan: Planned, event: Event) -> Letter:
    return notice_letters.new(notice, is_date_set=plan.details.get("variant") == "date_set")


def _opens(notice: Notice, plan: Planned, event: Event) -> Letter:
    return notice_letters.opens(notice)


def _last_seats(notice: Notice, plan: Planned, event: Event) -> Letter:
    return notice_letters.last_seats(notice, plan.details.get("free"))


def _extended(notice: Notice, plan: Planned, event: Event) -> Letter:
    return notice_letters.extended(notice, card_before(event, _old_deadline(plan), notice.language))


def _earlier(notice: Notice, plan: Planned, event: Event) -> Letter:
    return notice_letters.earlier(notice, card_before(event, _old_deadline(plan), notice.language))


def _old_deadline(plan: Planned) -> list[dict[str, Any]]:
    names = ("deadline_on", "deadline_at")
    if not plan.details.get("old_deadline_on"):
        return []
    return [{"field": name, "old": plan.details.get(f"old_{name}") or ""} for name in names]


def _practical(notice: Notice, plan: Planned, event: Event) -> Letter:
    tongue = notice.card.language
    return notice_letters.practical(
        notice,
        way=WAYS.get(plan.step),
        good_to_know=_paragraphs(wording.text(event, TextField.PRACTICAL, tongue).words),
        getting_there=_paragraphs(wording.text(event, TextField.ACCESS, tongue).words),
        **_joining(event),
    )


def _paragraphs(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _reminder(notice: Notice, plan: Planned, event: Event) -> Letter:
    return notice_letters.reminder(notice, way=WAYS.get(plan.step), **_joining(event))


def _joining(event: Event) -> dict[str, Any]:
    """The page that lets in those who are registered; else the address that is open to everybody."""
    if event.join_url:
        return {"join": f"{wording.page_url(event)}/join", "is_personal": True}
    return {"join": event.online_url, "is_personal": False}


def _changed(notice: Notice, plan: Planned, event: Event) -> Letter:
    changes = plan.details.get("changes", ())
    new_link = any(change["field"] in ("join_url", "online_url") and change["old"] for change in changes)
    before = card_before(event, changes, notice.language)
    joining = _joining(event) if new_link else {}
    return notice_letters.changed(notice, before, new_link=new_link, **joining)


def _postponed(notice: Notice, plan: Planned, event: Event) -> Letter:
    return notice_letters.postponed(notice, card_with_date(event, notice.language))


def _cancelled(notice: Notice, plan: Planned, event: Event) -> Letter:
    words = notice.words or event.cancelled_reason
    return notice_letters.cancelled(replace(notice, words=words))


def _material(notice: Notice, plan: Planned, event: Event) -> Letter:
    survey = _survey(event) if plan.details.get("with_evaluation") else ""
    return notice_letters.material(notice, _readings(event, notice.language), survey=survey)


def _readings(event: Event, language: str) -> list[Reading]:
    with force_locale(sentence_language(language)):
        return [
            Reading(
                row.title,
                row.url,
                choices.label(choices.MATERIAL_KINDS, row.kind),
                row.language or event.language,
            )
            for row in event.materials
            if row.kind is not MaterialKind.SURVEY
        ]


def _survey(event: Event) -> str:
    return next((row.url for row in event.materials if row.kind is MaterialKind.SURVEY), "")


def _evaluation(notice: Notice, plan: Planned, event: Event) -> Letter:
    return notice_letters.evaluation(notice, _survey(event), is_nudge=plan.step == "nudge")


MAKERS: Mapping[NoticeKind, Maker] = {
    NoticeKind.NEW: _new,
    NoticeKind.OPENS: _opens,
    NoticeKind.LAST_SEATS: _last_seats,
    NoticeKind.EXTENDED: _extended,
    NoticeKind.EARLIER: _earlier,
    NoticeKind.PRACTICAL: _practical,
    NoticeKind.REMINDER: _reminder,
    NoticeKind.CHANGED: _changed,
    NoticeKind.POSTPONED: _postponed,
    NoticeKind.CANCELLED: _cancelled,
    NoticeKind.MATERIAL: _material,
    NoticeKind.EVALUATION: _evaluation,
}


def organiser_letter(plan: Planned, event: Event, language: str) -> Letter:
    """`details`: concerns [{kind, number, total}]. Several events of one owner: `notice_digests.organiser`."""
    settings: Settings = current_app.config["SETTINGS"]
    sender = _sender(told_topics(event))
    concerns = tuple(
        notice_digests.Concern(
            notice_digests.ConcernKind(each["kind"]), each.get("number", 0), each.get("total", 0)
        )
        for each in plan.details.get("concerns", ())
    )
    page = f"{settings.base_url}/staff/events/{event.id}"
    return notice_digests.organiser(
        language=language,
        sender=Sender(sender.name, sender.address),
        today=today(event, now()),
        events=[notice_digests.Arranged(card(event, language), page, concerns)],
    )


def told_topics(event: Event) -> list[Topic]:
    """The topics whose followers are told: its own, and the project or series it belongs to."""
    wanted = {topic.id for topic in event.topics}
    if event.parent_topic_id is not None:
        wanted.add(event.parent_topic_id)
    return topics.by_ids(wanted)


def deadline_letter(event: Event, language: str, words: str = "") -> Letter:
    """
    Raises:
        StopMailing: nobody is set up to send it.
    """
    settings: Settings = current_app.config["SETTINGS"]
    about = told_topics(event)
    sender = _sender(about)
    return letters.deadline_notice(
        language=language,
        sender=Sender(sender.name, sender.address),
        reply_to=_reply_to(event, sender),
        list_id=_list_id(about, language, settings.host_name),
        card=card_for_followers(event, language),
        today=today(event, now()),
        topics=any_of(about, language),
        words=words,
        headers=(("Feedback-ID", f"{event.id}:0:notice:{settings.host_name}"),),
    )


def any_of(about: list[Topic], language: str) -> str:
    """Joined by “or”: true for everybody, whichever of the topics they follow."""
    tongue = sentence_language(language)
    names = [topics.title_in(topic, language) for topic in about]
    return format_list(names, style="or", locale=Locale.parse("en_GB" if tongue == "en" else tongue))


def _sender(about: list[Topic]) -> SenderRow:
    """That of the first topic that has one of its own, else the organisation's."""
    own = next((topic.sender_id for topic in about if topic.sender_id is not None), None)
    found = organisation.sender(own)
    if found is None:
        raise StopMailing(_("No sender is set up. An administrator adds one under “Organisation”."))
    return found


def _reply_to(event: Event, sender: SenderRow) -> Sender | None:
    """Who answers a notice has a question about the event."""
    if event.contact_email:
        return Sender(event.contact_name, event.contact_email)
    return Sender(sender.name, sender.reply_to) if sender.reply_to else None


def _list_id(about: list[Topic], language: str, host_name: str) -> ListId:
    """People's filters hang on it: one topic's notices stay apart, those of several share a name."""
    if len(about) == 1:
        return ListId(topics.title_in(about[0], language), f"{about[0].slug}.events.{host_name}")
    us = organisation.get()
    return ListId(organisation.name_in(us, language), f"events.{host_name}")
