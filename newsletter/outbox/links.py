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
from newsletter.core.tokens import keyed_hash, keyed_hasher, sign, signer
from newsletter.outbox import forms
from newsletter.rendering.form import Form
from newsletter.settings import Settings

MARK_REGISTERED = 1
MARK_NOT_INTERESTED = 2
MARK_INTERESTED = 3
MARK_MATERIALS_ONLY = 4
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
        self._event_id = event_id or 0
        self._message_domain = settings.host_name
        self._bounce_domain = _bounce_domain(settings, form.hash)
        self._delivery = f"{mailing_id:x}-"
        self._delivery_mac = keyed_hasher("delivery", f"{mailing_id}:")
        self._fixed = {"web_url": self._web_url(form.language)}
        makers: dict[str, Callable[[Recipient, str], str]] = {
            "unsubscribe_url": self._unsubscribe_url(),
            "unsubscribe_mailto": self._unsubscribe_mailto,
            "preferences_url": self._preferences_url(),
            "mark_registered_url": self._mark_url(MARK_REGISTERED),
            "registration_url": self._registration_url(),
            "join_key": self._registration_url(is_whole=False),
            "mark_not_interested_url": self._mark_url(MARK_NOT_INTERESTED),
            "mark_interested_url": self._mark_url(MARK_INTERESTED),
            "mark_materials_url": self._mark_url(MARK_MATERIALS_ONLY),
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
        contact_id, address, name, _ = recipient
        token = f"{self._delivery}{contact_id:x}-{self._delivery_mac(str(contact_id))[:MAC_DIGITS]}"
        values = {"message_id": f"{token}@{self._message_domain}", "to_address": address, "name": name}
        for slot, make in self._makers:
            values[slot] = make(recipient, token)
        if given:
            values = self._fixed | values | dict(given)
        return f"bounce+{token}@{self._bounce_domain}", values

    # Makers of links: each takes the recipient and the token of the delivery

    def _unsubscribe_url(self) -> Callable[[Recipient, str], str]:
        beginning, sign = f"{self._base}/unsubscribe/", signer("unsubscribe", self._mailing_id)
        return lambda recipient, token: beginning + sign(recipient.contact_id)

    def _unsubscribe_mailto(self, recipient: Recipient, token: str) -> str:
        return f"mailto:leave+{token}@{self._bounce_domain}"

    def _preferences_url(self) -> Callable[[Recipient, str], str]:
        beginning, sign = f"{self._base}/preferences/", signer("preferences")
        return lambda recipient, token: beginning + sign(recipient.contact_id, recipient.token_version)

    def _registration_url(self, *, is_whole: bool = True) -> Callable[[Recipient, str], str]:
        """A person's way to their own place at the event; the token alone also opens the event's page for joining."""
        beginning = f"{self._base}/registrations/" if is_whole else ""
        sign = signer("registration", self._event_id)
        return lambda recipient, token: beginning + sign(recipient.contact_id)

    def _mark_url(self, mark: int) -> Callable[[Recipient, str], str]:
        beginning, sign = f"{self._base}/marks/", signer("mark", self._mailing_id)
        return lambda recipient, token: beginning + sign(recipient.contact_id, self._event_id, mark)

    def _web_url(self, language: str) -> str:
        number = LANGUAGES.index(language) if language in LANGUAGES else len(LANGUAGES)
        return f"{self._base}/view/{sign('view', self._mailing_id, number)}"


def _bounce_domain(settings: Settings, form_hash: str) -> str:
    if settings.bounce_domain is None:
        return forms.sender_domain(form_hash) or settings.host_name
    return idna.encode(settings.bounce_domain, uts46=True).decode()
