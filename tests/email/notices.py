"""Notices of every kind, for each kind of reader that gets it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from newsletter.rendering import notice_digests, notice_letters
from newsletter.rendering.cards import EventCard, Mode, Occurrence, RegistrationCard, RegistrationMode
from newsletter.rendering.letter import CalendarFile, CalendarMethod, Letter
from newsletter.rendering.notice_digests import (
    Arranged,
    Concern,
    ConcernKind,
    DigestItem,
    Frequency,
    Section,
    SectionKind,
)
from newsletter.rendering.notice_letters import (
    ASKED_BIT,
    ASKED_TOO_BIT,
    ONLINE_BIT,
    TAKES_PART_BIT,
    WAITS_BIT,
    Notice,
    Readers,
    Reading,
)
from tests.email.samples import (
    APPLICATION_ROUND,
    BASE_URL,
    LIST_ID,
    REPLY_TO,
    SEMINAR,
    SENDER,
    TODAY,
    VIRTUAL_MEETING,
)

BUILT_IN = replace(
    SEMINAR, registration=RegistrationCard(mode=RegistrationMode.BUILTIN, deadline=date(2027, 3, 12))
)
HYBRID = replace(BUILT_IN, mode=Mode.HYBRID)
ONLINE = replace(
    VIRTUAL_MEETING,
    registration=RegistrationCard(
        mode=RegistrationMode.BUILTIN, deadline=date(2027, 3, 30), deadline_time=time(12)
    ),
)
JOIN = f"{ONLINE.url}/join"
WITHOUT_DATE = replace(SEMINAR, starts=None, ends=None, date_text="våren 2027", programme=())

ENTRY = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Budkavle//Events//EN
METHOD:{method}
BEGIN:VEVENT
SUMMARY;LANGUAGE=sv:Barnets röst – från vackra ord till vardag
DTSTART:20270319T080000Z
DTEND:20270319T110000Z
DTSTAMP:20270301T090000Z
UID:barnets-rost@nyheter.example.org
SEQUENCE:2
STATUS:{status}
ORGANIZER;CN=Barnrättsbyrån:mailto:lisa.exempelsson@example.org
END:VEVENT
END:VCALENDAR
"""


def calendar(method: CalendarMethod) -> CalendarFile:
    status = "CANCELLED" if method is CalendarMethod.CANCEL else "CONFIRMED"
    content = ENTRY.format(method=method.value, status=status).replace("\n", "\r\n")
    return CalendarFile(method, content.encode())


def notice(language: str, card: EventCard = SEMINAR, **also: Any) -> Notice:
    stated = {"reply_to": REPLY_TO, "list_id": LIST_ID, "topics": "Tidiga insatser", "today": TODAY, **also}
    return Notice(card=card, language=language, sender=SENDER, **stated)


def to_participants(language: str, card: EventCard = BUILT_IN, **also: Any) -> Notice:
    published = calendar(CalendarMethod.PUBLISH)
    return notice(language, card, **{"readers": Readers.PARTICIPANTS, "calendar": published, **also})


def day_before(card: EventCard) -> date:
    assert card.starts is not None
    return card.starts.date() - timedelta(days=1)


def last_seats(language: str) -> Letter:
    return notice_letters.last_seats(notice(language, BUILT_IN), free=4)


def extended(language: str) -> Letter:
    moved = replace(SEMINAR, registration=replace(SEMINAR.registration, deadline=date(2027, 3, 16)))
    return notice_letters.extended(notice(language, moved), SEMINAR)


def earlier(language: str) -> Letter:
    moved = replace(SEMINAR, registration=replace(SEMINAR.registration, deadline=date(2027, 3, 9)))
    words = "Lokalen måste beställas tidigare än vi trodde."
    return notice_letters.earlier(notice(language, moved, words=words), SEMINAR)


def practical(language: str, card: EventCard, join: str = "") -> Letter:
    return notice_letters.practical(
        to_participants(language, card),
        join=join,
        is_personal=True,
        good_to_know=("Vi bjuder på kaffe. Säg till om du är allergisk.", "Ta gärna med en egen fråga."),
        getting_there=("Ingång från torget. Hiss och hörslinga finns.",),
    )


def changed(language: str, readers: Readers = Readers.PARTICIPANTS) -> Letter:
    moved = replace(
        BUILT_IN,
        starts=datetime(2027, 4, 2, 10, 0),
        ends=datetime(2027, 4, 2, 13, 0),
        place="Stadsbiblioteket, Exempelstad",
    )
    words = "Gamla rådhuset är stängt på grund av en vattenskada."
    return notice_letters.changed(to_participants(language, moved, words=words, readers=readers), BUILT_IN)


def postponed(language: str, readers: Readers = Readers.PARTICIPANTS) -> Letter:
    card = replace(BUILT_IN, occurrence=Occurrence.POSTPONED, starts=None, ends=None)
    told = to_participants(language, card, calendar=calendar(CalendarMethod.CANCEL), readers=readers)
    return notice_letters.postponed(told, BUILT_IN)


def cancelled(language: str, readers: Readers = Readers.EVERYBODY) -> Letter:
    card = replace(BUILT_IN, occurrence=Occurrence.CANCELLED)
    words = "För få har anmält sig."
    file = calendar(CalendarMethod.CANCEL)
    return notice_letters.cancelled(
        to_participants(language, card, calendar=file, readers=readers, words=words)
    )


def material(language: str, readers: Readers = Readers.PARTICIPANTS) -> Letter:
    return notice_letters.material(
        notice(language, today=date(2027, 3, 24), readers=readers),
        [
            Reading("Att leda mot en samverkan", f"{BASE_URL}/media/leda.pdf", "PDF"),
            Reading("Children's voices", "https://www.example.org/film", language="en"),
        ],
    )


def evaluation(language: str, *, is_nudge: bool = False) -> Letter:
    told = to_participants(language, today=date(2027, 3, 22), calendar=None)
    return notice_letters.evaluation(told, "https://enkat.example.org/barnets-rost", is_nudge=is_nudge)


def organiser(language: str) -> Letter:
    page = f"{BASE_URL}/staff/events"
    return notice_digests.organiser(
        language=language,
        sender=SENDER,
        today=TODAY,
        events=[
            Arranged(BUILT_IN, f"{page}/11", (Concern(ConcernKind.TOO_FEW, 3, 10),)),
            Arranged(
                ONLINE,
                f"{page}/12",
                (
                    Concern(ConcernKind.JOIN_LINK_MISSING),
                    Concern(ConcernKind.FULL, 12),
                    Concern(ConcernKind.BOUNCES, 12, 150),
                    Concern(ConcernKind.CONTACT_BOUNCES),
                ),
            ),
        ],
    )


def digest_of(language: str, *sections: Section, frequency: Frequency = Frequency.WEEKLY) -> Letter:
    return notice_digests.digest(
        language=language,
        sender=SENDER,
        list_id=LIST_ID,
        today=TODAY,
        frequency=frequency,
        sections=sections,
    )


def digest(language: str) -> Letter:
    before = replace(ONLINE, starts=datetime(2027, 4, 8, 9, 0), ends=datetime(2027, 4, 8, 12, 0))
    past = replace(SEMINAR, starts=datetime(2027, 2, 19, 9, 0), ends=None, title="Små barns språk")
    closed = replace(past, registration=replace(past.registration, is_open=False))
    return digest_of(
        language,
        Section(SectionKind.NEW, (DigestItem(APPLICATION_ROUND, "Tidig opsporing"),)),
        Section(SectionKind.DEADLINES, (DigestItem(SEMINAR, "Tidiga insatser, Barn och unga"),)),
        Section(SectionKind.CHANGED, (DigestItem(ONLINE, "Barn och unga", before),)),
        Section(SectionKind.MATERIAL, (DigestItem(closed, "Tidiga insatser"),)),
    )


def small_digest(language: str) -> Letter:
    return digest_of(language, Section(SectionKind.NEW, (DigestItem(SEMINAR),)), frequency=Frequency.DAILY)


def digest_of_opened(language: str) -> Letter:
    """Registration opened, and all places were taken at once."""
    full = replace(BUILT_IN, registration=replace(BUILT_IN.registration, only_waiting_list=True))
    return digest_of(language, Section(SectionKind.NEW, (DigestItem(full, has_opened=True),)))


NOTICES: dict[str, Callable[[str], Letter]] = {
    "notices-new": lambda language: notice_letters.new(notice(language)),
    "notices-new-without-date": lambda language: notice_letters.new(notice(language, WITHOUT_DATE)),
    "notices-new-round": lambda language: notice_letters.new(notice(language, APPLICATION_ROUND)),
    "notices-date-set": lambda language: notice_letters.new(notice(language), is_date_set=True),
    "notices-opens": lambda language: notice_letters.opens(notice(language, BUILT_IN)),
    "notices-opens-asked": lambda language: notice_letters.opens(notice(language, BUILT_IN)),
    "notices-last-seats": last_seats,
    "notices-extended": extended,
    "notices-earlier": earlier,
    "notices-practical-on-site": lambda language: practical(language, BUILT_IN),
    "notices-practical-online": lambda language: practical(language, ONLINE, JOIN),
    "notices-practical-hybrid-on-site": lambda language: practical(language, HYBRID, JOIN),
    "notices-practical-hybrid-online": lambda language: practical(language, HYBRID, JOIN),
    "notices-reminder-tomorrow": lambda language: notice_letters.reminder(
        to_participants(language, ONLINE, today=day_before(ONLINE), calendar=None),
        join=JOIN,
        is_personal=True,
    ),
    "notices-reminder-earlier": lambda language: notice_letters.reminder(
        to_participants(language, today=date(2027, 3, 17), calendar=None)
    ),
    "notices-changed": changed,
    "notices-changed-waiting": changed,
    "notices-changed-followers": partial(changed, readers=Readers.FOLLOWERS),
    "notices-changed-asked": partial(changed, readers=Readers.EVERYBODY),
    "notices-changed-to-online": lambda language: notice_letters.changed(
        to_participants(language, replace(BUILT_IN, mode=Mode.ONLINE, place="")), BUILT_IN
    ),
    "notices-changed-link": lambda language: notice_letters.changed(
        to_participants(language, ONLINE), ONLINE, new_link=True, join=JOIN, is_personal=True
    ),
    "notices-postponed": postponed,
    "notices-postponed-followers": partial(postponed, readers=Readers.FOLLOWERS),
    "notices-cancelled": cancelled,
    "notices-cancelled-waiting": cancelled,
    "notices-cancelled-followers": cancelled,
    "notices-material": material,
    "notices-material-followers": partial(material, readers=Readers.FOLLOWERS),
    "notices-evaluation": evaluation,
    "notices-evaluation-nudge": partial(evaluation, is_nudge=True),
    "notices-organiser": organiser,
    "notices-digest": digest,
    "notices-digest-of-one": small_digest,
    "notices-digest-of-opened": digest_of_opened,
}

NOTICE_BITS = {
    "notices-practical-hybrid-online": ONLINE_BIT,
    "notices-changed-waiting": WAITS_BIT,
    "notices-opens-asked": ASKED_BIT,
    "notices-changed-asked": ASKED_TOO_BIT,
    "notices-cancelled": TAKES_PART_BIT,
    "notices-cancelled-waiting": TAKES_PART_BIT | WAITS_BIT,
}
