"""What a mail address is. Contacts hold them; rooms beside contacts check those they write under as senders."""

from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _

from newsletter.core.text import one_line
from newsletter.errors import Invalid


@dataclass(frozen=True)
class Address:
    """A checked mail address: `mailed` goes on the wire, `key` is what equality means, `shown` is for people."""

    mailed: str
    key: str
    shown: str


def parse_address(raw: str) -> Address:
    """Normalised address (RFC 5321; domains IDNA 2008, kept as A-label).

    Raises:
        Invalid: for anything that is no address, and for local parts beyond ASCII, which few servers take.
    """
    message = _("Write the e-mail address like this: name@example.org")
    cleaned = one_line(raw)
    if cleaned.isascii() is False and not cleaned.rpartition("@")[0].isascii():
        raise Invalid(
            _("The part before @ may only hold the letters a–z, digits and signs, like name@example.org"),
            "email",
        )
    try:
        found = validate_email(
            cleaned, check_deliverability=False, allow_smtputf8=False, test_environment=True, strict=True
        )
    except EmailNotValidError:
        raise Invalid(message, "email") from None
    mailed = f"{found.local_part}@{found.ascii_domain}"
    return Address(mailed=mailed, key=mailed.casefold(), shown=found.normalized)
