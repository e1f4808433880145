"""What stands open in a database that seems to be a restored backup."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from newsletter.core.database import session
from newsletter.events import wording
from newsletter.events.models import Event
from newsletter.issues.models import Issue
from newsletter.notices.models import NoticePlan
from newsletter.outbox import epoch
from newsletter.outbox import service as outbox
from newsletter.outbox.models import Mailing

ALONE = "single"


@dataclass(frozen=True)
class Open:
    mailing: Mailing
    title: str
    waiting: int | None  # None as long as its audience is not settled


@dataclass(frozen=True)
class Question:
    since: datetime | None
    to_many: Sequence[Open]
    to_single_persons: int


def question(language: str) -> Question:
    mailings = epoch.in_question()
    to_many = [mailing for mailing in mailings if not _is_alone(mailing)]
    titles = _titles([mailing.id for mailing in to_many], language)
    return Question(
        since=epoch.held_since(),
        to_many=[
            Open(
                mailing, titles.get(mailing.id, _("Mailing %(number)s", number=mailing.id)), _waiting(mailing)
            )
            for mailing in to_many
        ],
        to_single_persons=len(mailings) - len(to_many),
    )


def mailings_meant(ticked: Collection[str]) -> list[int]:
    """Ids of the mailings in question that were ticked, those to single persons under one name."""
    return [
        mailing.id
        for mailing in epoch.in_question()
        if (ALONE if _is_alone(mailing) else str(mailing.id)) in ticked
    ]


def _is_alone(mailing: Mailing) -> bool:
    return mailing.candidates == 1


def _waiting(mailing: Mailing) -> int | None:
    return None if mailing.queued is None else outbox.figures(mailing.id).waiting


def _titles(mailing_ids: Collection[int], language: str) -> dict[int, str]:
    issues = session.execute(select(Issue.mailing_id, Issue.title).where(Issue.mailing_id.in_(mailing_ids)))
    notices = session.execute(
        select(NoticePlan.mailing_id, Event)
        .join(Event, Event.id == NoticePlan.event_id)
        .where(NoticePlan.mailing_id.in_(mailing_ids))
    )
    return {number: title for number, title in issues if number} | {
        number: str(wording.title(event, language)) for number, event in notices if number
    }
