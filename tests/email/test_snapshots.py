"""Every mail in every language, as its reader gets it.

Regenerate with `pytest tests/email --update-snapshots` and read the diff: it is what citizens will read.
"""

from email import message_from_bytes, policy
from pathlib import Path

import pytest

from newsletter.core.languages import LANGUAGES
from newsletter.rendering.freeze import freeze
from tests.email.letters import LETTERS, LOOK, VALUES

SNAPSHOTS = Path(__file__).parent / "snapshots"
CASES = [(name, language) for name in LETTERS for language in LANGUAGES]


def mail_as_text(name: str, language: str) -> str:
    raw = freeze(LETTERS[name](language), LOOK).merge(VALUES)
    message = message_from_bytes(raw, policy=policy.default)
    plain, html = (str(part.get_content()).replace("\r\n", "\n") for part in message.iter_parts())
    html = html.replace("><", ">\n<")  # one element a line, for the diff
    return f"Subject: {message['Subject']}\nFrom: {message['From']}\n\n{plain}\n{'=' * 72}\n\n{html}"


@pytest.mark.parametrize(("name", "language"), CASES)
def test_the_mail_reads_as_it_did(name: str, language: str, update_snapshots: bool) -> None:
    path = SNAPSHOTS / name / f"{language}.txt"
    now = mail_as_text(name, language)
    if update_snapshots:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(now, encoding="utf-8")
    assert path.exists(), f"no snapshot {path}; write it with --update-snapshots and read it"
    assert now == path.read_text(encoding="utf-8")


def test_every_snapshot_belongs_to_a_mail() -> None:
    stored = {str(path.relative_to(SNAPSHOTS)) for path in SNAPSHOTS.rglob("*.txt")}
    assert stored == {f"{name}/{language}.txt" for name, language in CASES}
