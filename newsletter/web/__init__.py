"""What every page shares: headers, language, errors, look. Rooms above give it their data as callables."""

from collections.abc import Callable, Sequence

from flask import Flask

from newsletter.settings import Settings
from newsletter.web import (
    assets,
    dates,
    errors,
    headers,
    language,
    macros,
    navigation,
    numbers,
    refuse,
    theme,
)
from newsletter.web.navigation import Entry, SignedIn
from newsletter.web.theme import Theme


def nobody() -> SignedIn | None:
    return None


def init_web(
    app: Flask,
    settings: Settings,
    *,
    default_language: Callable[[], str],
    languages: Callable[[], Sequence[str]],
    theme_of_organisation: Callable[[], Theme],
    zone: Callable[[], str],
    signed_in: Callable[[], SignedIn | None] = nobody,
    staff_navigation: Sequence[Entry] = navigation.STAFF,
) -> None:
    """Installs all of it in `app`. Refuses to start when the browser files were not built."""
    refuse.install(app)
    numbers.install(app)
    macros.install(app)
    assets.install(app)
    language.install(app, language.Languages(default_language, languages))
    dates.install(app, zone)
    theme.install(app, theme_of_organisation)
    navigation.install(app, signed_in, staff_navigation)
    errors.install(app)
    headers.install(app, is_production=settings.is_production)
