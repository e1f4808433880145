import re
from dataclasses import replace
from typing import Any

import pytest

from newsletter.rendering import sentences
from newsletter.rendering.blocks import parse_blocks
from newsletter.rendering.errors import FreezeError
from newsletter.rendering.form import Form
from newsletter.rendering.freeze import freeze
from newsletter.rendering.letter import IN_BROWSER, Letter, fingerprint
from newsletter.rendering.reading import read_copy
from newsletter.rendering.slots import Sentinels
from tests.email.letters import LOOK, VALUES, deadline_notice, issue
from tests.newsletter.rendering.conftest import Overlay

BULK_LEAVE = "<a href=\"{{ slot('unsubscribe_url') }}\">x</a>"


def issue_of(*blocks: dict[str, Any], **changes: Any) -> Letter:
    return replace(
        issue("sv"),
        blocks=parse_blocks([{"id": f"b{n}"} | block for n, block in enumerate(blocks, 1)]),
        **changes,
    )


def text_block(html: str) -> dict[str, Any]:
    return {"type": "text", "html": html}


def test_the_same_letter_gives_the_same_form_to_the_octet() -> None:
    first, second = freeze(issue("sv"), LOOK), freeze(issue("sv"), LOOK)
    assert first.to_bytes() == second.to_bytes()
    assert first.hash == fingerprint(issue("sv"), LOOK)


def test_a_stored_form_makes_the_same_copy() -> None:
    form = freeze(deadline_notice("da"), LOOK)
    assert Form.from_bytes(form.to_bytes()).merge(VALUES) == form.merge(VALUES)


def test_the_name_of_a_form_follows_everything_shared(overlay: Overlay) -> None:
    letter = issue("sv")
    names = {
        fingerprint(letter, LOOK),
        fingerprint(replace(letter, language="da"), LOOK),
        fingerprint(letter, replace(LOOK, accent="#c8102e")),
        fingerprint(replace(letter, blocks=letter.blocks[1:]), LOOK),
        fingerprint(replace(letter, context=letter.context | {"preheader": "annat"}), LOOK),
    }
    overlay("blocks/divider.html", "<hr>")
    names.add(fingerprint(letter, LOOK))
    assert len(names) == 6


def test_a_lost_slot_stops_the_freeze_and_names_the_block(overlay: Overlay) -> None:
    overlay("blocks/divider.html", """<a href="https://example.org/" href="{{ slot('web_url') }}">a</a>""")
    with pytest.raises(FreezeError) as stopped:
        freeze(issue_of(text_block("<p>Hej {name|du}</p>"), {"type": "divider"}), LOOK)
    assert stopped.value.block == "b2"
    assert "web_url" in stopped.value.reason


@pytest.mark.parametrize(
    ("markup", "complaint"),
    [
        ('<p class="{{ slot("name", "x") }}">a</p>', "class"),
        ('<p id="{{ slot("name", "x") }}">a</p>', "id"),
        ('<p style="color:{{ slot("name", "x") }}">a</p>', "style"),
        ('<a href="{{ slot("web_url") }}/more">a</a>', "whole link"),
        ('<p onclick="{{ slot("name", "x") }}">a</p>', "onclick"),
    ],
)
def test_a_slot_where_no_value_can_stand_is_refused(overlay: Overlay, markup: str, complaint: str) -> None:
    overlay("blocks/divider.html", markup)
    with pytest.raises(FreezeError, match=complaint) as stopped:
        freeze(issue_of({"type": "divider"}), LOOK)
    assert stopped.value.block == "b1"


def test_a_slot_in_the_head_is_refused(overlay: Overlay) -> None:
    overlay(
        "newsletters/issue/body.html",
        '<!DOCTYPE html><html><head><title>{{ slot("name", "x") }}</title></head><body>'
        + BULK_LEAVE
        + "</body></html>",
    )
    with pytest.raises(FreezeError, match="head") as stopped:
        freeze(issue_of(text_block("<p>a</p>")), LOOK)
    assert stopped.value.block == "newsletters/issue"


def test_the_end_of_an_address_may_be_a_slot(overlay: Overlay) -> None:
    overlay("blocks/divider.html", '<a href="mailto:a@example.org?subject={{ slot("name", "x") }}">a</a>')
    raw = freeze(issue_of({"type": "divider"}), LOOK).merge(VALUES | {"name": 'Åsa & "x"'})
    assert 'href="mailto:a@example.org?subject=%C3%85sa%20%26%20%22x%22"' in read_copy(raw).html


@pytest.mark.parametrize(
    ("template", "complaint"),
    [
        ("{{ 1 / 0 }}", "ZeroDivisionError"),
        ("{{ unknown }}", "unknown"),
        ("{% if %}", "failed"),
        ("{{ slot('secret') }}", "no such slot"),
        ("{{ block.__class__.__mro__ }}", "unsafe|failed"),
        ("{% include 'nowhere.html' %}", "nowhere.html"),
        ("{% call only_if('registered') %}a{% endcall %}", "no such condition"),
    ],
)
def test_a_failing_block_template_stops_the_freeze_and_names_the_block(
    overlay: Overlay, template: str, complaint: str
) -> None:
    overlay("blocks/divider.html", template)
    with pytest.raises(FreezeError, match=complaint) as stopped:
        freeze(issue_of({"type": "divider"}), LOOK)
    assert stopped.value.block == "b1"


def test_a_failing_letter_template_is_named_itself(overlay: Overlay) -> None:
    overlay("newsletters/issue/body.txt", "{{ 1 / 0 }}")
    with pytest.raises(FreezeError) as stopped:
        freeze(issue("sv"), LOOK)
    assert stopped.value.block == "newsletters/issue"


def test_a_page_without_a_doctype_is_refused(overlay: Overlay) -> None:
    overlay("newsletters/issue/body.html", "<html><body>" + BULK_LEAVE + "</body></html>")
    with pytest.raises(FreezeError, match="DOCTYPE"):
        freeze(issue("sv"), LOOK)


@pytest.mark.parametrize("part", ["html", "txt"])
def test_an_overlay_cannot_take_the_way_out_away(overlay: Overlay, part: str) -> None:
    overlay(f"layout/bulk.{part}", '{% extends "layout/base.' + part + '" %}{% block leave %}{% endblock %}')
    with pytest.raises(FreezeError, match="unsubscribe"):
        freeze(issue("sv"), LOOK)


def test_a_condition_that_cuts_an_element_in_two_is_refused(overlay: Overlay) -> None:
    overlay("blocks/divider.html", "<p>a{% call only_if('registered') %}b</p>{% endcall %}")
    with pytest.raises(FreezeError, match="cuts an element in two"):
        freeze(issue_of({"type": "divider"}, conditions=("registered",)), LOOK)


def test_a_condition_chooses_among_recipients(overlay: Overlay) -> None:
    overlay("blocks/divider.html", "{% call only_if('registered') %}<p>Du är anmäld.</p>{% endcall %}")
    overlay("blocks/divider.txt", "{% call only_if('registered', False) %}Anmäl dig.{% endcall %}")
    form = freeze(issue_of({"type": "divider"}, conditions=("registered",)), LOOK)
    inside, outside = read_copy(form.merge(VALUES, 1)), read_copy(form.merge(VALUES, 0))
    assert ("Du är anmäld" in inside.html, "Du är anmäld" in outside.html) == (True, False)
    assert ("Anmäl dig." in inside.text, "Anmäl dig." in outside.text) == (False, True)


def test_read_in_the_browser_a_mail_shows_no_link_that_belongs_to_a_person() -> None:
    form = freeze(issue_of(text_block("<p>Hej {name|du}</p>")), LOOK)
    public = read_copy(form.merge(VALUES | {"name": ""}, 1 << form.conditions.index(IN_BROWSER)))
    private = read_copy(form.merge(VALUES))
    for slot in ("unsubscribe_url", "preferences_url", "web_url"):
        assert VALUES[slot] not in public.html + public.text
        assert VALUES[slot] in private.html
        assert VALUES[slot] in private.text
    assert "Hej du" in public.text


def test_more_than_100_kb_of_html_are_refused() -> None:
    long = text_block("<p>" + "Lång text med många ord. " * 1900 + "</p>")
    with pytest.raises(FreezeError, match="too large"):
        freeze(issue_of(long, long, long), LOOK)


def test_a_name_in_the_subject_is_refused() -> None:
    letter = issue("sv")
    with pytest.raises(FreezeError, match="subject"):
        freeze(replace(letter, context=letter.context | {"issue_subject": "Hej {name|du}"}), LOOK)


def test_an_incomplete_block_stops_the_freeze_but_not_the_preview_of_a_draft() -> None:
    blocks = parse_blocks(
        [{"id": "p", "type": "image", "src": "/media/0d9f8a7b6c5e4f3a/a.png", "width": 9, "height": 9}],
        draft=True,
    )
    letter = replace(issue("sv"), blocks=blocks)
    with pytest.raises(FreezeError) as stopped:
        freeze(letter, LOOK)
    assert stopped.value.block == "p"
    assert freeze(letter, LOOK, is_draft=True)


def test_an_event_that_is_gone_is_named() -> None:
    with pytest.raises(FreezeError) as stopped:
        freeze(issue_of({"type": "event", "event": 99}), LOOK)
    assert stopped.value.block == "b1"


def test_deadlines_without_events_leave_nothing_behind() -> None:
    form = freeze(issue_of(text_block("<p>Hej</p>"), {"type": "deadlines", "title": "Sista dagar"}), LOOK)
    assert "Sista dagar" not in read_copy(form.merge(VALUES)).html


def test_event_titles_fall_under_the_heading_before_them() -> None:
    alone = read_copy(freeze(issue_of({"type": "event", "event": 11}), LOOK).merge(VALUES)).html
    below = issue_of({"type": "heading", "level": 2, "text": "Träffar"}, {"type": "event", "event": 11})
    assert re.findall(r"<(h\d)", alone) == ["h1", "h2"]
    assert re.findall(r"<(h\d)", read_copy(freeze(below, LOOK).merge(VALUES)).html) == ["h1", "h2", "h3"]


def test_nobody_can_write_a_sentinel_into_a_text() -> None:
    first = Sentinels("", {"name"}, ())
    written = first.slot("name")
    assert Sentinels(written, {"name"}, ()).slot("name") != written


def test_a_sentinel_is_of_one_length_so_that_text_wraps_alike() -> None:
    marks = Sentinels("", {"name", "link"}, ("a",))
    made = [
        marks.slot("name"),
        marks.slot("link"),
        marks.slot("name", "du"),
        marks.begin("a"),
        marks.end("a"),
    ]
    assert {len(mark) for mark in made} == {len(made[0])}
    assert len(set(made)) == len(made)


def test_a_language_without_a_catalogue_keeps_the_english_sentences() -> None:
    assert sentences.translations("se").gettext("Unsubscribe") == "Unsubscribe"
    assert sentences.catalogue_digest("se") == ""
