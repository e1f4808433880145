"""A restored backup mails nobody until a person has decided."""

from collections.abc import Callable
from typing import Any

import pytest
import redis
from sqlalchemy import delete, insert, select, text
from sqlalchemy.orm import Session

from newsletter.audit.models import AuditEntry
from newsletter.core.database import Base
from newsletter.outbox import epoch, service
from newsletter.outbox.models import Batch, DeliveryNote, Mailing, MailingState, SendEpoch
from newsletter.settings import Settings
from tests.newsletter.outbox.conftest import Send
from tests.newsletter.outbox.support import people, states
from tests.support.sink import Sink

Start = Callable[[], Mailing]
TABLES = (SendEpoch, Mailing, Batch, DeliveryNote)


def rows(session: Session, table: type[Base]) -> list[dict[str, Any]]:
    return [dict(row) for row in session.execute(select(table.__table__)).mappings()]


def dump(session: Session) -> dict[type[Base], list[dict[str, Any]]]:
    session.flush()
    return {table: rows(session, table) for table in TABLES}


def restore(session: Session, backup: dict[type[Base], list[dict[str, Any]]]) -> None:
    """The tables as they were, and every process started anew."""
    for table in reversed(TABLES):
        session.execute(delete(table.__table__))  # type: ignore[arg-type]
    for table in TABLES:
        if backup[table]:
            session.execute(insert(table.__table__), backup[table])  # type: ignore[arg-type]
    session.expire_all()
    epoch.copies.cache_clear()


@pytest.fixture
def restored(session: Session, settings: Settings, start: Start, send: Send) -> Mailing:
    """A mailing that had reached its four readers, in a database of before that."""
    people(4)
    mailing = start()
    backup = dump(session)
    with Sink() as sink:
        send(sink)
        assert len(sink.messages) == 4
    restore(session, backup)
    assert states(mailing.id) == "qqqq"
    return mailing


def test_nothing_of_a_restored_database_is_sent_again(
    session: Session, settings: Settings, restored: Mailing, send: Send, caplog: pytest.LogCaptureFixture
) -> None:
    with Sink() as sink:
        for _ in range(3):
            send(sink)
        assert sink.messages == []
    assert service.held_since() is not None
    assert not epoch.look(settings)
    criticals = [record.message for record in caplog.records if record.levelname == "CRITICAL"]
    assert len(criticals) == 1
    assert "restored backup" in criticals[0]
    assert len(session.scalars(select(AuditEntry).where(AuditEntry.action == "sending.held")).all()) == 1


def test_going_on_sends_what_the_ledger_takes_for_open(
    session: Session, settings: Settings, restored: Mailing, send: Send
) -> None:
    assert not epoch.look(settings)
    assert [mailing.id for mailing in epoch.in_question()] == [restored.id]
    assert epoch.go_on([], actor_id=7)
    assert not epoch.go_on([], actor_id=7), "pressed twice"
    with Sink() as sink:
        send(sink)
        assert len(sink.messages) == 4
    assert service.held_since() is None
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "sending.released")).one()
    assert (entry.actor_id, entry.details["skipped"]) == (7, [])


def test_what_is_left_out_is_never_sent(
    session: Session, settings: Settings, restored: Mailing, send: Send
) -> None:
    assert not epoch.look(settings)
    epoch.go_on([restored.id], actor_id=7)
    with Sink() as sink:
        send(sink)
        assert sink.messages == []
    session.refresh(restored)
    assert (restored.state, states(restored.id)) == (MailingState.CANCELLED, "kkkk")
    assert epoch.look(settings)


def test_redis_remembers_where_the_data_folder_is_lost(
    session: Session, settings: Settings, restored: Mailing
) -> None:
    for path in (settings.data_dir / epoch.FOLDER).iterdir():
        path.unlink()
    assert not epoch.look(settings)


def test_where_both_have_forgotten_mail_goes_on(
    session: Session, settings: Settings, restored: Mailing
) -> None:
    for path in (settings.data_dir / epoch.FOLDER).iterdir():
        path.write_text("")  # as a crash of the machine may leave it
    with redis.Redis.from_url(settings.redis_url or "") as broker:
        broker.delete(epoch._key(session.scalars(select(SendEpoch.line)).one()))
    assert epoch.look(settings)


def test_a_copy_that_is_found_later_holds_again(
    session: Session, settings: Settings, restored: Mailing
) -> None:
    """Another machine's data folder may know more than all that was known at the decision."""
    epoch.look(settings)
    epoch.go_on([], None)
    line = session.scalars(select(SendEpoch.line)).one()
    epoch.copies(settings).keep(line, 5000)
    assert not epoch.look(settings)
    epoch.go_on([], None)
    assert epoch.look(settings)


def test_no_copy_runs_ahead_of_the_ledger_or_is_lowered(session: Session, settings: Settings) -> None:
    line, before = session.execute(select(SendEpoch.line, SendEpoch.number)).one()
    epoch.advance(settings)
    assert epoch.copies(settings).newest(line) <= before
    session.commit()
    epoch.copies.cache_clear()
    assert epoch.copies(settings).newest(line) == before + 1
    epoch.copies(settings).keep(line, before)
    assert epoch.copies(settings).newest(line) == before + 1


def test_a_folder_that_cannot_be_written_stops_nothing(session: Session, settings: Settings) -> None:
    away = settings.model_copy(
        update={"data_dir": settings.data_dir / "nothing" / "here", "redis_url": "redis://127.0.0.1:1/0"}
    )
    settings.data_dir.joinpath("nothing").write_text("a file where a folder should be")
    try:
        epoch.advance(away)
        session.commit()
        assert epoch.look(away)
    finally:
        settings.data_dir.joinpath("nothing").unlink()
    assert session.scalar(text("SELECT number FROM send_epoch")) == 1
