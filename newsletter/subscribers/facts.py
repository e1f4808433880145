"""What happens to subscribers that higher rooms act on (`core.announce`)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SignUpConfirmed:
    """The person pressed the button behind the link."""

    signup_id: int
    contact_id: int


@dataclass(frozen=True)
class MailingLeft:
    """The person pressed “unsubscribe” in this mailing, or their mail program did."""

    contact_id: int
    mailing_id: int


@dataclass(frozen=True)
class EverythingLeft:
    """The person wants no more mail from us."""

    contact_id: int
