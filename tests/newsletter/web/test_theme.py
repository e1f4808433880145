import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from newsletter.web import theme

colours = st.from_regex(r"\A#[0-9a-f]{6}\Z")
TEXT, SHAPE = 4.5, 3.0  # WCAG 1.4.3 and 1.4.11


def contrast(one: str, other: str) -> float:
    light, dark = sorted(
        (theme.luminance(theme.parse(one)), theme.luminance(theme.parse(other))), reverse=True
    )
    return (light + 0.05) / (dark + 0.05)


@given(colours)
def test_text_can_be_read_on_every_surface_whatever_colour_was_chosen(accent: str) -> None:
    for steps in (theme.light_steps(accent), theme.dark_steps(accent)):
        for surface in ("background-default", "background-tinted", "surface-default", "surface-tinted"):
            assert contrast(steps["text-default"], steps[surface]) >= 7
            assert contrast(steps["text-subtle"], steps[surface]) >= TEXT


@given(colours)
def test_the_writing_on_buttons_can_be_read_in_every_state(accent: str) -> None:
    for steps in (theme.light_steps(accent), theme.dark_steps(accent)):
        for state in ("base-default", "base-hover", "base-active"):
            assert contrast(steps["base-contrast-default"], steps[state]) >= TEXT


@given(colours)
def test_borders_and_filled_shapes_stand_out_from_the_page(accent: str) -> None:
    for steps, page in ((theme.light_steps(accent), "#ffffff"), (theme.dark_steps(accent), "#17181a")):
        for shape in ("border-default", "border-strong", "base-default"):
            assert contrast(steps[shape], page) >= SHAPE


@pytest.mark.parametrize("accent", ["#0b5d6b", "#003399", "#7a1f3d"])
def test_a_colour_that_is_dark_enough_is_kept_as_it_is(accent: str) -> None:
    assert theme.light_steps(accent)["base-default"] == accent


@pytest.mark.parametrize("nonsense", ["", "red", "#12", "url(x)", "#ffffff}body{display:none"])
def test_what_is_no_colour_counts_as_the_default_and_reaches_no_stylesheet(nonsense: str) -> None:
    assert theme.stylesheet(nonsense) == theme.stylesheet(theme.DEFAULT_ACCENT)


def test_the_stylesheet_may_be_kept_under_its_hash_only(visitor: FlaskClient) -> None:
    current = visitor.get(f"/theme/{theme.stylesheet_hash('#0b5d6b')}.css")
    old = visitor.get("/theme/0123456789abcdef.css")

    assert current.mimetype == "text/css"
    assert "immutable" in current.headers["Cache-Control"]
    assert old.data == current.data
    assert old.headers["Cache-Control"] == "no-cache"
