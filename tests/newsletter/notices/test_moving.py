"""One notice at a time of its own: what stands through edits, what goes back to its rule, what is brought back."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from newsletter.audit.models import AuditEntry
from newsletter.core.database import session
from newsletter.errors import Invalid, NotPossible
from newsletter.events import edit, foresee, service
from newsletter.events.content import EventContent, MaterialContent
from newsletter.events.models import Event, MaterialKind
from newsletter.notices import decisions, due, hours, moving
from newsletter.notices.models import NoticeKind, PlanReason, PlanState
from tests.newsletter.events.factories import WITH_DEADLINE, content, texts
from tests.newsletter.notices.people import register
from tests.newsletter.notices.stage import make_announced, newest, plan

REMINDER, EVALUATION = NoticeKind.REMINDER, NoticeKind.EVALUATION
SURVEY = MaterialContent("Utvärdering", "https://enkat.example/1", MaterialKind.SURVEY)
TUESDAY = datetime(2027, 4, 20, 10)


@pytest.fixture
def event() -> Event:
    made = make_announced(**WITH_DEADLINE, materials=(SURVEY,))
    register(made)
    return made


def wanted(**changes: Any) -> EventContent:
    return content(**{**WITH_DEADLINE, "materials": (SURVEY,)} | changes)


def save(event: Event, **changes: Any) -> None:
    edit.save(event.id, wanted(**changes), event.revision)


def week(event: Event) -> int:
    return plan(event).id


def test_a_notice_leaves_at_the_time_that_an_editor_chose(
    event: Event, clock: time_machine.Traveller
) -> None:
    moved = moving.choose_time(week(event), TUESDAY, 1)
    assert (moved.due_local, moved.due_at) == (TUESDAY, datetime(2027, 4, 20, 8, tzinfo=UTC))
    assert moved.not_after == moved.due_at + timedelta(hours=24)
    clock.move_to(moved.due_at - timedelta(minutes=1))
    due.tick()
    assert moved.state is PlanState.PLANNED
    clock.move_to(moved.due_at)
    due.tick()
    assert moved.state is PlanState.SENDING


def test_it_stays_there_through_edits_that_do_not_move_its_date(event: Event) -> None:
    moving.choose_time(week(event), TUESDAY, 1)
    save(event, texts=texts(lead="Ny ingress"), venue="Rådhuset")
    save(event, starts_at=time(10), ends_at=time(13))
    assert plan(event).due_local == TUESDAY


def test_when_its_date_moves_it_follows_its_rule_again_and_the_preview_says_so(event: Event) -> None:
    moving.choose_time(week(event), TUESDAY, 1)
    later = wanted(deadline_on=date(2027, 5, 3))
    assert foresee.consequences(event.id, later, event.revision) == [
        "2 notices move.",
        (
            "“Reminder 7 days before the deadline” had a time of its own, tisdag 20 april 2027 kl 10:00. "
            "Its date moves, so it follows its rule again: måndag 26 april 2027 kl 08:30."
        ),
    ]
    assert plan(event).due_local == TUESDAY
    save(event, deadline_on=date(2027, 5, 3))
    assert plan(event).due_local == datetime(2027, 4, 26, 8, 30)
    save(event, deadline_on=date(2027, 5, 4))
    assert plan(event).due_local == datetime(2027, 4, 27, 8, 30)


def test_an_event_that_is_withdrawn_and_comes_back_keeps_the_chosen_times(event: Event) -> None:
    event.first_announced_at = None
    save(event, venue="Rådhuset")
    news = moving.choose_time(newest(event, NoticeKind.NEW).id, datetime(2027, 3, 8, 9), 1)
    moving.choose_time(week(event), TUESDAY, 1)
    service.withdraw(event.id)
    assert (news.state, plan(event).state) == (PlanState.CANCELLED, PlanState.CANCELLED)
    service.publish(event.id)
    assert (news.state, news.due_local) == (PlanState.PLANNED, datetime(2027, 3, 8, 9))
    assert (plan(event).state, plan(event).due_local) == (PlanState.PLANNED, TUESDAY)


@pytest.mark.parametrize(
    ("local", "sentence"),
    [
        (datetime(2027, 2, 26, 9), "has passed"),
        (datetime(2027, 3, 28, 2, 30), "does not exist"),
        (datetime(2027, 4, 30, 9), "The deadline has passed."),
    ],
)
def test_a_time_that_makes_no_sense_is_refused_with_the_reason(
    event: Event, local: datetime, sentence: str
) -> None:
    with pytest.raises(Invalid, match=sentence):
        moving.choose_time(week(event), local, 1)
    assert plan(event).due_local == datetime(2027, 4, 22, 8, 30)


def test_what_follows_the_event_is_not_moved_before_its_end_nor_a_reminder_behind_its_start(
    event: Event,
) -> None:
    with pytest.raises(Invalid, match="not over"):
        moving.choose_time(newest(event, EVALUATION).id, datetime(2027, 5, 6, 11), 1)
    with pytest.raises(Invalid, match="The event has begun"):
        moving.choose_time(newest(event, REMINDER).id, datetime(2027, 5, 6, 9), 1)
    moving.choose_time(newest(event, EVALUATION).id, datetime(2027, 5, 7, 13), 1)
    ascension = datetime(2027, 5, 6, 7, 45)
    reminder = moving.choose_time(newest(event, REMINDER).id, ascension, 1, outside_hours=True)
    assert reminder.not_after == event.starts_instant


@pytest.mark.parametrize(
    ("local", "sentence"),
    [
        (datetime(2027, 4, 18, 10), "no working day: söndag 18 april 2027."),
        (datetime(2027, 3, 26, 10), "no working day: fredag 26 mars 2027."),
        (datetime(2027, 4, 20, 19), "Notices leave between 07:30 and 17:00."),
        (datetime(2027, 4, 13, 10), "a week without news: tisdag 13 april 2027."),
    ],
)
def test_outside_the_usual_hours_an_editor_has_to_mean_it(
    event: Event, local: datetime, sentence: str
) -> None:
    hours.change(time(7, 30), time(17), [15])
    with pytest.raises(moving.OutsideHours, match=sentence):
        moving.choose_time(week(event), local, 1)
    assert moving.choose_time(week(event), local, 1, outside_hours=True).due_local == local


def test_a_skipped_notice_is_brought_back_to_the_time_it_had(event: Event) -> None:
    moving.choose_time(week(event), TUESDAY, 1)
    decisions.skip(week(event), 1, "Redan berättat")
    back = moving.bring_back(week(event), 1)
    assert (back.state, back.reason, back.due_local) == (PlanState.PLANNED, PlanReason.NONE, TUESDAY)
    assert "note" not in back.details
    with pytest.raises(NotPossible):
        moving.bring_back(week(event), 1)


def test_brought_back_after_its_date_moved_it_follows_its_rule(event: Event) -> None:
    decisions.skip(week(event), 1, "Redan berättat")
    save(event, deadline_on=date(2027, 4, 27))
    assert moving.bring_back(week(event), 1).due_local == datetime(2027, 4, 20, 8, 30)


def test_what_was_skipped_and_is_past_needs_another_time(event: Event, clock: time_machine.Traveller) -> None:
    decisions.skip(week(event), 1, "Vänta")
    clock.move_to(datetime(2027, 4, 23, 8, tzinfo=UTC))
    with pytest.raises(NotPossible), session.begin_nested():
        moving.bring_back(week(event), 1)
    session.expire_all()
    assert plan(event).reason is PlanReason.SKIPPED_BY_HAND
    chosen = datetime(2027, 4, 26, 9)
    assert moving.choose_time(week(event), chosen, 1).state is PlanState.PLANNED
    save(event, venue="Rådhuset")
    assert plan(event).due_local == chosen


def test_it_can_be_left_to_its_rule_again(event: Event) -> None:
    moving.choose_time(week(event), TUESDAY, 1)
    assert moving.leave_to_rule(week(event), 1).due_local == datetime(2027, 4, 22, 8, 30)
    save(event, texts=texts(lead="Ny ingress"))
    assert plan(event).due_local == datetime(2027, 4, 22, 8, 30)


def test_what_was_sent_or_dropped_with_the_event_has_no_other_time(
    event: Event, clock: time_machine.Traveller
) -> None:
    clock.move_to(plan(event).due_at)
    due.tick()
    with pytest.raises(NotPossible):
        moving.choose_time(week(event), datetime(2027, 4, 26, 9), 1)
    service.cancel(event.id, "Sjukdom")
    with pytest.raises(NotPossible):
        moving.choose_time(newest(event, REMINDER).id, datetime(2027, 5, 3, 9), 1)


def test_a_chosen_time_behind_a_deadline_that_moved_near_is_dropped_at_once(event: Event) -> None:
    event.registration_opens_on = date(2027, 4, 1)
    save(event, registration_opens_on=date(2027, 4, 1), venue="Rådhuset")
    opens = moving.choose_time(newest(event, NoticeKind.OPENS).id, datetime(2027, 4, 27, 9), 1)
    save(event, registration_opens_on=date(2027, 4, 1), venue="Rådhuset", deadline_on=date(2027, 4, 20))
    assert (opens.state, opens.reason) == (PlanState.SKIPPED, PlanReason.DEADLINE_PASSED)


def test_news_moved_close_to_the_deadline_asks_an_editor(event: Event) -> None:
    draft = make_announced(**WITH_DEADLINE)
    draft.first_announced_at = None
    save(draft, venue="Rådhuset")
    news = newest(draft, NoticeKind.NEW)
    moving.choose_time(news.id, datetime(2027, 4, 29, 9), 1)
    assert (news.state, news.reason) == (PlanState.AWAITING_APPROVAL, PlanReason.SHORT_NOTICE)
    moving.choose_time(news.id, datetime(2027, 4, 12, 9), 1)
    assert news.state is PlanState.PLANNED


def test_an_evaluation_with_a_time_of_its_own_waits_for_no_material(
    event: Event, clock: time_machine.Traveller
) -> None:
    clock.move_to(datetime(2027, 5, 6, 11, tzinfo=UTC))
    slides = MaterialContent("Bilder", "https://www.example.org/bilder", MaterialKind.SLIDES)
    evaluation = moving.choose_time(newest(event, EVALUATION).id, datetime(2027, 5, 7, 8), 1)
    save(event, materials=(SURVEY, slides))
    clock.move_to(evaluation.due_at)
    due.tick()
    assert evaluation.state is PlanState.SENDING


def test_who_moved_it_from_when_to_when_is_recorded(event: Event) -> None:
    moving.choose_time(week(event), TUESDAY, 7)
    decisions.skip(week(event), 7, "Redan berättat")
    moving.bring_back(week(event), 7)
    moving.leave_to_rule(week(event), 7)
    entries = session.scalars(
        select(AuditEntry).where(AuditEntry.action.startswith("notice."), AuditEntry.actor_id == 7)
    )
    found = {entry.action: entry.details for entry in entries}
    assert set(found) == {
        "notice.time_chosen",
        "notice.skipped",
        "notice.brought_back",
        "notice.left_to_rule",
    }
    moved = found["notice.time_chosen"]
    assert (moved["before"], moved["now"]) == ("2027-04-22T08:30", "2027-04-20T10:00")
