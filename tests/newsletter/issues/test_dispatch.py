from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from newsletter.core.clock import now
from newsletter.errors import Conflict, Invalid, NotPossible
from newsletter.issues import departure, dispatch, drafts
from newsletter.issues.content import BlockType
from newsletter.issues.departure import Departure
from newsletter.issues.dispatch import Seen, Stage
from newsletter.issues.models import Issue, IssueState
from newsletter.outbox import service as outbox
from newsletter.outbox.models import Mailing, MailingState
from newsletter.outbox.start import start_due
from tests.newsletter.issues.factories import (
    block,
    make_follower,
    make_issue,
    make_newsletter,
    set_up_organisation,
    written,
)


@pytest.fixture(autouse=True)
def ready(english_page: None) -> None:
    set_up_organisation("sv")


def in_an_hour() -> Departure:
    start = now() + timedelta(hours=1)
    return Departure(start, start.replace(tzinfo=None), "Europe/Stockholm")


def schedule(issue: Issue, when: Departure | None = None, **seen: bool) -> Issue:
    return dispatch.schedule(issue.id, when or in_an_hour(), Seen(issue.revision, **seen), None)


def mailings(session: Session) -> int:
    return session.scalars(select(func.count()).select_from(Mailing)).one()


def test_a_scheduled_issue_has_a_mailing_for_its_time(session: Session) -> None:
    when = in_an_hour()
    issue = schedule(make_issue(), when)
    mailing = dispatch.mailing_of(issue)
    assert mailing is not None
    assert (issue.state, mailing.state) == (IssueState.SCHEDULED, MailingState.SCHEDULED)
    assert mailing.start_at == when.start_at
    assert issue.scheduled_local == when.local


def test_a_second_press_of_the_button_makes_no_second_mailing(session: Session) -> None:
    issue = make_issue()
    first = Seen(issue.revision)
    dispatch.schedule(issue.id, in_an_hour(), first, None)
    dispatch.schedule(issue.id, in_an_hour(), first, None)
    assert mailings(session) == 1


def test_who_saw_an_older_text_is_asked_to_look_again(session: Session) -> None:
    issue = make_issue()
    seen = Seen(issue.revision)
    drafts.save(issue.id, "sv", written("Ändrat under tiden"), 1)
    with pytest.raises(Conflict):
        dispatch.schedule(issue.id, in_an_hour(), seen, None)
    assert mailings(session) == 0


def test_a_fault_in_a_block_keeps_the_issue_here(session: Session) -> None:
    issue = make_issue(sv=written("Nytt", block(BlockType.IMAGE)))
    with pytest.raises(Invalid, match="Choose a picture"):
        schedule(issue, accepts_warnings=True)
    assert mailings(session) == 0


def test_a_warning_needs_a_tick(session: Session) -> None:
    set_up_organisation("sv", "da")
    issue = make_issue()
    with pytest.raises(Invalid) as refused:
        schedule(issue)
    assert refused.value.field == "accept"
    schedule(issue, accepts_warnings=True)
    assert mailings(session) == 1


def test_what_was_scheduled_is_kept_as_a_version(session: Session) -> None:
    issue = schedule(make_issue())
    session.flush()
    assert [version.cause for version in drafts.versions(issue.id)] == ["schedule"]


def test_a_scheduled_issue_is_taken_back_to_draft_and_never_leaves(session: Session) -> None:
    topic = make_newsletter()
    make_follower(topic, "anna@example.org")
    issue = schedule(make_issue(topic), departure.at_once("Europe/Stockholm", 0))
    mailing = dispatch.mailing_of(issue)
    assert mailing is not None
    dispatch.take_back(issue.id, None)
    session.commit()
    assert start_due() == []
    assert (issue.state, mailing.state) == (IssueState.DRAFT, MailingState.CANCELLED)
    assert issue.mailing_id is None


def test_a_page_left_open_cannot_send_what_was_taken_back(session: Session) -> None:
    issue = make_issue()
    seen = Seen(issue.revision)
    dispatch.schedule(issue.id, in_an_hour(), seen, None)
    dispatch.take_back(issue.id, None)
    with pytest.raises(Conflict):
        dispatch.schedule(issue.id, in_an_hour(), seen, None)


def test_taking_back_twice_changes_nothing(session: Session) -> None:
    issue = schedule(make_issue())
    dispatch.take_back(issue.id, None)
    revision = issue.revision
    assert dispatch.take_back(issue.id, None).revision == revision


def test_an_issue_on_its_way_is_not_taken_back(session: Session) -> None:
    topic = make_newsletter()
    make_follower(topic, "anna@example.org")
    issue = schedule(make_issue(topic), departure.at_once("Europe/Stockholm", 0))
    session.commit()
    start_due()
    with pytest.raises(NotPossible):
        dispatch.take_back(issue.id, None)
    mailing = dispatch.mailing_of(issue)
    assert mailing is not None
    assert dispatch.stage(issue, mailing) is Stage.SENDING


def test_stopping_an_issue_on_its_way_is_final(session: Session) -> None:
    topic = make_newsletter()
    make_follower(topic, "anna@example.org")
    issue = schedule(make_issue(topic), departure.at_once("Europe/Stockholm", 0))
    session.commit()
    start_due()
    assert issue.mailing_id is not None
    outbox.cancel(issue.mailing_id, None)
    assert issue.state is IssueState.CANCELLED
    with pytest.raises(NotPossible):
        dispatch.take_back(issue.id, None)
