from typing import Any

import pytest

from newsletter.rendering.blocks import (
    MOST_BLOCKS,
    Button,
    Deadlines,
    EventReference,
    Heading,
    Image,
    all_faults,
    parse_blocks,
    to_json,
)
from newsletter.rendering.errors import BlockError
from newsletter.rendering.merge_fields import LINKS

SRC = "/media/0d9f8a7b6c5e4f3a/lekplats.jpg"


def heading(**fields: Any) -> dict[str, Any]:
    return {"id": "h", "type": "heading", "text": "Rubrik", "level": 2} | fields


def image(**fields: Any) -> dict[str, Any]:
    return {
        "id": "i",
        "type": "image",
        "src": SRC,
        "width": 800,
        "height": 600,
        "alt": "En lekplats",
    } | fields


def test_each_type_is_read() -> None:
    blocks = parse_blocks(
        [
            heading(text=" Vår\u202e\nrubrik "),
            {"id": "t", "type": "text", "html": "<p>a</p>"},
            image(),
            {"id": "b", "type": "button", "text": "Anmäl dig", "url": "https://example.org/a"},
            {"id": "e", "type": "event", "event": 7},
            {"id": "d", "type": "deadlines", "title": "Snart", "days": 30},
            {"id": "r", "type": "divider"},
        ]
    )
    assert [block.type for block in blocks] == "heading text image button event deadlines divider".split()
    assert blocks[0] == Heading("h", 2, "Vår rubrik")
    assert blocks[3] == Button("b", "Anmäl dig", "https://example.org/a")
    assert blocks[4] == EventReference("e", "7")
    assert blocks[5] == Deadlines("d", "Snart", 30)
    assert parse_blocks(to_json(blocks)) == blocks


@pytest.mark.parametrize(
    ("raw", "block"),
    [
        ("text", ""),
        ({"id": "h"}, ""),
        ([1], "1"),
        ([{"type": "heading"}], "1"),
        ([heading(id="a b")], "1"),
        ([heading(), heading()], "h"),
        ([heading(type="script")], "h"),
        ([heading(version=2)], "h"),
        ([heading(level=1)], "h"),
        ([heading(level=True)], "h"),
        ([heading(text=["a"])], "h"),
        ([heading(text="x" * 201)], "h"),
        ([image(src="https://elsewhere.example/pixel.gif")], "i"),
        ([image(src="/media/../staff/secret.png")], "i"),
        ([image(width=10**9)], "i"),
        ([image(decorative="yes")], "i"),
        ([image(link="javascript:alert(1)")], "i"),
        ([{"id": "b", "type": "button", "text": "a", "url": "http://example.org"}], "b"),
        ([{"id": "b", "type": "button", "text": "a", "url": "https://example.org/{name|x}"}], "b"),
        ([{"id": "b", "type": "button", "text": "a", "url": "https://example.org/ x"}], "b"),
        ([{"id": "e", "type": "event", "event": [1]}], "e"),
    ],
)
def test_malformed_blocks_are_refused_even_in_drafts_and_named(raw: Any, block: str) -> None:
    with pytest.raises(BlockError) as refused:
        parse_blocks(raw, draft=True)
    assert refused.value.block == block
    assert str(refused.value)


@pytest.mark.parametrize(
    "raw",
    [
        heading(text=""),
        heading(text="Hej {name}"),
        heading(level=3),
        image(alt=""),
        image(src=""),
        image(alt="", decorative=True, link="https://example.org/"),
        {"id": "t", "type": "text", "html": "<p> </p>"},
        {"id": "t", "type": "text", "html": "<h3>a</h3>"},
        {"id": "b", "type": "button", "text": "", "url": "https://example.org/"},
        {"id": "b", "type": "button", "text": "a", "url": ""},
        {"id": "e", "type": "event", "event": None},
    ],
)
def test_unfinished_blocks_may_be_kept_as_drafts_but_not_sent(raw: dict[str, Any]) -> None:
    parse_blocks([raw], draft=True)
    with pytest.raises(BlockError) as refused:
        parse_blocks([raw])
    assert refused.value.block == raw["id"]


def test_a_decorative_picture_needs_no_description() -> None:
    (block,) = parse_blocks([image(alt="", decorative=True)])
    assert isinstance(block, Image)


def test_buttons_may_lead_to_what_merge_fields_give() -> None:
    for link in LINKS:
        parse_blocks([{"id": "b", "type": "button", "text": "a", "url": link}])


def test_all_faults_are_told_at_once() -> None:
    faults = all_faults([heading(text=""), image(alt=""), heading(id="x", type="script")])
    assert [fault.block for fault in faults] == ["x", "h", "i"]


def test_there_is_a_limit_to_the_number_of_blocks() -> None:
    blocks = [heading(id=f"h{number}") for number in range(MOST_BLOCKS + 1)]
    assert parse_blocks(blocks[:-1])
    with pytest.raises(BlockError):
        parse_blocks(blocks)
