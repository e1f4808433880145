"""Every mail in every language, as its reader gets it.

Regenerate with `pytest tests/email --update-snapshots` and read the diff: it is what citizens will read.
"""

from email import message_from_bytes, policy
from pathlib import Path

import pytest

from newsletter.core.languages import LANGUAGES
from tests.email.letters import LETTERS, copy

SNAPSHOTS = Path(__file__).parent / "snapshots"
LINE = "=" * 72
CASES = [(name, language) for name in LETTERS for language in LANGUAGES]


def mail_as_text(name: str, language: str) -> str:
    message = message_from_bytes(copy(name, language), policy=policy.default)
    parts = {
        part.get_content_type(): str(part.get_content()).replace("\r\n", "\n")
        for part in message.walk()
        if not part.is_multipart()
    }
    html = parts["text/html"].replace("><", ">\n<")  # one element a line, for the diff
    shown = [f"Subject: {message['Subject']}\nFrom: {message['From']}\n", parts["text/plain"], LINE, "", html]
    if "text/calendar" in parts:
        shown += [LINE, "", parts["text/calendar"]]
    return "\n".join(shown)


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
