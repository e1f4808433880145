"""The organisation's look: its name, logo and colour on every page.

Any colour may be chosen. The steps the design system needs are made from it at fixed relative luminance (WCAG), so
that text on surfaces and borders on backgrounds keep their contrast whatever was chosen, in light and in dark.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, Response, current_app, g, make_response, url_for

DEFAULT_ACCENT = "#0b5d6b"
ENOUGH_ON_WHITE = 0.18
"""Relative luminance up to which white text on a colour has a contrast of 4.5 to 1."""

Colour = tuple[float, float, float]  # linear light, each 0 to 1

_LIGHT = {
    "background-default": 1.0,
    "background-tinted": 0.93,
    "surface-default": 1.0,
    "surface-tinted": 0.84,
    "surface-hover": 0.75,
    "surface-active": 0.66,
    "border-subtle": 0.5,
    "border-default": 0.19,
    "border-strong": 0.11,
    "text-subtle": 0.11,
    "text-default": 0.025,
}
_DARK = {
    "background-default": 0.009,
    "background-tinted": 0.014,
    "surface-default": 0.021,
    "surface-tinted": 0.027,
    "surface-hover": 0.036,
    "surface-active": 0.056,
    "border-subtle": 0.08,
    "border-default": 0.22,
    "border-strong": 0.39,
    "text-subtle": 0.45,
    "text-default": 0.84,
}
_DARK_BASE = {"base-default": 0.3, "base-hover": 0.38, "base-active": 0.48}
_BLACK: Colour = (0.0, 0.0, 0.0)
_WHITE: Colour = (1.0, 1.0, 1.0)
_CALM = {"background-default", "background-tinted", "surface-default", "surface-tinted", "surface-hover"}
"""Steps of large areas, which in dark would glare at full saturation."""


@dataclass(frozen=True)
class Theme:
    """What the layouts show of the organisation, in the language of the page."""

    organisation: str
    accent: str = DEFAULT_ACCENT
    logo_address: str | None = None
    logo_alt: str = ""
    postal_address: str = ""
    contact_email: str = ""
    website: str = ""


def luminance(colour: Colour) -> float:
    red, green, blue = colour
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def parse(accent: str) -> Colour:
    """Linear light of `#rrggbb`; anything else counts as the default colour."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", accent):
        accent = DEFAULT_ACCENT
    red, green, blue = (_to_linear(int(accent[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return red, green, blue


def _to_linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _to_screen(value: float) -> int:
    shown = 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
    return round(min(max(shown, 0.0), 1.0) * 255)


def to_hex(colour: Colour) -> str:
    red, green, blue = (_to_screen(part) for part in colour)
    return f"#{red:02x}{green:02x}{blue:02x}"


def _mixed(colour: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = ((1 - share) * a + share * b for a, b in zip(colour, other, strict=True))
    return red, green, blue


def at_luminance(colour: Colour, wanted: float) -> Colour:
    """`colour` darkened with black or lightened with white until it has exactly this luminance."""
    own = luminance(colour)
    if wanted <= own:
        return _mixed(_BLACK, colour, wanted / own) if own else _BLACK
    return _mixed(colour, _WHITE, (wanted - own) / (1 - own))


def _tint(colour: Colour, wanted: float) -> Colour:
    """Like `at_luminance`, but fresher: a dark colour only lightened with white would give a grey."""
    brightest = max(colour) or 1.0
    red, green, blue = (part / brightest for part in colour)
    return _mixed(at_luminance(colour, wanted), at_luminance((red, green, blue), wanted), 0.4)


def _calmed(colour: Colour, share: float) -> Colour:
    grey = luminance(colour)
    return _mixed(colour, (grey, grey, grey), share)


def light_steps(accent: str) -> dict[str, str]:
    colour = parse(accent)
    base = min(luminance(colour), ENOUGH_ON_WHITE)
    steps = {name: _tint(colour, wanted) for name, wanted in _LIGHT.items()}
    steps |= {
        "base-default": at_luminance(colour, base),
        "base-hover": at_luminance(colour, base * 0.65),
        "base-active": at_luminance(colour, base * 0.4),
        "base-contrast-subtle": at_luminance(colour, 0.9),
        "base-contrast-default": _WHITE,
    }
    return {name: to_hex(step) for name, step in steps.items()}


def dark_steps(accent: str) -> dict[str, str]:
    colour = parse(accent)
    steps = {name: _tint(colour, wanted) for name, wanted in (_DARK | _DARK_BASE).items()}
    steps |= {name: _calmed(steps[name], 0.45) for name in _CALM}
    steps |= {"base-contrast-subtle": at_luminance(colour, 0.01), "base-contrast-default": _BLACK}
    return {name: to_hex(step) for name, step in steps.items()}


def stylesheet(accent: str) -> str:
    """Outside all layers, so it wins over the design system's own colours."""
    light, dark = _declarations(light_steps(accent)), _declarations(dark_steps(accent))
    return f":root{{{light}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"


def _declarations(steps: dict[str, str]) -> str:
    return "".join(f"--ds-color-accent-{name}:{value};" for name, value in steps.items())


def stylesheet_hash(accent: str) -> str:
    return hashlib.sha256(stylesheet(accent).encode()).hexdigest()[:16]


def current_theme() -> Theme:
    """Asked for once per request."""
    if "theme" not in g:
        g.theme = current_app.extensions["theme"]()
    theme: Theme = g.theme
    return theme


def theme_stylesheet(name: str) -> Response:
    """The stylesheet under its hash; another hash is an old page, which gets today's colours but keeps them for no time."""
    accent = current_theme().accent
    response = make_response(stylesheet(accent))
    response.mimetype = "text/css"
    is_current = name == stylesheet_hash(accent)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if is_current else "no-cache"
    return response


def theme_address() -> str:
    return url_for("theme_stylesheet", name=stylesheet_hash(current_theme().accent))


def install(app: Flask, theme: Callable[[], Theme]) -> None:
    app.extensions["theme"] = theme
    app.add_url_rule("/theme/<name>.css", view_func=theme_stylesheet)
    app.jinja_env.globals.update(site_theme=current_theme, theme_address=theme_address)
