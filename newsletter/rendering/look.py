"""How an organisation's mails look: name, logo, address, and colours that can be read in light and dark."""

import colorsys
import re
from dataclasses import dataclass
from functools import cached_property

LEAST_CONTRAST = 4.5
WHITE = "#ffffff"
LIGHT_GROUND = "#f1f3f5"
DARK_GROUND = "#1b2027"
INK = "#14181d"
DEFAULT_ACCENT = "#0a5a8a"
_hex = re.compile(r"#[0-9a-fA-F]{6}").fullmatch


@dataclass(frozen=True)
class Logo:
    """`address` is absolute; the alternative text is the organisation's name unless another is given."""

    address: str
    width: int
    height: int
    alt: str = ""


@dataclass(frozen=True)
class Look:
    """In the language of the mail. `address` is the postal address, one line each."""

    organisation: str
    base_url: str
    address: tuple[str, ...] = ()
    contact_email: str = ""
    website: str = ""
    accent: str = DEFAULT_ACCENT
    logo: Logo | None = None

    @cached_property
    def palette(self) -> "Palette":
        return Palette.of(self.accent)


@dataclass(frozen=True)
class Palette:
    """Colours derived from the accent: text in them, and text on them, has a contrast of at least 4.5."""

    accent: str  # links and buttons on the light ground, with white text on it
    accent_dark: str  # the same on the dark ground
    on_accent_dark: str

    @classmethod
    def of(cls, accent: str) -> "Palette":
        colour = accent.lower() if _hex(accent) else DEFAULT_ACCENT
        on_dark = _readable(colour, DARK_GROUND, lighter=True)
        return cls(
            accent=_readable(colour, LIGHT_GROUND, lighter=False),
            accent_dark=on_dark,
            on_accent_dark=INK if contrast(on_dark, INK) >= contrast(on_dark, WHITE) else WHITE,
        )


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _luminance(colour: str) -> float:
    """Relative luminance of WCAG 2."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Contrast ratio of WCAG 2, 1 to 21."""
    bright, dim = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _readable(colour: str, ground: str, *, lighter: bool) -> str:
    """The colour, made lighter or darker by as little as it takes to be read on `ground`."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    while contrast(colour, ground) < LEAST_CONTRAST:
        lightness += 0.01 if lighter else -0.01
        red, green, blue = colorsys.hls_to_rgb(hue, min(max(lightness, 0.0), 1.0), saturation)
        colour = f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
    return colour
