"""Notices and digests that fall due at the same moment, and what is asked again before each copy."""

from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import select

from newsletter.contacts.models import Contact
from newsletter.core.database import session
from newsletter.events import edit
from newsletter.events.content import MaterialContent
from newsletter.events.models import MaterialKind
from newsletter.notices import digests, due
from newsletter.notices.models import NoticeKind
from newsletter.outbox.models import Mailing, Purpose, ToldPerson
from newsletter.outbox.registry import producer
from newsletter.outbox.start import start_due
from newsletter.registrations import marks
from newsletter.registrations.marks import MarkLink
from newsletter.registrations.models import MarkKind
from newsletter.subscribers.models import Frequency
from tests.newsletter.events.factories import WITH_DEADLINE, content
from tests.newsletter.notices.digest_stage import TUESDAY, announce, follow, readers, run, sent
from tests.newsletter.notices.stage import newest
from tests.newsletter.subscribers.factories import make_topic


@pytest.fixture(autouse=True)
def running(clock: time_machine.Traveller) -> None:
    digests.tick()


def test_a_notice_that_leaves_while_a_digest_is_made_keeps_its_readers_from_hearing_twice(
    clock: time_machine.Traveller,
) -> None:
    """A reminder of the last day and a digest are both due at half past eight."""
    theme = make_topic()
    reader = follow(theme, Frequency.WEEKLY)
    event = announce(theme)
    run(clock, datetime(2027, 3, 1, 12, tzinfo=UTC))
    clock.move_to(TUESDAY)
    digests.tick()
    notice = session.scalars(select(Mailing).where(Mailing.kind == "follower_notice")).one()
    notice.started_at = TUESDAY
    session.add(ToldPerson(contact_id=reader, event_id=event.id, purpose=Purpose.DEADLINE, generation=1, step="1d",
                           mailing_id=notice.id))  # fmt: skip
    session.commit()
    start_due()
    assert readers(sent()) == set()


def test_material_reaches_those_who_registered_elsewhere(clock: time_machine.Traveller) -> None:
    theme = make_topic()
    reader = follow(theme, Frequency.IMMEDIATE)
    event = announce(theme)
    link = MarkLink(0, session.get_one(Contact, reader), event, MarkKind.REGISTERED_ELSEWHERE)
    clock.move_to(datetime(2027, 5, 7, 8, tzinfo=UTC))
    marks.mark(link)
    slides = MaterialContent("Bilder", "https://example.org/bilder.pdf", MaterialKind.SLIDES, "sv")
    whole = content(**WITH_DEADLINE, topic_ids=(theme.id,), materials=(slides,))
    edit.save(event.id, whole, event.revision)
    clock.move_to(datetime(2027, 5, 7, 10, tzinfo=UTC))
    due.tick()
    start_due()
    plan = newest(event, NoticeKind.MATERIAL, "followers")
    mailing = session.get_one(Mailing, plan.mailing_id)
    assert mailing.queued == 1
    assert producer(mailing.kind).unwanted(mailing, [reader]) == {}
