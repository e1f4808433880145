"""The letters of notices about one event: what each needs to know, and which slots it may use.

A letter to followers can be left with one click. A letter to participants cannot; it says how to give up the place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from newsletter.core.languages import format_deadline, format_time
from newsletter.rendering.cards import EventCard, Mode
from newsletter.rendering.facts import deadline, status, when
from newsletter.rendering.letter import TAKES_PART, CalendarFile, Letter, ListId, MailClass, Sender
from newsletter.rendering.letters import BULK_SLOTS, MARK_SLOTS
from newsletter.rendering.notice_facts import begins_on, changes, participant_facts

ONLINE, WAITS, ASKED = "online", "waits", "asked"
ONLINE_BIT, WAITS_BIT, TAKES_PART_BIT, ASKED_TOO_BIT = 1, 2, 4, 8
"""Bits of a participant's copy: takes part online in a hybrid event; waits for a place; is a participant at all (set
only where followers get the same mailing); or else got it because of having asked to hear of the event."""
ASKED_BIT = 1
"""Of a copy to followers only: got because of having asked to hear of this event."""


FOLLOWER_SLOTS = BULK_SLOTS | MARK_SLOTS | {"topics"}
PARTICIPANT_SLOTS = frozenset({"registration_url", "join_key"})


class Readers(StrEnum):
    """`EVERYBODY`: followers and participants in one mailing; a bit tells them apart."""

    FOLLOWERS = "followers"
    PARTICIPANTS = "participants"
    EVERYBODY = "everybody"


@dataclass(frozen=True)
class Notice:
    """What all notices about an event share. `today` is the day on which they are sent.

    `topics` are named as the reason why followers get it; without them they come per recipient, in the slot of that
    name. `words` are the editor's own, in the event's language.
    """

    card: EventCard
    language: str
    sender: Sender
    today: date
    readers: Readers = Readers.FOLLOWERS
    reply_to: Sender | None = None
    list_id: ListId | None = None
    topics: str = ""
    words: str = ""
    calendar: CalendarFile | None = None
    headers: tuple[tuple[str, str], ...] = ()
    mailto_unsubscribe: bool = False


@dataclass(frozen=True)
class Reading:
    """A link to something that can be read or watched; `kind` says what it is, in the language of the mail."""

    title: str
    url: str
    kind: str = ""
    language: str = ""


CONDITIONS: Mapping[Readers, tuple[str, ...]] = {
    Readers.FOLLOWERS: (ASKED,),
    Readers.PARTICIPANTS: (ONLINE, WAITS),
    Readers.EVERYBODY: (ONLINE, WAITS, TAKES_PART, ASKED),
}
SLOTS: Mapping[Readers, frozenset[str]] = {
    Readers.FOLLOWERS: FOLLOWER_SLOTS,
    Readers.PARTICIPANTS: PARTICIPANT_SLOTS,
    Readers.EVERYBODY: FOLLOWER_SLOTS | PARTICIPANT_SLOTS,
}


def _letter(notice: Notice, kind: str, preheader: str = "", **context: Any) -> Letter:
    card, language, readers = notice.card, notice.language, notice.readers
    is_bulk = readers is not Readers.PARTICIPANTS
    return Letter(
        template=f"notices/{kind}",
        language=language,
        sender=notice.sender,
        mail_class=MailClass.BULK if is_bulk else MailClass.TRANSACTIONAL,
        slots=SLOTS[readers],
        context={
            "card": card,
            "title": card.title,
            "title_language": "" if card.language == language else card.language,
            "preheader": preheader or card.lead,
            "today": notice.today,
            "topics": notice.topics,
            "has_hours": any(row.start for row in card.programme),
            "readers": readers.value,
            "is_asked": ASKED in CONDITIONS[readers],
            "participant_facts": participant_facts(card, language),
            "on_day": begins_on(card, language, notice.today),
            "words": notice.words,
            "is_over": False,
            "calendar": notice.calendar.method.value if notice.calendar else "",
            **context,
        },
        conditions=CONDITIONS[readers],
        reply_to=notice.reply_to,
        list_id=notice.list_id if is_bulk else None,
        headers=notice.headers,
        calendar=_for_those_with_a_place(notice),
        mailto_unsubscribe=notice.mailto_unsubscribe,
    )


def _for_those_with_a_place(notice: Notice) -> CalendarFile | None:
    """Nobody else: followers find the file on the event's page, and who waits has nothing to put in a calendar."""
    if notice.calendar is None or notice.readers is Readers.FOLLOWERS:
        return None
    takes_part = ((TAKES_PART, True),) if notice.readers is Readers.EVERYBODY else ()
    return replace(notice.calendar, only_if=((WAITS, False), *takes_part))


def new(notice: Notice, *, is_date_set: bool = False) -> Letter:
    """A new event or application round; or one that was announced before and has a date now."""
    return _letter(notice, "new", is_date_set=is_date_set, opens_on=_opens_on(notice))


def _opens_on(notice: Notice) -> str:
    """When registration opens, where that is still to come."""
    registration = notice.card.registration
    if registration.is_open or registration.opens is None or registration.opens < notice.today:
        return ""
    return format_deadline(
        registration.opens, registration.opens_time, notice.language, notice.today, on=True
    )


def opens(notice: Notice) -> Letter:
    return _letter(notice, "opens")


def last_seats(notice: Notice, free: int | None = None) -> Letter:
    """`free`: places left at the time of sending; without it the mail says that few are left."""
    return _letter(notice, "last_seats", free=free or 0)


def extended(notice: Notice, before: EventCard | None = None) -> Letter:
    """`before`: the event with its earlier deadline."""
    return _letter(notice, "extended", old_deadline=_old_deadline(notice, before))


def earlier(notice: Notice, before: EventCard | None = None) -> Letter:
    return _letter(notice, "earlier", old_deadline=_old_deadline(notice, before))


def _old_deadline(notice: Notice, before: EventCard | None) -> str:
    if before is None:
        return ""
    old = deadline(before, notice.language, notice.today, on=True)
    return "" if old == deadline(notice.card, notice.language, notice.today, on=True) else old


def practical(
    notice: Notice,
    *,
    way: Mode | None = None,
    join: str = "",
    is_personal: bool = False,
    good_to_know: Sequence[str] = (),
    getting_there: Sequence[str] = (),
) -> Letter:
    """Before the event. The texts are paragraphs in the event's language.

    `way`: how these readers take part; without it, in a hybrid event, the bit of each copy tells. `join` is the
    address where one joins online; with `is_personal` each person's key is put behind it.
    """
    return _letter(
        notice,
        "practical",
        _when(notice),
        way=(way or notice.card.mode).value,
        join=join,
        is_personal=is_personal,
        good_to_know=tuple(good_to_know),
        getting_there=tuple(getting_there),
    )


def reminder(notice: Notice, *, way: Mode | None = None, join: str = "", is_personal: bool = False) -> Letter:
    """Shortly before the event: short."""
    card = notice.card
    has_time = card.starts is not None and not card.date_only
    return _letter(
        notice,
        "reminder",
        _when(notice),
        way=(way or card.mode).value,
        join=join,
        is_personal=is_personal,
        days_left=(card.starts.date() - notice.today).days if card.starts else -1,
        at=format_time(card.starts.time(), notice.language) if card.starts and has_time else "",
    )


def _when(notice: Notice) -> str:
    line = when(notice.card, notice.language)
    return line.text if line else ""


def changed(
    notice: Notice, before: EventCard, *, new_link: bool = False, join: str = "", is_personal: bool = False
) -> Letter:
    """Time, place, the way to take part or the link have changed; `before` is the event as it was."""
    return _letter(
        notice,
        "changed",
        _when(notice),
        changes=changes(before, notice.card, notice.language, new_link=new_link),
        join=join,
        is_personal=is_personal,
    )


def postponed(notice: Notice, before: EventCard | None = None) -> Letter:
    """`before`: the event with the date that no longer holds."""
    was = begins_on(before, notice.language, notice.today) if before else ""
    return _letter(notice, "postponed", status(notice.card, notice.language), was_on=was)


def cancelled(notice: Notice) -> Letter:
    return _letter(notice, "cancelled", status(notice.card, notice.language))


def material(notice: Notice, readings: Sequence[Reading], *, survey: str = "") -> Letter:
    """With `survey` it asks those who took part what they thought, too."""
    return _letter(
        notice, "material", is_over=True, readings=_marked(readings, notice.language), survey=survey
    )


def _marked(readings: Sequence[Reading], language: str) -> tuple[Mapping[str, str], ...]:
    """With the language only where it is not the mail's."""
    return tuple(
        {
            "title": reading.title,
            "url": reading.url,
            "kind": reading.kind if reading.kind != reading.title else "",
            "language": "" if reading.language in ("", language) else reading.language,
        }
        for reading in readings
    )


def evaluation(notice: Notice, survey: str, *, is_nudge: bool = False) -> Letter:
    """`survey` is where one answers. The nudge is the only one."""
    return _letter(notice, "evaluation", is_over=True, survey=survey, is_nudge=is_nudge)
