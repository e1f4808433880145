from datetime import UTC, date, datetime, time
from typing import Any

import time_machine

from newsletter.core.announce import announce
from newsletter.core.database import session
from newsletter.events import edit, service
from newsletter.events.facts import EventChanged
from newsletter.events.models import Event, RegistrationMode
from newsletter.notices import due, plans
from newsletter.notices.models import PlanReason, PlanState
from newsletter.outbox.models import Mailing, MailingState
from newsletter.outbox.registry import producer
from tests.newsletter.events.factories import WITH_DEADLINE, content, make_draft, make_event, texts
from tests.newsletter.notices.stage import days, plan, reminders

SWEDISH = "Europe/Stockholm"


def states(event: Event) -> list[tuple[int, int, PlanState]]:
    return sorted((days(p), p.generation, p.state) for p in reminders(event))


def change(event: Event, **changes: Any) -> None:
    edit.save(event.id, content(**WITH_DEADLINE | changes), event.revision)


def send(event: Event, days_before: int, generation: int = 1) -> None:
    """As if the outbox had taken the notice and mailed everybody."""
    chosen = plan(event, days_before, generation)
    mailing = due.hand_over(chosen, None)
    finish(mailing, MailingState.COMPLETED)


def finish(mailing: Mailing, state: MailingState) -> None:
    mailing.state = state
    producer(mailing.kind).finished(mailing)


def test_publishing_plans_both_reminders_in_local_wall_time() -> None:
    event = make_event(**WITH_DEADLINE)  # the last day is Thursday 29 April
    assert [(days(p), p.due_local) for p in reminders(event)] == [
        (7, datetime(2027, 4, 22, 8, 30)),
        (1, datetime(2027, 4, 28, 8, 30)),
    ]
    assert plan(event, 7).due_at == datetime(2027, 4, 22, 6, 30, tzinfo=UTC)
    assert plan(event, 7).not_after == datetime(2027, 4, 23, 6, 30, tzinfo=UTC)


def test_wall_time_holds_across_the_clock_change() -> None:
    event = make_event(**WITH_DEADLINE | {"deadline_on": date(2027, 3, 30), "deadline_at": time(9)})
    assert plan(event, 7).due_at == datetime(2027, 3, 23, 7, 30, tzinfo=UTC)
    # The day before is Easter Monday, and Good Friday is free as well.
    assert plan(event, 1).due_local == datetime(2027, 3, 25, 8, 30)


def test_drafts_and_events_without_a_deadline_plan_nothing() -> None:
    assert reminders(make_draft(**WITH_DEADLINE)) == []
    assert reminders(make_event()) == []


def test_the_grace_ends_with_the_deadline() -> None:
    event = make_event(**WITH_DEADLINE | {"deadline_at": time(8, 45), "deadline_on": date(2027, 4, 28)})
    assert plan(event, 1).not_after == datetime(2027, 4, 28, 6, 30, tzinfo=UTC)  # a day after it was due
    assert plan(event, 1).not_after < (event.deadline_instant or datetime.max)


def test_a_moved_deadline_moves_what_is_planned() -> None:
    event = make_event(**WITH_DEADLINE)
    change(event, deadline_on=date(2027, 4, 22))
    assert plan(event, 7).due_local == datetime(2027, 4, 15, 8, 30)
    assert plan(event, 1).due_local == datetime(2027, 4, 21, 8, 30)
    assert states(event) == [(1, 1, "planned"), (7, 1, "planned")]


def test_a_text_edit_moves_nothing() -> None:
    event = make_event(**WITH_DEADLINE)
    before = [(p.id, p.due_at, p.state) for p in reminders(event)]
    change(event, texts=texts(lead="Ny ingress"))
    assert [(p.id, p.due_at, p.state) for p in reminders(event)] == before


def test_a_text_edit_does_not_drop_a_notice_that_waits_for_its_tick(clock: time_machine.Traveller) -> None:
    event = make_event(**WITH_DEADLINE)
    clock.move_to(datetime(2027, 4, 22, 7, 0, tzinfo=UTC))
    change(event, texts=texts(lead="Ny ingress"))
    assert plan(event, 7).state is PlanState.PLANNED


def test_cancelling_postponing_and_withdrawing_drop_what_is_planned() -> None:
    for act, reason in (
        (lambda e: service.cancel(e.id, "Sjukdom"), PlanReason.EVENT_CANCELLED),
        (lambda e: service.postpone(e.id), PlanReason.EVENT_POSTPONED),
        (lambda e: service.withdraw(e.id), PlanReason.NOT_PUBLISHED),
        (
            lambda e: change(e, deadline_on=None, registration_mode=RegistrationMode.NONE),
            PlanReason.NO_DEADLINE,
        ),
    ):
        event = make_event(**WITH_DEADLINE)
        act(event)
        assert {(p.state, p.reason) for p in reminders(event)} == {(PlanState.CANCELLED, reason)}


def test_what_was_dropped_comes_back_with_the_event() -> None:
    event = make_event(**WITH_DEADLINE)
    service.cancel(event.id, "Sjukdom")
    service.reinstate(event.id)
    assert states(event) == [(1, 1, "planned"), (7, 1, "planned")]
    service.withdraw(event.id)
    service.publish(event.id)
    assert states(event) == [(1, 1, "planned"), (7, 1, "planned")]


def test_an_event_published_late_skips_what_is_past_and_mails_nothing_at_once() -> None:
    event = make_event(**WITH_DEADLINE | {"deadline_on": date(2027, 3, 4)})
    assert (plan(event, 7).state, plan(event, 7).reason) == (
        PlanState.SKIPPED,
        PlanReason.TOO_LATE_TO_PLAN,
    )
    assert plan(event, 1).state is PlanState.PLANNED
    same_day = make_event(**WITH_DEADLINE | {"deadline_on": date(2027, 3, 2)})
    assert states(same_day) == [(1, 1, "skipped"), (7, 1, "skipped")]


def test_the_last_reminder_of_a_deadline_that_moved_near_takes_the_next_open_slot() -> None:
    event = make_event(**WITH_DEADLINE)
    change(event, deadline_on=date(2027, 3, 2), deadline_at=time(16))  # now is Monday 1 March, noon
    assert plan(event, 7).state is PlanState.SKIPPED
    assert (plan(event, 1).state, plan(event, 1).due_local) == (
        PlanState.PLANNED,
        datetime(2027, 3, 1, 12),
    )


def test_at_night_the_next_open_slot_is_in_the_morning_if_that_leaves_four_hours(
    clock: time_machine.Traveller,
) -> None:
    clock.move_to(datetime(2027, 3, 1, 20, tzinfo=UTC))
    event = make_event(**WITH_DEADLINE)
    change(event, deadline_on=date(2027, 3, 2), deadline_at=time(12))
    assert plan(event, 1).due_local == datetime(2027, 3, 2, 7, 30)
    other = make_event(**WITH_DEADLINE)
    change(other, deadline_on=date(2027, 3, 2), deadline_at=time(11))
    assert (plan(other, 1).state, plan(other, 1).reason) == (
        PlanState.SKIPPED,
        PlanReason.ANCHOR_MOVED,
    )


def test_a_deadline_in_the_past_is_skipped() -> None:
    event = make_event(**WITH_DEADLINE)
    change(event, deadline_on=date(2027, 2, 1))
    assert {(p.state, p.reason) for p in reminders(event)} == {
        (PlanState.SKIPPED, PlanReason.DEADLINE_PASSED)
    }


def test_what_was_sent_is_sent_again_only_for_a_later_deadline(clock: time_machine.Traveller) -> None:
    event = make_event(**WITH_DEADLINE)
    clock.move_to(datetime(2027, 4, 22, 7, tzinfo=UTC))
    send(event, 7)
    change(event, starts_on=date(2027, 6, 3), ends_on=date(2027, 6, 3), deadline_on=date(2027, 5, 20))
    assert states(event) == [(1, 1, "planned"), (7, 1, "sent"), (7, 2, "planned")]
    assert plan(event, 7, 2).due_local == datetime(2027, 5, 13, 8, 30)
    assert plan(event, 1).due_local == datetime(2027, 5, 19, 8, 30)


def test_a_deadline_moved_earlier_sends_nothing_again(clock: time_machine.Traveller) -> None:
    event = make_event(**WITH_DEADLINE)
    clock.move_to(datetime(2027, 4, 22, 7, tzinfo=UTC))
    send(event, 7)
    change(event, deadline_on=date(2027, 4, 27))
    assert states(event) == [(1, 1, "planned"), (7, 1, "sent")]
    assert plan(event, 1).due_local == datetime(2027, 4, 26, 8, 30)


def test_an_extension_of_a_few_days_repeats_only_the_last_reminder(clock: time_machine.Traveller) -> None:
    event = make_event(**WITH_DEADLINE)
    clock.move_to(datetime(2027, 4, 22, 7, tzinfo=UTC))
    send(event, 7)
    clock.move_to(datetime(2027, 4, 28, 7, tzinfo=UTC))
    send(event, 1)
    change(event, starts_on=date(2027, 6, 3), ends_on=date(2027, 6, 3), deadline_on=date(2027, 5, 7))
    assert (plan(event, 7, 2).state, plan(event, 7, 2).reason) == (
        PlanState.SKIPPED,
        PlanReason.RECENTLY_TOLD,
    )
    assert plan(event, 1, 2).state is PlanState.PLANNED


def test_the_last_reminder_of_an_extension_by_a_day_goes_at_once_in_office_hours(
    clock: time_machine.Traveller,
) -> None:
    event = make_event(**WITH_DEADLINE)
    clock.move_to(datetime(2027, 4, 28, 7, tzinfo=UTC))
    send(event, 1)
    clock.move_to(datetime(2027, 4, 29, 13, tzinfo=UTC))
    change(event, deadline_on=date(2027, 4, 30))
    assert (plan(event, 1, 2).state, plan(event, 1, 2).due_local) == (
        PlanState.PLANNED,
        datetime(2027, 4, 29, 15),
    )


def test_no_reminder_before_registration_opens() -> None:
    event = make_event(**WITH_DEADLINE, registration_opens_on=date(2027, 4, 24))
    assert (plan(event, 7).state, plan(event, 7).reason) == (PlanState.SKIPPED, PlanReason.NOT_OPEN_YET)
    assert plan(event, 1).state is PlanState.PLANNED
    change(event, registration_opens_on=date(2027, 4, 1))
    assert plan(event, 7).state is PlanState.PLANNED


def test_a_stopped_notice_stays_stopped(clock: time_machine.Traveller) -> None:
    event = make_event(**WITH_DEADLINE)
    clock.move_to(datetime(2027, 4, 22, 7, tzinfo=UTC))
    finish(due.hand_over(plan(event, 7), None), MailingState.CANCELLED)
    change(event, texts=texts(lead="Ny ingress"))
    assert (plan(event, 7).state, plan(event, 7).reason) == (PlanState.CANCELLED, PlanReason.STOPPED)


def test_a_copy_of_an_event_takes_no_plans_along() -> None:
    event = make_event(**WITH_DEADLINE)
    assert plans.of_event(service.duplicate(event.id).id) == []


def test_following_twice_changes_nothing() -> None:
    event = make_event(**WITH_DEADLINE)
    before = [(p.id, p.due_at) for p in reminders(event)]
    announce(EventChanged(event.id))
    session.flush()
    assert [(p.id, p.due_at) for p in reminders(event)] == before
