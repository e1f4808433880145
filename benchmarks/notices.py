"""How long notices take to plan: one tick over ten thousand plans, and an edit of an event with many followers.

    python -m benchmarks.notices [--events 1000] [--followers 50000] [--runs 5] [--json]

The tick is measured twice: when nothing is due, as nearly always, and when it hands over as many notices as one tick may.
The edit moves date and place of an event that every follower was told of and where two hundred are registered: first
what the editor is told before saving, then saving itself. Everything happens on an embedded database that is removed.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from datetime import time as clock_time
from typing import Any

from sqlalchemy import func, insert, literal, select, text, update

from benchmarks.issue import subscribe
from benchmarks.service import service as running_service
from newsletter.core.clock import now
from newsletter.core.database import session, transaction
from newsletter.events import edit, foresee, service
from newsletter.events.content import EventContent, MaterialContent, OrganiserContent
from newsletter.events.models import Event, MaterialKind, Mode, RegistrationMode
from newsletter.notices import due, rules
from newsletter.notices.models import NoticeKind, NoticePlan, PlanState
from newsletter.outbox import service as outbox
from newsletter.outbox.models import MailingState, Purpose, ToldPerson
from newsletter.outbox.producer import NewMailing
from newsletter.registrations.models import AttendAs, Registration, RegistrationState
from newsletter.subscribers.models import Subscription, Topic

PARTICIPANTS = 200


def main() -> None:
    options = _options()
    with running_service():
        topic = subscribe(options.followers)
        events = [_event(topic, number) for number in range(options.events)]
        _tell_all(events[0], topic)
        session.execute(text("ANALYZE"))
        session.commit()
        figures = {
            "events": options.events,
            "planned": _planned(),
            "followers": options.followers,
            "tick_idle_ms": _median(options.runs, due.tick),
            "foresee_edit_ms": _median(options.runs, lambda: _foresee(events[0])),
            "save_edit_ms": _median(options.runs, lambda: _save(events[0])),
            **_busy_tick(),
        }
    _print(figures, options.json)


def _options() -> Any:
    parser = argparse.ArgumentParser(description="Measure the planning of notices.")
    parser.add_argument("--events", type=int, default=1000)
    parser.add_argument("--followers", type=int, default=50_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="print JSON for a program to read")
    return parser.parse_args()


def _event(topic: Topic, number: int) -> int:
    """Published, with every rule on that may be."""
    starts = date.today() + timedelta(days=120 + number % 200)
    described = EventContent(
        language="sv",
        texts={"sv": {"title": f"Seminarium {number}", "audience": "Kommuner"}},
        mode=Mode.HYBRID,
        zone="Europe/Stockholm",
        starts_on=starts,
        starts_at=clock_time(9),
        ends_on=starts,
        ends_at=clock_time(12),
        venue="Gamla Tullhuset",
        city="Almvika",
        organisers=(OrganiserContent("Region Sundland"),),
        contact_email="fragor@sundland.example",
        registration_mode=RegistrationMode.BUILTIN,
        registration_opens_on=date.today() + timedelta(days=30),
        deadline_on=starts - timedelta(days=7),
        materials=(
            MaterialContent("Bilder", "https://example.org/bilder", MaterialKind.SLIDES, "sv"),
            MaterialContent("Enkät", "https://example.org/enkat", MaterialKind.SURVEY, "sv"),
        ),
        topic_ids=(topic.id,),
    )
    with transaction():
        draft = service.create(described)
        rules.the_rule(draft.id, NoticeKind.DEADLINE, "14d").enabled = True
        return service.publish(draft.id).id


def _tell_all(event_id: int, topic: Topic) -> None:
    """Everybody was told of the event, and some have registered."""
    followers = select(Subscription.contact_id).where(Subscription.topic_id == topic.id)
    with transaction():
        mailing = outbox.create(NewMailing(kind="follower_notice"))
        mailing.state, mailing.started_at = MailingState.COMPLETED, now() - timedelta(days=30)
        session.flush()
        told = followers.add_columns(
            literal(event_id), literal(Purpose.NEW.value), literal(1), literal(""), literal(mailing.id)
        )
        names = ["contact_id", "event_id", "purpose", "generation", "step", "mailing_id"]
        session.execute(insert(ToldPerson).from_select(names, told))
        for contact_id in session.scalars(followers.limit(PARTICIPANTS)).all():
            session.add(
                Registration(
                    event_id=event_id,
                    contact_id=contact_id,
                    state=RegistrationState.CONFIRMED,
                    attend_as=AttendAs.PHYSICAL,
                    language="sv",
                )
            )


def _planned() -> int:
    query = select(func.count()).select_from(NoticePlan).where(NoticePlan.state == PlanState.PLANNED)
    return session.scalar(query) or 0


def _moved(event: Event) -> EventContent:
    """A week later, in another house."""
    content = edit.content_of(event)
    assert content.starts_on is not None and content.deadline_on is not None
    return replace(
        content,
        starts_on=content.starts_on + timedelta(days=7),
        ends_on=content.starts_on + timedelta(days=7),
        deadline_on=content.deadline_on + timedelta(days=7),
        venue=f"Hus {event.revision}",
    )


def _foresee(event_id: int) -> object:
    event = session.get_one(Event, event_id)
    said = foresee.consequences(event_id, _moved(event), event.revision)
    session.rollback()
    return said


def _save(event_id: int) -> object:
    with transaction():
        event = session.get_one(Event, event_id)
        return edit.save(event_id, _moved(event), event.revision)


def _busy_tick() -> dict[str, float]:
    with transaction():
        session.execute(
            update(NoticePlan)
            .where(NoticePlan.kind == NoticeKind.DEADLINE, NoticePlan.step == "14d")
            .values(due_at=now(), not_after=now() + timedelta(hours=1))
        )
    began = time.perf_counter()
    settled = due.tick()
    return {"tick_busy_settled": settled, "tick_busy_ms": _milliseconds(began)}


def _median(runs: int, act: Callable[[], object]) -> float:
    taken = []
    for _ in range(runs):
        began = time.perf_counter()
        act()
        taken.append(_milliseconds(began))
    return statistics.median(taken)


def _milliseconds(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 1)


def _print(figures: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print(json.dumps(figures, indent=2))
        return
    for name, value in figures.items():
        print(f"{name:>20} {value:>12,}")


if __name__ == "__main__":
    main()
