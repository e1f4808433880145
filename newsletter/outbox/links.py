"""What makes one person's copy theirs: links, ids and return path.

Everything follows from the mailing and the contact. A copy that is sent again is therefore the same to the octet
(but for its Date), and receivers can tell the repeat by its Message-ID.
"""

from collections.abc import Callable, Mapping
from email.utils import format_datetime
from typing import NamedTuple

import idna

from newsletter.core.clock import now
from newsletter.core.languages import LANGUAGES
from newsletter.core.tokens import keyed_hash, sign
from newsletter.outbox import forms
from newsletter.rendering.form import Form
from newsletter.settings import Settings

MARK_REGISTERED = 1
MARK_NOT_INTERESTED = 2
MAC_DIGITS = 16


class Recipient(NamedTuple):
    """What a copy needs to know of a contact, or of an address that is not confirmed yet."""

    contact_id: int
    address: str
    name: str = ""
    token_version: int = 0


def delivery_token(mailing_id: int, contact_id: int) -> str:
    """Names a delivery in return path and Message-ID; lower case, because mail servers may fold the case."""
    mac = keyed_hash("delivery", f"{mailing_id}:{contact_id}")[:MAC_DIGITS]
    return f"{mailing_id:x}-{contact_id:x}-{mac}"


def read_delivery_token(token: str) -> tuple[int, int] | None:
    """Mailing and contact of a token that is ours."""
    try:
        mailing_id, contact_id = (int(part, 16) for part in token.lower().split("-")[:2])
    except ValueError:
        return None
    return (mailing_id, contact_id) if delivery_token(mailing_id, contact_id) == token.lower() else None


class Personal:
    """Fills the slots of one form for one mailing."""

    def __init__(self, settings: Settings, mailing_id: int, event_id: int | None, form: Form) -> None:
        self._base = settings.base_url
        self._mailing_id = mailing_id
        self._event_id = event_id
        self._message_domain = settings.host_name
        self._bounce_domain = _bounce_domain(settings, form.hash)
        self._fixed = {"web_url": self._web_url(form.language)}
        makers: dict[str, Callable[[Recipient], str]] = {
            "unsubscribe_url": self._unsubscribe_url,
            "unsubscribe_mailto": self._unsubscribe_mailto,
            "preferences_url": self._preferences_url,
            "mark_registered_url": lambda recipient: self._mark_url(recipient, MARK_REGISTERED),
            "registration_url": self._registration_url,
            "join_key": self._registration_key,
            "mark_not_interested_url": lambda recipient: self._mark_url(recipient, MARK_NOT_INTERESTED),
        }
        self._makers = [(slot, make) for slot, make in makers.items() if slot in form.slots]
        self._form = form
        self.refresh_date()

    def refresh_date(self) -> None:
        date = format_datetime(now())
        if date != self._fixed.get("date"):
            self._fixed["date"] = date
            self._form_for_all = self._form.with_values(self._fixed)

    def write(self, recipient: Recipient, given: Mapping[str, str] | None, bits: int) -> tuple[str, bytes]:
        """Return path and octets of one copy; `given` are values that only the producer knew.

        Raises:
            MissingSlot, UnusableValue: this copy cannot be made; others can.
        """
        return_path, values = self.fill(recipient, given)
        form = self._form if given else self._form_for_all
        return return_path, form.merge(values, bits)

    def fill(self, recipient: Recipient, given: Mapping[str, str] | None) -> tuple[str, dict[str, str]]:
        """Return path and values of one copy; with `given` also those that all copies share."""
        token = delivery_token(self._mailing_id, recipient.contact_id)
        values = {
            "message_id": f"{token}@{self._message_domain}",
            "to_address": recipient.address,
            "name": recipient.name,
        }
        for slot, make in self._makers:
            values[slot] = make(recipient)
        if given:
            values = self._fixed | values | dict(given)
        return f"bounce+{token}@{self._bounce_domain}", values

    def _unsubscribe_url(self, recipient: Recipient) -> str:
        return f"{self._base}/unsubscribe/{sign('unsubscribe', self._mailing_id, recipient.contact_id)}"

    def _unsubscribe_mailto(self, recipient: Recipient) -> str:
        return f"mailto:leave+{delivery_token(self._mailing_id, recipient.contact_id)}@{self._bounce_domain}"

    def _preferences_url(self, recipient: Recipient) -> str:
        return (
            f"{self._base}/preferences/{sign('preferences', recipient.contact_id, recipient.token_version)}"
        )

    def _web_url(self, language: str) -> str:
        number = LANGUAGES.index(language) if language in LANGUAGES else len(LANGUAGES)
        return f"{self._base}/view/{sign('view', self._mailing_id, number)}"

    def _registration_url(self, recipient: Recipient) -> str:
        return f"{self._base}/registrations/{self._registration_key(recipient)}"

    def _registration_key(self, recipient: Recipient) -> str:
        """A person's way to their own place at the event; also what opens the event's page for joining."""
        return sign("registration", self._event_id or 0, recipient.contact_id)

    def _mark_url(self, recipient: Recipient, mark: int) -> str:
        token = sign("mark", self._mailing_id, recipient.contact_id, self._event_id or 0, mark)
        return f"{self._base}/marks/{token}"


def _bounce_domain(settings: Settings, form_hash: str) -> str:
    if settings.bounce_domain is None:
        return forms.sender_domain(form_hash) or settings.host_name
    return idna.encode(settings.bounce_domain, uts46=True).decode()
