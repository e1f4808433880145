"""The two mails that the sign-up form can cause."""

from collections.abc import Sequence

from newsletter.contacts.models import Contact


def send_confirmation(unconfirmed_id: int, language: str, topic_titles: Sequence[str], token: str) -> None:
    raise NotImplementedError


def send_already_subscribed(contact: Contact) -> None:
    raise NotImplementedError
