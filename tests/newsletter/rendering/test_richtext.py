import pytest

from newsletter.rendering import richtext
from newsletter.rendering.errors import BlockError


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
        ('<p onclick="x()" style="color:red" class="MsoNormal">a</p>', "<p>a</p>"),
        ('<p><a href="javascript:alert(1)">a</a></p>', "<p>a</p>"),
        ('<p><a href="data:text/html,x">a</a></p>', "<p>a</p>"),
        ('<p><a href="#_ftn1">[1]</a></p>', "<p>[1]</p>"),
        ("<h1>a</h1><p><b>b</b><i>c</i></p>", "<h3>a</h3><p><strong>b</strong><em>c</em></p>"),
        ("<p></p><p>&nbsp;</p><p><br></p><p>a</p>", "<p>a</p>"),
        ("only <b>text", "<p>only <strong>text</strong></p>"),
        ('<p><img src="https://example.org/x.png">a</p><table><tr><td>b</td></tr></table>', "<p>a</p>b"),
        ("<p>a\x00\u202e&#8238;b</p>", "<p>ab</p>"),
        ("{{ 7*7 }}{% for x in y %}", "<p>{{ 7*7 }}{% for x in y %}</p>"),
        ("", ""),
    ],
)
def test_what_editors_paste_comes_out_harmless(pasted: str, kept: str) -> None:
    assert richtext.clean(pasted, "b1") == kept


def test_cleaning_twice_changes_nothing() -> None:
    once = richtext.clean(
        '<h2>A &amp; b</h2><ul><li><p>x</p></li></ul><p><a href="https://example.org/?a=1&b=2">y</a></p>', "b"
    )
    assert richtext.clean(once, "b") == once


@pytest.mark.parametrize("link", ["http://example.org", "www.example.org", "/events", "ftp://example.org/x"])
def test_a_link_that_a_mail_cannot_follow_is_refused_and_named(link: str) -> None:
    if link.startswith("ftp"):
        assert richtext.clean(f'<p><a href="{link}">a</a></p>', "b1") == "<p>a</p>"
        return
    with pytest.raises(BlockError, match="https://") as refused:
        richtext.clean(f'<p><a href="{link}">a</a></p>', "b1")
    assert refused.value.block == "b1"


def test_merge_fields_stay_whole_as_links_and_are_text_inside_them() -> None:
    assert 'href="{preferences_url}"' in richtext.clean('<p><a href="{preferences_url}">a</a></p>', "b")
    assert "%7Bname" in richtext.clean('<p><a href="https://example.org/{name|x}">a</a></p>', "b")


def test_the_text_part_says_the_same() -> None:
    html = richtext.clean(
        '<h3>Rubrik</h3><p>Se <a href="https://example.org/a">programmet</a> eller <a href="mailto:a@example.org">'
        "a@example.org</a>.<br>Ny rad</p><ul><li><p>ett</p></li><li>två<ol><li>a</li><li>b</li></ol></li></ul><p>slut &lt;3</p>",
        "b",
    )
    assert richtext.to_plain(html) == (
        "Rubrik\n\nSe programmet (https://example.org/a) eller a@example.org.\nNy rad\n\n"
        "- ett\n- två\n  1. a\n  2. b\n\nslut <3"
    )


def test_text_typed_without_an_editor_becomes_paragraphs() -> None:
    assert richtext.from_plain("a <b>\r\nb\n\n\nc") == "<p>a &lt;b&gt;<br>b</p><p>c</p>"
