import pytest
from werkzeug.datastructures import MultiDict

from newsletter.errors import Invalid
from newsletter.issues.composer_form import Action, act, read_text
from newsletter.issues.content import Block, BlockType, LanguageText, Removed


def form(*pairs: tuple[str, str]) -> MultiDict[str, str]:
    return MultiDict(list(pairs))


def test_the_order_of_the_form_is_the_order_of_the_blocks() -> None:
    text = read_text(
        form(
            ("subject", " Höst i nätverket "),
            ("preheader", "Tre nya seminarier"),
            ("block", "b2:text"),
            ("block", "b1:heading"),
            ("b1-text", "Rubrik"),
            ("b1-level", "3"),
            ("b2-html", "<p>Hej</p>"),
        ),
        LanguageText(),
    )
    assert text.subject == "Höst i nätverket"
    assert [(block.id, block.type) for block in text.blocks] == [("b2", "text"), ("b1", "heading")]
    assert text.blocks[1].values == {"text": "Rubrik", "level": 3}


def test_the_removed_block_survives_a_save() -> None:
    removed = Removed(Block.of(BlockType.DIVIDER, {}), 0)
    assert read_text(form(("subject", "x")), LanguageText(removed=removed)).removed == removed


def test_a_block_of_an_unknown_type_is_refused(english_page: None) -> None:
    with pytest.raises(Invalid):
        read_text(form(("block", "b1:script")), LanguageText())


def test_an_id_that_could_leave_its_attribute_is_refused(english_page: None) -> None:
    with pytest.raises(Invalid):
        read_text(form(("block", 'b1"><script>:text')), LanguageText())


def test_two_blocks_with_one_id_become_two_blocks() -> None:
    text = read_text(form(("block", "b1:divider"), ("block", "b1:divider")), LanguageText())
    assert len({block.id for block in text.blocks}) == 2


@pytest.mark.parametrize(
    ("pressed", "expected"),
    [
        ("save", ["b1", "b2"]),
        ("up:b2", ["b2", "b1"]),
        ("down:b1", ["b2", "b1"]),
        ("remove:b1", ["b2"]),
        ("nonsense", ["b1", "b2"]),
        ("up:unknown", ["b1", "b2"]),
    ],
)
def test_the_pressed_button_acts_on_what_is_typed(pressed: str, expected: list[str]) -> None:
    posted = form(("block", "b1:divider"), ("block", "b2:divider"), ("do", pressed))
    text = act(read_text(posted, LanguageText()), Action.pressed(posted))
    assert [block.id for block in text.blocks] == expected


def test_a_new_block_comes_where_its_button_stood() -> None:
    posted = form(("block", "b1:divider"), ("block", "b2:divider"), ("do", "add:button:1"))
    text = act(read_text(posted, LanguageText()), Action.pressed(posted))
    assert [block.type for block in text.blocks] == ["divider", "button", "divider"]


def test_a_removed_block_is_brought_back_by_undo() -> None:
    posted = form(("block", "b1:heading"), ("b1-text", "Kvar"), ("do", "remove:b1"))
    without = act(read_text(posted, LanguageText()), Action.pressed(posted))
    again = act(without, Action("undo"))
    assert again.blocks[0].values["text"] == "Kvar"
