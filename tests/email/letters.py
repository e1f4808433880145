"""One letter of each kind, as real as the mails of a public body; bodies and people are invented."""

from collections.abc import Callable
from functools import cache
from typing import Literal

from newsletter.rendering import letters
from newsletter.rendering.blocks import parse_blocks
from newsletter.rendering.freeze import freeze
from newsletter.rendering.letter import TAKES_PART, Letter, MailClass
from newsletter.rendering.notice_letters import TAKES_PART_BIT
from tests.email.notices import NOTICE_BITS, NOTICES
from tests.email.registrations import ANSWERS
from tests.email.samples import (
    APPLICATION_ROUND,
    BASE_URL,
    LIST_ID,
    LOOK,
    REPLY_TO,
    SEMINAR,
    SENDER,
    TODAY,
    VIRTUAL_MEETING,
)

BLOCKS = [
    {"id": "b1", "type": "text", "html": "<p>Hej {name|du}!</p><p>Våren är här, och med den <strong>fem nya "
     'träffar</strong>. Du väljer själv vad du följer: <a href="{preferences_url}">ändra dina val</a>.</p>'},
    {"id": "b2", "type": "image", "src": "/media/0d9f8a7b6c5e4f3a/lekplats.jpg", "width": 1056, "height": 594,
     "alt": "Barn och vuxna bygger ett fågelbord på en förskolegård", "caption": "Foto: Nätverket"},
    {"id": "b3", "type": "heading", "level": 2, "text": "Kommande träffar"},
    {"id": "b4", "type": "event", "event": 11},
    {"id": "b5", "type": "event", "event": "12"},
    {"id": "b6", "type": "deadlines", "days": 30},
    {"id": "b7", "type": "divider"},
    {"id": "b8", "type": "heading", "level": 2, "text": "Nytt material"},
    {"id": "b9", "type": "text", "html": "<h3>Handbok för samtal med barn</h3><ul><li>Hur man frågar</li><li>Hur man "
     'lyssnar</li></ul><p>Boken är gratis. Skriv till <a href="mailto:kansli@example.org">kansli@example.org</a> eller '
     'läs <a href="https://www.example.org/handbok?sprak=sv&amp;del=1">handboken på webben</a>.</p>'},
    {"id": "b10", "type": "button", "text": "Beställ handboken", "url": "https://www.example.org/bestall"},
]  # fmt: skip


def issue(language: str) -> Letter:
    return letters.issue(
        language=language,
        sender=SENDER,
        reply_to=REPLY_TO,
        newsletter="Tidiga insatser",
        list_id=LIST_ID,
        subject="Vårens träffar och en ny handbok",
        preheader="Fem nya träffar, och sista anmälningsdag för två av dem",
        today=TODAY,
        blocks=parse_blocks(BLOCKS),
        events={"11": SEMINAR, "12": VIRTUAL_MEETING},
        deadlines={"b6": [SEMINAR, VIRTUAL_MEETING]},
        headers=(("Feedback-ID", "issue-7:tidiga-insatser:issue:budkavle"),),
    )


def deadline_notice(language: str) -> Letter:
    return letters.deadline_notice(
        language=language, sender=SENDER, reply_to=REPLY_TO, list_id=LIST_ID, card=SEMINAR, today=TODAY
    )


def deadline_notice_by_mail(language: str) -> Letter:
    """Of an online event that is described in Danish, registered for by mail, without clock times."""
    return letters.deadline_notice(
        language=language,
        sender=SENDER,
        list_id=LIST_ID,
        card=VIRTUAL_MEETING,
        today=TODAY,
        topics="Tidlig opsporing",
    )


def deadline_notice_of_round(language: str) -> Letter:
    return letters.deadline_notice(
        language=language, sender=SENDER, list_id=LIST_ID, card=APPLICATION_ROUND, today=TODAY
    )


BITS: dict[str, int] = {**NOTICE_BITS}
"""Conditions of the copy that is looked at; none for most."""

LETTERS: dict[str, Callable[[str], Letter]] = {
    "newsletters-issue": issue,
    "notices-deadline": deadline_notice,
    "notices-deadline-by-mail": deadline_notice_by_mail,
    "notices-deadline-of-round": deadline_notice_of_round,
    **NOTICES,
    **ANSWERS,
    "transactional-confirmation": lambda language: letters.confirmation(language=language, sender=SENDER),
    "transactional-mark-confirmation": lambda language: letters.mark_confirmation(
        language=language, sender=SENDER
    ),
    "transactional-mark-confirmation-material": lambda language: letters.mark_confirmation(
        language=language, sender=SENDER, only_material=True
    ),
    "transactional-already-subscribed": lambda language: letters.already_subscribed(
        language=language, sender=SENDER
    ),
    "transactional-staff-invitation": lambda language: letters.staff_invitation(
        language=language, sender=SENDER
    ),
    "transactional-staff-password": lambda language: letters.staff_password(language=language, sender=SENDER),
}

VALUES = {
    "to_address": "asa.oberg@example.org",
    "message_id": "7.4f1c.1001@nyheter.example.org",
    "date": "Fri, 05 Mar 2027 08:30:00 +0100",
    "name": "Åsa Öberg",
    "topics": "Barn och unga, Tidiga insatser",
    "join_key": "dQw4w9WgXcQ-jk",
    "event": "Barnets röst – från vackra ord till vardag",
    "position": "7",
    "colleagues": "Bo Ek, Cilla Ny",
    **{
        f"{name}_url": f"{BASE_URL}/{path}/dQw4w9WgXcQ-{name[:2]}"
        for name, path in {
            "unsubscribe": "unsubscribe",
            "preferences": "preferences",
            "web": "view",
            "mark_registered": "marks",
            "mark_not_interested": "marks",
            "mark_interested": "marks",
            "mark_materials": "marks",
            "confirm": "confirm",
            "not_me": "confirm",
            "action": "staff/password",
            "registration": "registrations",
        }.items()
    },
}


@cache
def copy(name: str, language: str) -> bytes:
    """A person's copy of one of the letters."""
    return freeze(LETTERS[name](language), LOOK).merge(VALUES, BITS.get(name, 0))


def kind_of(name: str) -> Literal["bulk", "transactional"]:
    """Whether that copy is mail which one click can leave."""
    letter = LETTERS[name]("en")
    takes_part = TAKES_PART in letter.conditions and BITS.get(name, 0) & TAKES_PART_BIT
    is_bulk = letter.mail_class is MailClass.BULK and not takes_part
    return "bulk" if is_bulk else "transactional"
