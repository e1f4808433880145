"""What is not public causes no mail, and a copy begins with rules and without a past (pretix#3181)."""

from datetime import UTC, datetime, timedelta

import time_machine
from sqlalchemy import func, select

from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.events import edit, service
from newsletter.events.models import Event
from newsletter.notices import due, plans, rules
from newsletter.notices.models import NoticeKind
from newsletter.outbox.models import Mailing
from newsletter.outbox.start import start_due
from tests.newsletter.events.factories import WITH_DEADLINE, content, make_draft
from tests.newsletter.notices.stage import make_announced, newest
from tests.newsletter.subscribers.factories import make_subscriber, make_topic


def mailings() -> int:
    return session.scalar(select(func.count()).select_from(Mailing)) or 0


def let_months_pass(clock: time_machine.Traveller) -> None:
    for _ in range(14):
        clock.move_to(now() + timedelta(days=7))
        due.tick()
        start_due()


def test_a_draft_never_fires(clock: time_machine.Traveller) -> None:
    theme = make_topic()
    make_subscriber(theme)
    draft = make_draft(**WITH_DEADLINE, topic_ids=(theme.id,))
    changed = content(**WITH_DEADLINE, topic_ids=(theme.id,), venue="Nya Tullhuset")
    edit.save(draft.id, changed, draft.revision)
    let_months_pass(clock)
    assert plans.of_event(draft.id) == []
    assert mailings() == 0


def test_an_event_that_is_withdrawn_fires_no_more(clock: time_machine.Traveller) -> None:
    theme = make_topic()
    make_subscriber(theme)
    event = make_announced(**WITH_DEADLINE, topic_ids=(theme.id,))
    service.withdraw(event.id)
    let_months_pass(clock)
    assert mailings() == 0


def test_a_copy_has_no_plans_until_it_is_published_and_then_its_own(clock: time_machine.Traveller) -> None:
    event = make_announced(**WITH_DEADLINE)
    clock.move_to(datetime(2027, 4, 22, 7, tzinfo=UTC))
    due.tick()
    copy = service.duplicate(event.id)
    assert plans.of_event(copy.id) == []
    assert copy.first_announced_at is None
    published = service.publish(copy.id)
    assert newest(published, NoticeKind.DEADLINE, "1d").event_id == copy.id


def switched(event: Event) -> dict[tuple[str, str], tuple[bool, int]]:
    return {(rule.kind, rule.step): (rule.enabled, rule.offset_days) for rule in rules.of_event(event.id)}


def test_a_copy_keeps_the_rules_of_the_original() -> None:
    event = make_announced(**WITH_DEADLINE)
    rules.change(rules.the_rule(event.id, NoticeKind.DEADLINE, "7d").id, enabled=True, offset_days=10)
    rules.change(rules.the_rule(event.id, NoticeKind.MATERIAL, "followers").id, enabled=False)
    copy = service.duplicate(event.id)
    assert switched(copy) == switched(event)
    assert switched(copy)[NoticeKind.DEADLINE, "7d"] == (True, -10)
