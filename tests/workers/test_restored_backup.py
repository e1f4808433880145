"""The tables of yesterday under the workers of today."""

from sqlalchemy import text

from benchmarks import issue
from newsletter.core.database import session, transaction
from newsletter.outbox import epoch, service
from newsletter.outbox.models import MailingState
from tests.support.mailroom import Mailroom
from tests.workers.test_processes import confirm

TABLES = ("send_epoch", "mailing", "mailing_form", "batch", "delivery_note")


def test_a_restored_backup_sends_nothing_until_an_admin_has_decided(room: Mailroom) -> None:
    """The issue had left after the backup was made; the database does not know of it."""
    topic = issue.subscribe(200)
    first = [room.beat(), room.worker("urgent,notices,bulk")]
    mailing_id = issue.write(topic)
    with transaction():
        for table in TABLES:
            session.execute(text(f"CREATE TABLE saved_{table} AS TABLE {table}"))
    room.wait_until(lambda: room.mailing(mailing_id).state is MailingState.COMPLETED)
    for process in first:
        room.kill(process)
    with transaction():
        session.execute(text(f"TRUNCATE {', '.join(TABLES)} CASCADE"))
        for table in TABLES:
            session.execute(text(f"INSERT INTO {table} SELECT * FROM saved_{table}"))
    assert room.mailing(mailing_id).state is not MailingState.COMPLETED

    room.beat()
    room.worker("urgent,notices,bulk")
    room.wait_until(lambda: held() is not None)
    confirm("reader@example.org")
    assert len(room.sink.messages) == 200
    assert "seems to be a restored backup" in room.log
    with transaction():
        assert epoch.go_on([mailing_id], actor_id=None)
    room.wait_until(lambda: len(room.sink.messages) == 201)
    assert room.sink.recipients[-1] == "reader@example.org", "and nobody else"


def held() -> object:
    session.rollback()
    return service.held_since()
