"""Which language a page is in: `?lang=`, the cookie of an earlier choice, the browser's wish, the organisation's own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask, Response, current_app, g, has_request_context, request
from flask_babel import Babel, refresh

from newsletter.core import languages as core

babel = Babel()

COOKIE = "language"
YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Languages:
    """The organisation's choice, asked for anew in each request."""

    default: Callable[[], str]
    offered: Callable[[], Sequence[str]]


@dataclass(frozen=True)
class LanguageLink:
    code: str
    name: str
    address: str
    is_current: bool


def _languages() -> Languages:
    found: Languages = current_app.extensions["languages"]
    return found


def _asked_for() -> str | None:
    """The language of `?lang=`, if it is one of ours."""
    wanted = request.args.get("lang", "")
    return wanted if wanted in _languages().offered() else None


def _wishes() -> list[str]:
    return [request.args.get("lang", ""), request.cookies.get(COOKIE, ""), *request.accept_languages.values()]


def current_language() -> str:
    """The language of the page being made; outside a request the organisation's own."""
    if not has_request_context():
        return _languages().default()
    if "language" not in g:
        g.language = core.choose(_wishes(), _languages().offered(), _languages().default())
    language: str = g.language
    return language


def use_language(language: str) -> None:
    """For the pages of staff: only a choice made on this very page counts for more."""
    g.language = _asked_for() or language
    refresh()


def use_language_of_reader(language: str) -> None:
    """For the pages behind links in mails: what the reader has chosen in this browser counts for more.

    Else somebody who chose another language would be back in the first one after every button.
    """
    chosen = request.cookies.get(COOKIE, "")
    use_language(chosen if chosen in _languages().offered() else language)


def interface_language() -> str:
    """The language of our own sentences: what has no catalogue gets those of the organisation's language."""
    chosen = current_language()
    return chosen if core.is_supported(chosen) else _languages().default()


def language_links() -> list[LanguageLink]:
    """The same page in each language."""
    arguments = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return [
        LanguageLink(
            code,
            core.OWN_NAMES.get(code, code),
            f"{request.path}?{urlencode([*arguments, ('lang', code)])}",
            code == current_language(),
        )
        for code in _languages().offered()
    ]


def _remember_choice(response: Response) -> Response:
    chosen = _asked_for() if "lang" in request.args else None
    if chosen and request.cookies.get(COOKIE) != chosen:
        response.set_cookie(
            COOKIE, chosen, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure
        )
    return response


def install(app: Flask, languages: Languages) -> None:
    app.extensions["languages"] = languages
    babel.init_app(app, locale_selector=interface_language)
    app.after_request(_remember_choice)
    app.jinja_env.globals.update(
        current_language=current_language,
        interface_language=interface_language,
        language_links=language_links,
    )
