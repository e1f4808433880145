"""The entries of the public and the staff menu. An entry whose page does not exist (yet) is left out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request
from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Entry:
    path: str
    label: Any  # lazy: said in the language of the page
    icon: str = ""
    admin_only: bool = False


@dataclass(frozen=True)
class Link:
    address: str
    label: str
    icon: str
    is_current: bool


@dataclass(frozen=True)
class SignedIn:
    """The person at the keyboard, as far as the layout shows them."""

    name: str
    is_admin: bool = False


PUBLIC: tuple[Entry, ...] = (
    Entry("/", _l("Start")),
    Entry("/events", _l("Events")),
    Entry("/archive", _l("Sent newsletters")),
    Entry("/subscribe", _l("Sign up")),
)
FOOTER: tuple[Entry, ...] = (
    Entry("/privacy", _l("How we handle personal data")),
    Entry("/accessibility", _l("Accessibility statement")),
)
STAFF: tuple[Entry, ...] = (
    Entry("/staff/", _l("Overview"), "home"),
    Entry("/staff/issues", _l("Issues"), "mail"),
    Entry("/staff/events", _l("Events"), "calendar"),
    Entry("/staff/digests", _l("Digests"), "bullets"),
    Entry("/staff/subscribers", _l("Subscribers"), "people"),
    Entry("/staff/topics", _l("Topics"), "tag"),
    Entry("/staff/media", _l("Pictures"), "image"),
    Entry("/staff/organisation", _l("Organisation"), "building", admin_only=True),
    Entry("/staff/people", _l("Staff"), "key", admin_only=True),
)
START_PAGES = ("/", "/staff/")  # every page is below one of them


def _exists(path: str) -> bool:
    return current_app.url_map.bind("").test(path, "GET")


def _is_within(path: str) -> bool:
    below = path not in START_PAGES and request.path.startswith(path + "/")
    return request.path == path or below


def links(entries: Sequence[Entry], *, is_admin: bool = False) -> list[Link]:
    """The entries that exist and that this person may use; the one that fits the page's address best is current."""
    shown = [entry for entry in entries if _exists(entry.path) and (is_admin or not entry.admin_only)]
    within = [entry.path for entry in shown if _is_within(entry.path)]
    current = max(within, key=len, default=None)
    return [Link(entry.path, str(entry.label), entry.icon, entry.path == current) for entry in shown]


def install(app: Flask, signed_in: Callable[[], SignedIn | None], staff: Sequence[Entry]) -> None:
    def staff_links() -> list[Link]:
        person = signed_in()
        return links(staff, is_admin=person is not None and person.is_admin)

    app.jinja_env.globals.update(
        public_links=lambda: links(PUBLIC),
        footer_links=lambda: links(FOOTER),
        staff_links=staff_links,
        signed_in=signed_in,
        address_of=_address_of,
    )


def _address_of(endpoint: str, **values: Any) -> str | None:
    """Address of a page, or None where the room it belongs to is absent."""
    if endpoint not in current_app.view_functions:
        return None
    return current_app.url_for(endpoint, **values)
