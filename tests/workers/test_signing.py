"""Mail that was signed on its way from the ledger to a mail server."""

from pathlib import Path

from benchmarks import issue
from newsletter.outbox.models import MailingState
from tests.support.dkim_keys import ed25519_key, pem, published, rsa_key, verdicts
from tests.support.mailroom import Mailroom


def test_every_copy_of_an_issue_arrives_with_signatures_that_hold(room: Mailroom, tmp_path: Path) -> None:
    keys = published("2027a", rsa_key()), published("2027e", ed25519_key())
    (tmp_path / "rsa.pem").write_text(pem(rsa_key()))
    room.env["DKIM_KEYS"] = f"2027a:sender.test:{tmp_path}/rsa.pem {keys[1].entry}"
    room.beat()
    room.worker()
    mailing_id = issue.write(issue.subscribe(40))
    room.wait_until(lambda: room.mailing(mailing_id).state is MailingState.COMPLETED)
    assert len(room.sink.messages) == 40
    for message in room.sink.messages:
        assert verdicts(message.data, *keys) == [True, True]
