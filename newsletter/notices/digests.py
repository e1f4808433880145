"""Making digests when their time has come, and seeing each through until nobody is left.

Beat's tick makes them; the row of the frequency's clock is locked meanwhile, so several beats do no harm. The time of a
digest goes from the end of the last one to now, whatever the clocks of the zone did in between.
"""

from collections.abc import Sequence

from sqlalchemy import column, delete, func, literal, select
from sqlalchemy.dialects.postgresql import insert

from newsletter.audit import service as audit
from newsletter.core.clock import now
from newsletter.core.database import session, transaction
from newsletter.notices import digest_gathering as gathering
from newsletter.notices import digest_times
from newsletter.notices.digest_models import Digest, DigestClock, DigestPlan, DigestReader
from newsletter.outbox.control import FINAL
from newsletter.outbox.models import STATE_LETTERS, Batch, DeliveryState, Mailing, MailingState, ToldPerson
from newsletter.subscribers.models import Frequency

FREQUENCIES = (Frequency.DAILY, Frequency.WEEKLY)
MOST_ROUNDS = 3


def tick() -> int:
    """Makes every digest that is due, and settles those that have left; how many were made."""
    made = sum(_make_if_due(frequency) for frequency in FREQUENCIES)
    for digest_id in session.scalars(select(Digest.id).where(Digest.settled_at.is_(None))).all():
        with transaction():
            _settle(digest_id)
    return made


def restart_clocks(frequencies: Sequence[Frequency] = FREQUENCIES) -> None:
    """Another day or hour was set: it counts from now on, and does not call for a digest at once."""
    for clock in session.scalars(select(DigestClock).with_for_update()):
        if clock.frequency in frequencies:
            clock.counted_from = now()
    session.flush()


def _make_if_due(frequency: Frequency) -> bool:
    with transaction():
        clock = _clock(frequency)
        if clock is None:
            return False
        _put_right(clock)
        due = digest_times.latest_digest(frequency, clock.counted_from, now())
        if due is None or not digest_times.may_leave(frequency, due, now()):
            return False
        if digest_times.is_on_time(due, now()) and gathering.is_news_on_its_way(due):
            return False  # what is due at the same hour stands in this digest, whichever tick comes first
        _make(clock, Digest(frequency=frequency, due_at=due, since=clock.upto, upto=now(), rounds=1))
        return True


def _clock(frequency: Frequency) -> DigestClock | None:
    """Locked; None while another process has it. It begins to run when it is first looked at."""
    moment = now()
    session.execute(
        insert(DigestClock)
        .values(frequency=frequency, upto=moment, counted_from=moment)
        .on_conflict_do_nothing()
    )
    return session.scalar(
        select(DigestClock)
        .where(DigestClock.frequency == frequency)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )


def _put_right(clock: DigestClock) -> None:
    """After the machine's clock ran ahead and was set back: else no digest were made until it gets there once more.

    Such a day may have two digests. Nobody reads anything twice, for a notice stands in one of them.
    """
    moment = now()
    if clock.counted_from > moment + digest_times.ON_TIME:
        before = Digest.frequency == clock.frequency, Digest.upto <= moment
        clock.upto = clock.counted_from = (
            session.scalar(select(func.max(Digest.upto)).where(*before)) or moment
        )


def _make(clock: DigestClock, digest: Digest) -> None:
    session.add(digest)
    session.flush()
    gathering.take(digest)
    digest.people = gathering.gather(digest)
    digest.without_news = max(0, gathering.count_readers(digest.frequency) - digest.people)
    clock.upto = clock.counted_from = digest.upto
    if not digest.people:
        _end(digest)
    audit.record("digest.made", subject=("digest", digest.id), people=digest.people)
    session.flush()


def _settle(digest_id: int) -> None:
    """Once all of it has left: whoever was passed over, because the news changed under way, gets the rest."""
    digest = session.scalar(
        select(Digest)
        .where(Digest.id == digest_id, Digest.settled_at.is_(None))
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    if digest is None:
        return
    sent = mailings(digest)
    if any(mailing.state not in FINAL for mailing in sent):
        return
    latest = [mailing for mailing in sent if mailing.parameters["round"] == digest.rounds]
    passed_over = _release(latest)
    is_whole = not passed_over and not any(_left_some_out(mailing) for mailing in latest)
    if is_whole or digest.rounds >= MOST_ROUNDS or now() >= digest.upto + gathering.LIFE:
        _end(digest, is_whole=is_whole)
        return
    digest.rounds += 1
    if not gathering.gather(digest):
        _end(digest)


def mailings(digest: Digest) -> Sequence[Mailing]:
    return session.scalars(
        select(Mailing)
        .where(Mailing.kind == gathering.KIND, Mailing.subject_id == digest.id)
        .order_by(Mailing.id)
        .execution_options(populate_existing=True)
    ).all()


def _left_some_out(mailing: Mailing) -> bool:
    """What an editor has stopped stays stopped."""
    return mailing.state is MailingState.FAILED or bool(mailing.excluded)


def _release(sent: Sequence[Mailing]) -> int:
    """Whose copy was skipped has not been told."""
    ids = [mailing.id for mailing in sent if mailing.state is MailingState.COMPLETED]
    people = (
        func.unnest(Batch.contact_ids, func.string_to_array(Batch.states, None))
        .table_valued(column("contact_id"), column("letter"), name="people")
        .render_derived()
    )
    skipped = (
        select(Batch.mailing_id, people.c.contact_id)
        .join(people, literal(True))
        .where(Batch.mailing_id.in_(ids), people.c.letter == STATE_LETTERS[DeliveryState.SKIPPED])
        .subquery()
    )
    gone = session.scalars(
        delete(ToldPerson)
        .where(ToldPerson.mailing_id == skipped.c.mailing_id, ToldPerson.contact_id == skipped.c.contact_id)
        .returning(ToldPerson.contact_id)
        .execution_options(synchronize_session=False)
    )
    return len(set(gone))


def _end(digest: Digest, *, is_whole: bool = True) -> None:
    """What could not be told to everybody in time stands in the next digest, for those who have not had it."""
    digest.settled_at = now()
    session.execute(delete(DigestReader).where(DigestReader.digest_id == digest.id))
    if not is_whole:
        session.execute(delete(DigestPlan).where(DigestPlan.digest_id == digest.id))
    session.flush()
