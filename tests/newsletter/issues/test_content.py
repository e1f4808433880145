import pytest

from newsletter.errors import Invalid
from newsletter.issues import content
from newsletter.issues.content import Block, BlockType, LanguageText
from newsletter.rendering.blocks import MOST_BLOCKS, parse_blocks


def heading(words: str) -> Block:
    return Block.of(BlockType.HEADING, {"text": words})


def text_of(*words: str) -> LanguageText:
    return LanguageText(subject="Nyheter", blocks=tuple(heading(word) for word in words))


def words_of(text: LanguageText) -> list[str]:
    return [block.values["text"] for block in text.blocks]


def test_what_is_stored_comes_back_the_same() -> None:
    text = content.remove(text_of("ett", "två", "tre"), text_of("x").blocks[0].id)
    text = content.remove(text, text.blocks[1].id)
    assert LanguageText.from_json(text.to_json()) == text


def test_a_block_keeps_only_the_fields_of_its_type() -> None:
    block = Block.of(BlockType.BUTTON, {"text": "Läs", "url": "https://example.org", "onclick": "steal()"})
    assert block.values == {"text": "Läs", "url": "https://example.org"}


def test_control_characters_and_direction_marks_are_never_stored() -> None:
    assert heading("Kon\x00fe\u202erens\r\nBcc: x").values["text"] == "Konferens Bcc: x"
    assert content.clean_subject("Nytt\r\nBcc: victim@example.org") == "Nytt Bcc: victim@example.org"


def test_jinja_syntax_is_text_like_any_other() -> None:
    assert heading("{{ 7*7 }}{% raw %}").values["text"] == "{{ 7*7 }}{% raw %}"


def test_a_block_moves_up_and_down_and_stops_at_the_ends() -> None:
    text = text_of("ett", "två", "tre")
    first = text.blocks[0].id
    assert words_of(content.move(text, first, +1)) == ["två", "ett", "tre"]
    assert words_of(content.move(text, first, -1)) == ["ett", "två", "tre"]
    assert words_of(content.move(text, text.blocks[2].id, +1)) == ["ett", "två", "tre"]


def test_a_removed_block_comes_back_to_its_place() -> None:
    text = text_of("ett", "två", "tre")
    without = content.remove(text, text.blocks[1].id)
    assert words_of(without) == ["ett", "tre"]
    assert words_of(content.undo_removal(without)) == ["ett", "två", "tre"]


def test_a_second_undo_changes_nothing() -> None:
    text = text_of("ett", "två")
    undone = content.undo_removal(content.remove(text, text.blocks[0].id))
    assert content.undo_removal(undone) == undone


def test_a_block_is_added_where_the_editor_asked() -> None:
    text = content.add(text_of("ett", "tre"), heading("två"), 1)
    assert words_of(content.add(text, heading("sist"))) == ["ett", "två", "tre", "sist"]


def test_an_issue_does_not_grow_without_end() -> None:
    text = text_of(*(["rad"] * MOST_BLOCKS))
    with pytest.raises(Invalid):
        content.add(text, heading("en till"))


def test_changing_a_block_leaves_the_others_alone() -> None:
    text = text_of("ett", "två")
    changed = content.change(text, text.blocks[1].id, {"text": "TVÅ"})
    assert words_of(changed) == ["ett", "TVÅ"]
    assert [block.id for block in changed.blocks] == [block.id for block in text.blocks]


def test_a_copied_language_keeps_the_ids_so_that_both_can_be_compared() -> None:
    source = text_of("ett")
    copied = content.copied(source, LanguageText(revision=7))
    assert copied.blocks == source.blocks
    assert copied.revision == 7


def test_readers_without_their_own_language_get_the_default_or_else_the_first_that_is_written() -> None:
    swedish, danish = text_of("hej").to_json(), text_of("hej").to_json()
    assert content.fallback_language({"da": danish, "sv": swedish}, "sv") == "sv"
    assert content.fallback_language({"da": danish, "sv": LanguageText().to_json()}, "sv") == "da"
    assert content.fallback_language({}, "sv") == "sv"


def test_days_of_a_deadline_list_stay_within_reason() -> None:
    assert Block.of(BlockType.DEADLINES, {"days": "9999"}).values["days"] == content.MOST_DEADLINE_DAYS
    assert Block.of(BlockType.DEADLINES, {"days": "soon"}).values["days"] == 14


def test_an_event_that_is_no_number_is_no_event() -> None:
    assert Block.of(BlockType.EVENT, {"event": "1; DROP TABLE"}).values["event"] is None
    assert Block.of(BlockType.EVENT, {"event": "12"}).values["event"] == 12


def test_content_of_an_unknown_schema_is_refused_rather_than_misread() -> None:
    with pytest.raises(ValueError, match="schema 99"):
        LanguageText.from_json({"schema": 99})


def test_every_empty_block_is_a_draft_that_rendering_can_read() -> None:
    stored = [Block.of(block_type, {}).to_json() for block_type in BlockType]
    assert [block.type for block in parse_blocks(stored, draft=True)] == list(BlockType)


def test_text_typed_without_an_editor_becomes_paragraphs() -> None:
    block = Block.of(BlockType.TEXT, {"html": "Hej!\r\n\r\nFörsta raden\r\n5 < 7 & 8"})
    assert block.values["html"] == "<p>Hej!</p><p>Första raden<br>5 &lt; 7 &amp; 8</p>"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("example.org/anmälan?x=1", "https://example.org/anmälan?x=1"),
        ("anna@example.org", "mailto:anna@example.org"),
        ("https://example.org", "https://example.org"),
        ("http://example.org", "http://example.org"),
        ("{preferences_url}", "{preferences_url}"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("anmälan", "anmälan"),
        ("", ""),
    ],
)
def test_an_address_may_be_typed_as_people_write_it(typed: str, stored: str) -> None:
    assert Block.of(BlockType.BUTTON, {"url": typed}).values["url"] == stored
