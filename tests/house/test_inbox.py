from pathlib import Path

import pytest

ROOMS = Path(__file__).parents[2] / "newsletter"


@pytest.mark.parametrize("room", ["issues", "notices", "subscribers", "registrations"])
def test_no_letter_offers_to_be_left_by_mail_as_long_as_nothing_reads_an_inbox(room: str) -> None:
    for path in (ROOMS / room).rglob("*.py"):
        assert "mailto_unsubscribe" not in path.read_text(encoding="utf-8"), path
