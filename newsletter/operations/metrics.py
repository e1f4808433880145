"""Figures for Prometheus. They come from the ledger: a worker that lives but sends nothing shows here."""

from collections.abc import Iterator, Mapping

from sqlalchemy import func, select

from newsletter.core import queue
from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.core.queue import Lane
from newsletter.outbox.models import Batch, Mailing, MailingState
from newsletter.outbox.service import held_since, unbalanced
from newsletter.transport.commons import NOTHING_KNOWN, standing

Series = Mapping[str, float]


def exposition(redis_url: str) -> str:
    """All figures in the text format of Prometheus, version 0.0.4."""
    open_batches, oldest = _batches()
    carries = queue.carries(redis_url)
    ways = standing(redis_url, now().timestamp()) if carries else NOTHING_KNOWN
    lines = [
        *_gauge("budkavle_open_batches", "Batches that hold copies still to be sent.", "lane", open_batches),
        *_gauge(
            "budkavle_oldest_due_batch_age_seconds", "How long the oldest due batch waits.", "lane", oldest
        ),
        *_gauge("budkavle_mailings", "Mailings in each state.", "state", _mailings()),
        *_single("budkavle_broker_away", "1 while Redis carries no rings.", not carries),
        *_gauge(
            "budkavle_slowed_rate",
            "Messages per second that a server or domain gets which asked for patience.",
            "name",
            ways.slow,
        ),
        *_single(
            "budkavle_second_server", "Workers that use another mail server than the first.", len(ways.second)
        ),
        *_single("budkavle_sending_held", "1 while nothing is sent: see the overview.", bool(held_since())),
        *_single("budkavle_unbalanced_mailings", "Mailings whose figures do not add up.", len(unbalanced())),
    ]
    return "\n".join(lines) + "\n"


def _batches() -> tuple[Series, Series]:
    """Open batches of mailings that are being sent, and the age of the one due longest, for each lane.

    What somebody paused does not wait for a worker, so it does not count. A batch waits since its mailing began, since
    something last happened to it, or since its next try fell due.
    """
    moment = now()
    rows = session.execute(
        select(
            Batch.lane,
            func.count(),
            func.min(func.greatest(Batch.due_at, Batch.changed_at, Mailing.started_at)),
        )
        .join(Mailing, Mailing.id == Batch.mailing_id)
        .where(Batch.is_open, Mailing.state == MailingState.SENDING)
        .group_by(Batch.lane)
    ).all()
    counts = {lane.value: 0.0 for lane in Lane} | {lane.value: float(count) for lane, count, _due in rows}
    ages = {lane.value: 0.0 for lane in Lane} | {
        lane.value: max(0.0, (moment - due).total_seconds()) for lane, _count, due in rows
    }
    return counts, ages


def _mailings() -> Series:
    rows = session.execute(select(Mailing.state, func.count()).group_by(Mailing.state)).all()
    return {state.value: 0.0 for state in MailingState} | {state.value: float(count) for state, count in rows}


def _single(name: str, meaning: str, figure: float) -> Iterator[str]:
    yield f"# HELP {name} {meaning}"
    yield f"# TYPE {name} gauge"
    yield f"{name} {figure:.15g}"


def _gauge(name: str, meaning: str, label: str, series: Series) -> Iterator[str]:
    yield f"# HELP {name} {meaning}"
    yield f"# TYPE {name} gauge"
    for value, figure in series.items():
        yield f'{name}{{{label}="{value}"}} {figure:.15g}'
