"""Copies of a mail for looking at: in the composer's preview, in the browser, in the archive."""

from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from newsletter.core.languages import is_supported
from newsletter.issues import letters
from newsletter.issues.models import Issue
from newsletter.outbox.look import organisation_look
from newsletter.rendering.form import Form
from newsletter.rendering.freeze import freeze
from newsletter.rendering.letter import IN_BROWSER

# What the header of a mail asks for and nobody sees in a browser.
_UNSEEN = {
    "to_address": "reader@example.org",
    "date": "Thu, 01 Jan 1970 00:00:00 +0000",
    "message_id": "copy@example.org",
    "unsubscribe_mailto": "mailto:reader@example.org",
}
SAMPLE_NAME = "Kim"


@dataclass(frozen=True)
class Copy:
    subject: str
    html: str
    text: str


def preview(issue: Issue, language: str) -> Copy:
    """The draft through the real pipeline, as one reader with a name would get it.

    Raises:
        FreezeError: what is there cannot be shown at all.
    """
    letter = letters.draft(issue, language, _no_subject(language))
    form = freeze(letter, organisation_look(language), is_draft=True)
    return copy_of(form, {"name": SAMPLE_NAME, **_links(f"{_base_url()}/")})


def public(form: Form, address: str) -> Copy:
    """The mail without anything personal: readers are greeted as those who gave no name, links lead to the form.

    Raises:
        MissingSlot: the mail cannot be shown without knowing its reader.
    """
    in_browser = 1 << form.conditions.index(IN_BROWSER) if IN_BROWSER in form.conditions else 0
    return copy_of(form, {**_links(f"{_base_url()}/subscribe"), "web_url": address}, in_browser)


def copy_of(form: Form, values: Mapping[str, str], conditions: int = 0) -> Copy:
    message = message_from_bytes(form.merge({**_UNSEEN, **values}, conditions), policy=policy.default)
    html, text = message.get_body(("html",)), message.get_body(("plain",))
    return Copy(
        subject=form.subject,
        html=html.get_content() if html else "",
        text=text.get_content() if text else "",
    )


def _links(address: str) -> dict[str, str]:
    return dict.fromkeys(("unsubscribe_url", "preferences_url", "web_url"), address)


def _base_url() -> str:
    base_url: str = current_app.config["SETTINGS"].base_url
    return base_url


def _no_subject(language: str) -> str:
    with force_locale(language if is_supported(language) else "en"):
        return str(_("(no subject yet)"))
