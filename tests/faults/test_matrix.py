"""Every fault on the list is proved by a test, here or elsewhere, or stands in the table with its reason."""

import re
from pathlib import Path

from tests.faults.matrix import ELSEWHERE, NOT_HERE

TESTS = Path(__file__).parents[1]
ABOUT_SENDING = {*range(1, 51)}


def proved_here() -> set[int]:
    texts = [path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py")]
    return {int(row) for text in texts for row in re.findall(r"@pytest\.mark\.fault\((\d+),", text)}


def test_no_fault_is_forgotten() -> None:
    assert ABOUT_SENDING - proved_here() - ELSEWHERE.keys() - NOT_HERE.keys() == set()


def test_what_is_said_to_be_proved_elsewhere_is_there() -> None:
    for names in ELSEWHERE.values():
        for name in names:
            file, _, function = name.partition("::")
            assert f"def {function}(" in (TESTS / file).read_text(encoding="utf-8"), name
