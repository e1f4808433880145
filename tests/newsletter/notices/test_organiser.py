"""Notes to those who answer for events: one mail a day with all that needs a hand."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from newsletter.contacts import suppressions
from newsletter.contacts.models import Contact, SuppressionReason
from newsletter.core.clock import now as clock_now
from newsletter.core.database import session
from newsletter.core.queue import Lane
from newsletter.events import edit, service
from newsletter.events.models import Allocation, Event, Mode, RegistrationMode
from newsletter.notices import due, organiser, rules, undelivered
from newsletter.notices.models import NoticeKind, PlanState
from newsletter.outbox import service as outbox
from newsletter.outbox.models import Batch, Mailing, MailingState, OnUnknown, StoredForm
from newsletter.outbox.producer import NewMailing
from newsletter.registrations import desk
from newsletter.registrations.models import RegistrationState
from tests.newsletter.events.factories import make_draft
from tests.newsletter.notices.people import register
from tests.newsletter.notices.stage import newest, of_kind
from tests.newsletter.registrations import support as registration
from tests.newsletter.subscribers.factories import make_contact
from tests.support.staff import make_staff

ONLINE: dict[str, Any] = {
    "registration_mode": RegistrationMode.BUILTIN,
    "mode": Mode.ONLINE,
    "venue": "",
    "street": "",
    "city": "",
    "starts_on": date(2027, 4, 21),
    "ends_on": date(2027, 4, 21),
}


@pytest.fixture
def owner() -> int:
    return make_staff().id


def published(owner: int, **more: Any) -> Event:
    draft = make_draft(**ONLINE | more)
    draft.created_by, draft.first_announced_at = owner, datetime(2027, 2, 1, tzinfo=UTC)
    return service.publish(draft.id)


def notes() -> list[Mailing]:
    return list(session.scalars(select(Mailing).where(Mailing.kind == "organiser_notes")))


def said(event: Event) -> list[list[str]]:
    return [
        [each["kind"] for each in plan.details["concerns"]] for plan in of_kind(event, NoticeKind.ORGANISER)
    ]


def test_a_missing_link_is_said_from_five_days_before_each_day(
    owner: int, clock: time_machine.Traveller
) -> None:
    event = published(owner)
    clock.move_to(datetime(2027, 4, 15, 7, tzinfo=UTC))
    due.tick()
    assert notes() == []
    for day in (16, 19):
        clock.move_to(datetime(2027, 4, day, 7, tzinfo=UTC))
        due.tick()
        due.tick()
    assert said(event) == [["join_link_missing"], ["join_link_missing"]]
    assert len(notes()) == 2


def test_several_events_of_one_owner_are_one_mail(owner: int, clock: time_machine.Traveller) -> None:
    first, second = published(owner), published(owner)
    clock.move_to(datetime(2027, 4, 19, 7, tzinfo=UTC))
    due.tick()
    assert len(notes()) == 1
    assert said(first) == said(second) == [["join_link_missing"]]


def test_what_stays_true_is_said_once(owner: int, clock: time_machine.Traveller) -> None:
    event = published(owner, join_url="https://mote.example/abc", min_participants=10, places=20)
    register(event)
    for day in (12, 13):
        clock.move_to(datetime(2027, 4, day, 7, tzinfo=UTC))
        due.tick()
    assert said(event) == [["too_few"]]


def test_before_half_past_eight_and_at_weekends_nobody_is_noted(
    owner: int, clock: time_machine.Traveller
) -> None:
    published(owner)
    for moment in (datetime(2027, 4, 19, 6, 29, tzinfo=UTC), datetime(2027, 4, 17, 9, tzinfo=UTC)):
        clock.move_to(moment)
        due.tick()
    assert notes() == []


def in_the_morning(clock: time_machine.Traveller, day: int, month: int = 4) -> None:
    """A tick at nine or ten in the morning in Stockholm."""
    clock.move_to(datetime(2027, month, day, 8, tzinfo=UTC))
    due.tick()


def here(owner: int, **more: Any) -> Event:
    """Registration here, nothing missing yet."""
    return published(owner, join_url="https://mote.example/abc", **more)


def test_a_full_event_is_said_once_with_those_who_wait(owner: int, clock: time_machine.Traveller) -> None:
    event = here(owner, places=1)
    register(event)
    register(event, RegistrationState.WAITLISTED)
    in_the_morning(clock, 12)
    in_the_morning(clock, 13)
    assert said(event) == [["full"]]
    assert of_kind(event, NoticeKind.ORGANISER)[0].details["concerns"][0]["number"] == 1


def test_places_to_be_shared_out_are_due_once_registration_is_over(
    owner: int, clock: time_machine.Traveller
) -> None:
    event = here(
        owner,
        places=2,
        allocation=Allocation.AFTER_DEADLINE,
        deadline_on=date(2027, 4, 12),
        allocate_on=date(2027, 4, 15),
    )
    in_the_morning(clock, 12)
    assert said(event) == []
    in_the_morning(clock, 13)
    assert said(event) == [["allocation_due"]]
    desk.locked(event.id).allocated_at = clock_now()
    assert [each.kind for each in organiser.concerns(event)] == []


def test_a_participant_list_is_asked_for_while_a_notice_waits_for_it(
    owner: int, clock: time_machine.Traveller
) -> None:
    outside = {
        "registration_mode": RegistrationMode.EXTERNAL,
        "registration_url": "https://anmalan.example/1",
        "deadline_on": date(2027, 4, 16),
        "list_due": date(2027, 4, 5),
    }
    event = published(owner, **outside)
    in_the_morning(clock, 7)
    assert said(event) == []
    in_the_morning(clock, 8)
    in_the_morning(clock, 9)
    assert said(event) == [["list_awaited"], ["list_awaited"]]


def test_a_draft_that_waits_for_a_decision_is_said_each_day(
    owner: int, clock: time_machine.Traveller
) -> None:
    event = here(owner)
    register(event)
    edit.save(event.id, replace(edit.content_of(event), join_url="https://mote.example/ny"), event.revision)
    in_the_morning(clock, 2, month=3)
    in_the_morning(clock, 3, month=3)
    assert said(event) == [["approval"], ["approval"]]


def mailed(event: Event, states: str) -> None:
    """A notice of the event has left, and this is how its copies fared."""
    mailing = Mailing(
        kind="follower_notice",
        lane=Lane.NOTICES,
        state=MailingState.COMPLETED,
        start_at=clock_now(),
        on_unknown=OnUnknown.ASK,
    )
    session.add(mailing)
    session.flush()
    plan = newest(event, NoticeKind.NEW)
    plan.mailing_id, plan.state = mailing.id, PlanState.SENT
    ids = list(range(1, len(states) + 1))
    session.merge(StoredForm(hash="news", template="", language="sv", body=b""))
    session.flush()
    session.add(
        Batch(
            mailing_id=mailing.id,
            form_hash="news",
            lane=Lane.NOTICES,
            low_id=ids[0],
            high_id=ids[-1],
            contact_ids=ids,
            states=states,
            is_open=False,
            due_at=clock_now(),
        )
    )
    session.flush()


@pytest.mark.parametrize(
    ("states", "is_said"), [("a" * 19 + "r", False), ("a" * 18 + "ru", True), ("k" * 20, False)]
)
def test_more_than_one_copy_in_twenty_that_was_refused_or_unanswered_is_said(
    owner: int, clock: time_machine.Traveller, states: str, is_said: bool
) -> None:
    draft = make_draft(**ONLINE | {"join_url": "https://mote.example/abc"})
    draft.created_by = owner
    event = service.publish(draft.id)
    mailed(event, states)
    in_the_morning(clock, 2, month=3)
    in_the_morning(clock, 3, month=3)
    assert said(event) == ([["bounces"]] if is_said else [])
    if is_said:
        assert of_kind(event, NoticeKind.ORGANISER)[0].details["concerns"] == [
            {"kind": "bounces", "number": 2, "total": 20}
        ]


def test_mail_to_those_who_register_counts_as_mail_about_the_event(owner: int) -> None:
    event = here(owner)
    registration.service.register(registration.wish(event, registration.person()))
    assert undelivered.lost(event) == undelivered.Lost(0, 0)
    (batch,) = session.scalars(
        select(Batch).join(Mailing, Mailing.id == Batch.mailing_id).where(Mailing.subject_id == event.id)
    )
    batch.states = "s"
    session.flush()
    batch.states, batch.is_open = "r", False
    session.flush()
    assert undelivered.lost(event) == undelivered.Lost(1, 1)


def test_a_contact_address_that_takes_no_mail_is_said_once(owner: int, clock: time_machine.Traveller) -> None:
    event = here(owner, contact_email="Fragor@sundland.example")
    mailbox = make_contact(address="fragor@sundland.example")
    in_the_morning(clock, 2, month=3)
    assert said(event) == []
    suppressions.suppress(mailbox.id, SuppressionReason.HARD_BOUNCE)
    in_the_morning(clock, 3, month=3)
    in_the_morning(clock, 4, month=3)
    assert said(event) == [["contact_bounces"]]


def test_a_contact_address_that_refused_our_last_mail_is_said_until_it_takes_one(owner: int) -> None:
    event = here(owner, registration_contact_email="anmalan@sundland.example")
    mailbox = make_contact(address="anmalan@sundland.example")
    for state, fails in (("r", True), ("a", False)):
        to_one(mailbox, state)
        assert undelivered.contact_fails(event) is fails


def to_one(contact: Contact, state: str) -> None:
    mailing = outbox.create(NewMailing(kind="organiser_notes"))
    mailing.state, mailing.candidates, mailing.queued, mailing.excluded = MailingState.COMPLETED, 1, 1, 0
    session.merge(StoredForm(hash="one", template="", language="sv", body=b""))
    session.flush()
    session.add(
        Batch(
            mailing_id=mailing.id,
            form_hash="one",
            lane=Lane.URGENT,
            low_id=contact.id,
            high_id=contact.id,
            contact_ids=[contact.id],
            states=state,
            is_open=False,
            due_at=clock_now(),
        )
    )
    session.flush()


def test_a_rule_that_is_switched_off_or_a_cancelled_event_makes_no_notes(
    owner: int, clock: time_machine.Traveller
) -> None:
    quiet, cancelled = published(owner), published(owner)
    rules.the_rule(quiet.id, NoticeKind.ORGANISER).enabled = False
    service.cancel(cancelled.id, "Sjukdom")
    in_the_morning(clock, 19)
    assert notes() == []
