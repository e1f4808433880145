import re

import pytest

from newsletter.rendering.freeze import freeze
from newsletter.rendering.plain import WIDTH, tidy
from newsletter.rendering.reading import read_copy
from tests.email.letters import LETTERS, VALUES
from tests.email.samples import LOOK

MARKS = re.compile(r"#\d#")
WITH_CONDITIONS = [name for name in LETTERS if LETTERS[name]("en").conditions]


def test_what_stands_for_a_condition_takes_no_room_in_its_line() -> None:
    words = " ".join(["word"] * 14)
    assert len(f"#1##2#{words}") > WIDTH - 1
    assert tidy(f"#1##2#{words} end#3#", MARKS).startswith(f"#1##2#{words}")


def test_nor_does_it_at_the_end_of_a_line() -> None:
    words = " ".join(["word"] * 14)
    assert tidy(f"{words}#1##2#", MARKS) == f"{words}#1##2#\n"


def test_a_condition_takes_its_blank_lines_along() -> None:
    text = tidy("before\n\n#1#\n\nleft out\n\n#2#\n\n\nafter", MARKS)
    assert re.sub(r"#1#.*#2#", "", text, flags=re.DOTALL) == "before\n\nafter\n"
    assert MARKS.sub("", text) == "before\n\nleft out\n\nafter\n"


@pytest.mark.parametrize("name", WITH_CONDITIONS)
def test_no_copy_has_holes_or_ragged_lines_whatever_its_conditions(name: str) -> None:
    letter = LETTERS[name]("sv")
    form = freeze(letter, LOOK)
    for bits in range(2 ** len(letter.conditions)):
        text = read_copy(form.merge(VALUES, bits)).text
        assert "\n\n\n" not in text.split("-" * WIDTH)[0]
        assert form.is_canonical(bits) or "base64" in str(form.merge(VALUES, bits))
