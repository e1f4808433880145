"""What kind of page it is: plain invitations that never say so, and pages full of days and hours for something else."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from newsletter.events.reader.reading import read

PAGES = tomllib.loads((Path(__file__).parent / "kinds.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize(
    ("text", "is_event"),
    [(page["text"], page["is_event"]) for page in PAGES],
    ids=[page["text"].split("\n")[0] for page in PAGES],
)
def test_only_what_one_may_come_to_is_an_event(text: str, is_event: bool) -> None:
    assert read(text, today=date(2027, 1, 1)).is_event is is_event
