"""Letters about several events: the digest a follower gets every day or week, and the one to those who arrange."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from newsletter.rendering.cards import EventCard
from newsletter.rendering.letter import Letter, ListId, MailClass, Sender
from newsletter.rendering.letters import BULK_SLOTS
from newsletter.rendering.notice_facts import changes
from newsletter.rendering.sentences import translations


class SectionKind(StrEnum):
    """In the order in which they stand in a digest."""

    DEADLINES = "deadlines"
    NEW = "new"
    CHANGED = "changed"
    MATERIAL = "material"


class Frequency(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True)
class DigestItem:
    """`topics`: the event's, of which the reader follows some. `before`: the event as it was, where it has changed.

    `has_opened`: the event is not new, but one can register now.
    """

    card: EventCard
    topics: str = ""
    before: EventCard | None = None
    has_opened: bool = False


@dataclass(frozen=True)
class Section:
    kind: SectionKind
    items: tuple[DigestItem, ...]


def digest(
    *,
    language: str,
    sender: Sender,
    list_id: ListId,
    today: date,
    frequency: Frequency,
    sections: Sequence[Section],
    reply_to: Sender | None = None,
    headers: tuple[tuple[str, str], ...] = (),
    mailto_unsubscribe: bool = False,
) -> Letter:
    """
    Raises:
        ValueError: there is nothing to tell; an empty digest is never sent.
    """
    order = list(SectionKind)
    shown = sorted((section for section in sections if section.items), key=lambda it: order.index(it.kind))
    if not shown:
        raise ValueError("a digest without events")
    titles = [item.card.title for section in shown for item in section.items]
    return Letter(
        template="notices/digest",
        language=language,
        sender=sender,
        mail_class=MailClass.BULK,
        slots=BULK_SLOTS,
        context={
            "today": today,
            "frequency": frequency.value,
            "first_kind": shown[0].kind.value,
            "first": shown[0].items[0].card,
            "first_has_opened": shown[0].items[0].has_opened,
            "others": len(titles) - 1,
            "title": translations(language).gettext("News about events"),
            "preheader": "; ".join(titles),
            "sections": [
                {
                    "kind": section.kind.value,
                    "items": [
                        {"card": item.card, "topics": item.topics, "note": _note(item, language)}
                        for item in section.items
                    ],
                }
                for section in shown
            ],
        },
        reply_to=reply_to,
        list_id=list_id,
        headers=headers,
        mailto_unsubscribe=mailto_unsubscribe,
    )


def _note(item: DigestItem, language: str) -> str:
    """What is new, for those who have seen the event before."""
    gettext = translations(language).gettext
    _: Callable[[str], str] = gettext
    if item.has_opened:
        return _("You can apply now.") if item.card.is_application_round else _("Registration is open.")
    if item.before is None:
        return ""
    found = changes(item.before, item.card, language)
    sentences = {
        "time": _("The time has changed."),
        "place": _("The place has changed."),
        "time_and_place": _("The time and the place have changed."),
        "mode": _("How to take part has changed."),
    }
    return sentences.get(found.headline, "")


class ConcernKind(StrEnum):
    TOO_FEW = "too_few"
    JOIN_LINK_MISSING = "join_link_missing"
    BOUNCES = "bounces"
    FULL = "full"
    ALLOCATION_DUE = "allocation_due"
    CONTACT_BOUNCES = "contact_bounces"
    LIST_AWAITED = "list_awaited"
    APPROVAL = "approval"


@dataclass(frozen=True)
class Concern:
    """What those who arrange an event should look at. `number` of `total`: registered of needed; lost of all; waiting."""

    kind: ConcernKind
    number: int = 0
    total: int = 0


@dataclass(frozen=True)
class Arranged:
    """An event with what is to be done; `staff_url` is where one does it."""

    card: EventCard
    staff_url: str
    concerns: tuple[Concern, ...]


def organiser(
    *, language: str, sender: Sender, today: date, events: Sequence[Arranged], reply_to: Sender | None = None
) -> Letter:
    """To staff who own the events."""
    shown = [
        {
            "card": arranged.card,
            "url": arranged.staff_url,
            "sentences": [said(concern, language) for concern in arranged.concerns],
        }
        for arranged in events
    ]
    return Letter(
        template="notices/organiser",
        language=language,
        sender=sender,
        mail_class=MailClass.TRANSACTIONAL,
        slots=frozenset(),
        context={
            "today": today,
            "title": translations(language).gettext("Your events"),
            "preheader": "; ".join(arranged.card.title for arranged in events),
            "events": shown,
            "first": shown[0],
        },
        reply_to=reply_to,
    )


def said(concern: Concern, language: str) -> str:
    """The concern as one sentence."""
    _ = translations(language).gettext
    ngettext = translations(language).ngettext
    number, total = concern.number, concern.total
    match concern.kind:
        case ConcernKind.TOO_FEW:
            sentence = ngettext(
                "Only %(number)s person is registered. The event needs %(total)s.",
                "Only %(number)s people are registered. The event needs %(total)s.",
                number,
            )
            return sentence % {"number": number, "total": total}
        case ConcernKind.JOIN_LINK_MISSING:
            return _("The link for joining online is missing, so nobody can be sent it.")
        case ConcernKind.BOUNCES:
            sentence = ngettext(
                "%(number)s of %(total)s e-mails about this event was refused or got no answer (%(percent)s per cent).",
                "%(number)s of %(total)s e-mails about this event were refused or got no answer (%(percent)s per cent).",
                number,
            )
            percent = round(100 * number / total) if total else 0
            return sentence % {"number": number, "total": total, "percent": percent}
        case ConcernKind.FULL if number:
            sentence = ngettext(
                "The event is full, and %(number)s person is on the waiting list.",
                "The event is full, and %(number)s people are on the waiting list.",
                number,
            )
            return sentence % {"number": number}
        case ConcernKind.FULL:
            return _("The event is full.")
        case ConcernKind.ALLOCATION_DUE:
            return _("The places are to be allocated now: people wait for your decision.")
        case ConcernKind.CONTACT_BOUNCES:
            return _("E-mail to the contact address of the event could not be delivered.")
        case ConcernKind.LIST_AWAITED:
            return _("The list of participants is missing, and the next notice waits for it.")
        case ConcernKind.APPROVAL:
            return _("A notice waits for your approval.")
