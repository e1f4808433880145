"""The letters the service writes: what each needs to know, and which slots it may use."""

from collections.abc import Mapping, Sequence
from datetime import date

from newsletter.rendering.blocks import Block
from newsletter.rendering.cards import EventCard
from newsletter.rendering.letter import Letter, ListId, MailClass, Sender

BULK_SLOTS = frozenset({"unsubscribe_url", "preferences_url", "web_url", "name"})
MARK_SLOTS = frozenset(
    {"mark_registered_url", "mark_not_interested_url", "mark_interested_url", "mark_materials_url"}
)


def issue(
    *,
    language: str,
    sender: Sender,
    newsletter: str,
    list_id: ListId,
    subject: str,
    today: date,
    blocks: Sequence[Block],
    title: str = "",
    preheader: str = "",
    events: Mapping[str, EventCard] | None = None,
    deadlines: Mapping[str, Sequence[EventCard]] | None = None,
    reply_to: Sender | None = None,
    headers: tuple[tuple[str, str], ...] = (),
    mailto_unsubscribe: bool = False,
) -> Letter:
    """An issue of `newsletter`. `events` by the id that blocks refer to; `deadlines` by the id of the block."""
    return Letter(
        template="newsletters/issue",
        language=language,
        sender=sender,
        mail_class=MailClass.BULK,
        slots=BULK_SLOTS,
        context={
            "newsletter": newsletter,
            "issue_subject": subject,
            "title": title or subject,
            "preheader": preheader,
            "today": today,
            "events": dict(events or {}),
            "deadlines": dict(deadlines or {}),
        },
        blocks=blocks,
        reply_to=reply_to,
        list_id=list_id,
        headers=headers,
        mailto_unsubscribe=mailto_unsubscribe,
    )


def deadline_notice(
    *,
    language: str,
    sender: Sender,
    list_id: ListId,
    card: EventCard,
    today: date,
    topics: str = "",
    words: str = "",
    reply_to: Sender | None = None,
    headers: tuple[tuple[str, str], ...] = (),
    mailto_unsubscribe: bool = False,
) -> Letter:
    """Registration for an event closes soon. Without `topics` they come per recipient, in the slot of that name."""
    return Letter(
        template="notices/deadline",
        language=language,
        sender=sender,
        mail_class=MailClass.BULK,
        slots=BULK_SLOTS | MARK_SLOTS | {"topics"},
        context={
            "card": card,
            "title": card.title,
            "title_language": "" if card.language == language else card.language,
            "preheader": card.lead,
            "today": today,
            "topics": topics,
            "words": words,
            "has_hours": any(row.start for row in card.programme),
        },
        reply_to=reply_to,
        list_id=list_id,
        headers=headers,
        mailto_unsubscribe=mailto_unsubscribe,
    )


def _transactional(
    template: str, language: str, sender: Sender, reply_to: Sender | None, slots: set[str], **context: object
) -> Letter:
    return Letter(
        template=f"transactional/{template}",
        language=language,
        sender=sender,
        mail_class=MailClass.TRANSACTIONAL,
        slots=frozenset(slots),
        context=context,
        reply_to=reply_to,
    )


def confirmation(*, language: str, sender: Sender, reply_to: Sender | None = None) -> Letter:
    """Slots: `confirm_url`, `not_me_url`, `topics`."""
    return _transactional("confirmation", language, sender, reply_to, {"confirm_url", "not_me_url", "topics"})


def mark_confirmation(
    *, language: str, sender: Sender, reply_to: Sender | None = None, only_material: bool = False
) -> Letter:
    """Slots: `confirm_url`, `not_me_url`, `event`."""
    slots = {"confirm_url", "not_me_url", "event"}
    return _transactional("mark_confirmation", language, sender, reply_to, slots, only_material=only_material)


def already_subscribed(*, language: str, sender: Sender, reply_to: Sender | None = None) -> Letter:
    """Slot: `preferences_url`."""
    return _transactional("already_subscribed", language, sender, reply_to, {"preferences_url"})


def staff_invitation(*, language: str, sender: Sender, reply_to: Sender | None = None) -> Letter:
    """Slot: `action_url`."""
    return _transactional("staff_invitation", language, sender, reply_to, {"action_url"})


def staff_password(*, language: str, sender: Sender, reply_to: Sender | None = None) -> Letter:
    """Slot: `action_url`."""
    return _transactional("staff_password", language, sender, reply_to, {"action_url"})
