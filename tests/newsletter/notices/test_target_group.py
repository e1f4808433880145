"""Followers whom an event is not meant for get no notice of it, and everybody can see why."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from newsletter.contacts.models import Contact
from newsletter.core.database import session
from newsletter.events import service
from newsletter.events.models import Event, GeoScope
from newsletter.notices import digests, due, overview, reach, whatif
from newsletter.notices.models import NoticeKind, NoticePlan
from newsletter.outbox import service as outbox
from newsletter.outbox.models import Mailing, Reason
from newsletter.outbox.start import start_due
from newsletter.registrations import marks
from newsletter.registrations.models import MarkKind
from newsletter.subscribers import profiles
from newsletter.subscribers.models import Frequency, Role, Topic, TopicKind
from newsletter.subscribers.profiles import Told
from tests.newsletter.events.factories import WITH_DEADLINE
from tests.newsletter.notices.digest_stage import NEXT_TUESDAY, TUESDAY, announce, follow, run, sent
from tests.newsletter.notices.digest_stage import readers as digest_readers
from tests.newsletter.notices.people import register
from tests.newsletter.notices.stage import make_announced, newest, plan
from tests.newsletter.subscribers.factories import make_subscriber, make_topic

IN_SKANE: dict[str, Any] = {"geo_scope": GeoScope.REGIONS, "audience_regions": ("SE-M",)}
IN_MORA: dict[str, Any] = {
    "geo_scope": GeoScope.MUNICIPALITIES,
    "audience_municipalities": ("Mora", "Orsa kommun"),
}
FOR_LEADERS: dict[str, Any] = {"audience_roles": ("politician", "manager")}


@pytest.fixture
def topic() -> Topic:
    return make_topic(kind=TopicKind.SERIES)


def follower(topic: Topic, **told: Any) -> Contact:
    made = make_subscriber(topic)
    profiles.tell(made.id, Told(**told))
    return made


def would_get(event: Event, kind: NoticeKind = NoticeKind.DEADLINE) -> set[int]:
    found = reach.audience(newest(event, kind), event).subquery()
    return set(session.scalars(select(found.c.contact_id).where(found.c.reason.is_(None))))


def meant(topic: Topic, **target: Any) -> Event:
    return make_announced(**WITH_DEADLINE, **target, topic_ids=(topic.id,))


def test_who_has_told_another_region_hears_nothing(topic: Topic) -> None:
    event = meant(topic, **IN_SKANE)
    here, silent = follower(topic, region="SE-M"), make_subscriber(topic)
    follower(topic, region="SE-W")
    knows_town_only = follower(topic, municipality="Mora")
    assert would_get(event) == {here.id, silent.id, knows_town_only.id}


def test_municipalities_are_known_however_they_are_written(topic: Topic) -> None:
    event = meant(topic, **IN_MORA)
    here, near = follower(topic, municipality="mora kommun"), follower(topic, municipality="Orsa")
    knows_region_only = follower(topic, region="SE-M")
    follower(topic, municipality="Lund")
    assert would_get(event) == {here.id, near.id, knows_region_only.id}


def test_one_fitting_role_is_enough(topic: Topic) -> None:
    event = meant(topic, **FOR_LEADERS)
    both, silent = (
        follower(topic, roles=(Role.RESEARCHER, Role.MANAGER)),
        follower(topic, region="SE-W"),
    )
    follower(topic, roles=(Role.RESEARCHER,))
    assert would_get(event) == {both.id, silent.id}


def test_region_and_role_must_both_fit(topic: Topic) -> None:
    event = meant(topic, **IN_SKANE, **FOR_LEADERS)
    fits = follower(topic, region="SE-M", roles=(Role.MANAGER,))
    follower(topic, region="SE-M", roles=(Role.OTHER,))
    follower(topic, region="SE-W", roles=(Role.MANAGER,))
    assert would_get(event) == {fits.id}


def test_an_event_for_everybody_leaves_out_nobody(topic: Topic) -> None:
    event = meant(topic)
    everybody = {
        follower(topic, region="SE-W", roles=(Role.OTHER,)).id,
        follower(topic, municipality="Lund").id,
    }
    assert would_get(event) == everybody


def test_who_asked_to_hear_of_the_event_is_meant(topic: Topic) -> None:
    event = meant(topic, **IN_SKANE)
    elsewhere = follower(topic, region="SE-W")
    marks.put(elsewhere.id, event.id, MarkKind.INTERESTED)
    assert would_get(event) == {elsewhere.id}


def test_the_announcement_says_how_many_are_outside_and_why(
    clock: time_machine.Traveller, topic: Topic
) -> None:
    event = meant(topic, **IN_SKANE)
    elsewhere = follower(topic, region="SE-W")
    before = overview.preparation(plan(event))
    words = "Outside the target group, by what they told of themselves"
    assert before.excluded == [(words, 1)]
    answers = {(a.plan.kind, a.plan.step): (a.gets_it, a.why) for a in whatif.answers(event, elsewhere)}
    assert answers[NoticeKind.DEADLINE, "7d"] == (False, words)
    assert whatif.said(event, elsewhere) == [("Region", "Dalarnas län")]
    clock.move_to(datetime(2027, 4, 22, 6, 30, tzinfo=UTC))
    due.tick()
    start_due()
    mailing = mailing_of(plan(event))
    assert outbox.reasons(mailing.id) == {Reason.OUTSIDE_TARGET_GROUP: 1}
    found = outbox.delivery(mailing.id, elsewhere.id)
    assert found is not None and found.reason is Reason.OUTSIDE_TARGET_GROUP


def mailing_of(plan: NoticePlan) -> Mailing:
    return session.get_one(Mailing, plan.mailing_id or 0)


def test_who_tells_us_under_way_is_spared_the_copy(topic: Topic) -> None:
    event = meant(topic, **IN_SKANE)
    reader = make_subscriber(topic)
    assert reach.unwanted_among_followers(plan(event), event, [reader.id]) == {}
    profiles.tell(reader.id, Told(region="SE-W"))
    assert reach.unwanted_among_followers(plan(event), event, [reader.id]) == {
        reader.id: Reason.OUTSIDE_TARGET_GROUP
    }


def test_ones_own_doing_comes_before_the_target_group(topic: Topic) -> None:
    event = meant(topic, **IN_SKANE)
    reader = follower(topic, region="SE-W")
    marks.put(reader.id, event.id, MarkKind.NOT_INTERESTED)
    assert whatif.would_get(plan(event), event, reader.id) == (True, Reason.MARKED)
    assert reach.unwanted_among_followers(plan(event), event, [reader.id]) == {reader.id: Reason.MARKED}


def test_digests_leave_out_what_is_not_meant_for_the_reader(clock: time_machine.Traveller) -> None:
    digests.tick()
    theme = make_topic()
    here, elsewhere = follow(theme, Frequency.WEEKLY), follow(theme, Frequency.WEEKLY)
    profiles.tell(here, Told(region="SE-M"))
    profiles.tell(elsewhere, Told(region="SE-W"))
    announce(theme, **IN_SKANE)
    run(clock, TUESDAY)
    run(clock, NEXT_TUESDAY)
    assert digest_readers(sent()) == {here}


def test_people_who_come_are_told_wherever_they_are(topic: Topic) -> None:
    event = meant(topic, **IN_SKANE)
    participant = register(event, contact=follower(topic, region="SE-W"))
    service.cancel(event.id, "För få anmälda")
    assert participant.id in would_get(event, NoticeKind.CANCELLED)
