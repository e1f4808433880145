"""The answers to registrations, for the seminar in a town and a meeting online."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from newsletter.rendering import answers
from newsletter.rendering.answers import Answer, WayIn
from newsletter.rendering.cards import EventCard
from newsletter.rendering.letter import CalendarMethod, Letter
from tests.email.notices import calendar
from tests.email.samples import REPLY_TO, SEMINAR, SENDER, TODAY, VIRTUAL_MEETING

PUT_IN = calendar(CalendarMethod.PUBLISH)
TAKE_OUT = calendar(CalendarMethod.CANCEL)


def answer(language: str, card: EventCard = SEMINAR) -> Answer:
    return Answer(card, language, SENDER, TODAY, REPLY_TO)


def receipt(language: str) -> Letter:
    return answers.receipt(
        replace(answer(language), calendar=PUT_IN, sensitive_days=14, cancel_until="Monday 15 March at 12:00")
    )


def receipt_after_practical(language: str) -> Letter:
    """Moved up late into an online event: the way in and the practical part come at once."""
    return answers.receipt(
        answer(language, VIRTUAL_MEETING),
        way_in=WayIn(url=VIRTUAL_MEETING.url),
        practical=("Mødet åbner kl. 8.45.", "Slå mikrofonen fra."),
        moved_up=True,
    )


def receipt_of_colleague(language: str) -> Letter:
    return answers.receipt(
        replace(answer(language, VIRTUAL_MEETING), by_colleague=True),
        way_in=WayIn(from_when="Thursday 8 April at 09:00"),
        asks_more=True,
    )


def given_up(reason: str) -> Callable[[str], Letter]:
    has_place = reason in ("given_up", "transferred", "by_staff")
    calendar = TAKE_OUT if has_place else None
    return lambda language: answers.given_up(replace(answer(language), calendar=calendar), reason=reason)


ANSWERS: dict[str, Callable[[str], Letter]] = {
    "registration-receipt": receipt,
    "registration-receipt-after-practical": receipt_after_practical,
    "registration-receipt-of-colleague": receipt_of_colleague,
    "registration-received": lambda language: answers.received(answer(language), told_by=date(2027, 3, 15)),
    "registration-waiting-list": lambda language: answers.waiting_list(
        answer(language), offers=True, offer_hours=48
    ),
    "registration-offer": lambda language: answers.offer(
        answer(language), expires="Tuesday 9 March at 10:00", expires_on=date(2027, 3, 9)
    ),
    "registration-offer-expired": lambda language: answers.offer_expired(answer(language)),
    "registration-declined": lambda language: answers.declined(
        answer(language),
        reason="Places were shared out among municipalities.",
        material_follows=True,
    ),
    "registration-given-up": given_up("given_up"),
    "registration-withdrawn": given_up("withdrawn"),
    "registration-left-list": given_up("left_list"),
    "registration-offer-declined": given_up("offer_declined"),
    "registration-transferred": given_up("transferred"),
    "registration-cancelled-by-staff": given_up("by_staff"),
    "registration-group": lambda language: answers.group(answer(language)),
    "registration-confirm": lambda language: answers.confirm(answer(language)),
}
