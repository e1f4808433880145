"""What is wrong with what an editor states about registration, one sentence for each field."""

from collections.abc import Iterator
from datetime import date, datetime, time

from flask_babel import gettext as _

from newsletter.events import times
from newsletter.events.content import EventContent
from newsletter.events.models import Allocation, DateState

Fault = tuple[str, str]

MOST_PLACES = 1_000_000
MOST_QUESTIONS = 40
MOST_OPTIONS = 50
MOST_OFFER_HOURS = 30 * 12
LONGEST_QUESTION = 500
LONGEST_KEPT = 3650


def opening(content: EventContent) -> Iterator[Fault]:
    """Registration opens before it closes, and before the event begins."""
    opens = _first(content, content.registration_opens_on, content.registration_opens_at)
    if opens is None:
        return
    closes = _last(content, content.deadline_on, content.deadline_at)
    start = _start(content)
    if closes is not None and opens >= closes:
        yield "registration_opens_on", _("Registration must open before the deadline.")
    elif start is not None and opens >= start:
        yield "registration_opens_on", _("Registration must open before the event starts.")


def faults(content: EventContent) -> Iterator[Fault]:
    yield from _numbers(content)
    if times.is_zone(content.zone):
        yield from _until(content)
        yield from _allocation(content)
    yield from _questions(content)


def _numbers(content: EventContent) -> Iterator[Fault]:
    for name in ("places_on_site", "places_online", "affiliation_cap", "min_participants"):
        number = getattr(content, name)
        if number is not None and not 1 <= number <= MOST_PLACES:
            yield name, _("Enter a number from 1, or leave it empty.")
    if content.places is not None:
        for name in ("places_on_site", "places_online", "min_participants"):
            if (getattr(content, name) or 0) > content.places:
                yield name, _("This is more than the number of places in all.")
    if not 1 <= content.offer_hours <= MOST_OFFER_HOURS:
        yield "offer_hours", _("Enter a number of hours from 1 to %(most)d.", most=MOST_OFFER_HOURS)
    for name in ("sensitive_days", "keep_days"):
        if not 1 <= getattr(content, name) <= LONGEST_KEPT:
            yield name, _("Enter a number of days from 1 to %(most)d.", most=LONGEST_KEPT)
    if content.sensitive_days > content.keep_days:
        yield "sensitive_days", _("Sensitive answers cannot be kept longer than the names.")


def _until(content: EventContent) -> Iterator[Fault]:
    start = _start(content)
    if start is None:
        return
    for name, sentence in (
        ("change_until", _("The last day to change answers must be before the event starts.")),
        ("cancel_until", _("The last day to give up a place must be before the event starts.")),
    ):
        day, at = getattr(content, f"{name}_on"), getattr(content, f"{name}_at")
        if day is not None and _is_after(content, day, at, start):
            yield f"{name}_on", sentence


def _allocation(content: EventContent) -> Iterator[Fault]:
    if content.allocation is Allocation.AFTER_DEADLINE:
        if content.deadline_on is None:
            yield "deadline_on", _("Enter the last day to register: places are shared out after it.")
        if content.places is None and content.places_on_site is None and content.places_online is None:
            yield "places", _("Enter how many places there are to share out.")
    told_on = content.allocate_on
    if told_on is None or content.allocation is Allocation.FCFS:
        return
    if content.deadline_on is not None and told_on < content.deadline_on:
        yield "allocate_on", _("People cannot be told before the last day to register.")
    elif content.starts_on is not None and told_on > content.starts_on:
        yield "allocate_on", _("People must be told before the event starts.")


def _questions(content: EventContent) -> Iterator[Fault]:
    if len(content.questions) > MOST_QUESTIONS:
        yield "questions", _("At most %(count)d questions are possible.", count=MOST_QUESTIONS)
    seen: set[str] = set()
    for number, question in enumerate(content.questions):
        name = f"questions-{number}"
        if question.is_sensitive:
            if question.kind in seen:
                yield f"{name}-kind", _("This is asked already. Remove one of the two.")
            seen.add(question.kind)
        elif not question.label:
            yield f"{name}-label", _("Write the question, or remove the row.")
        elif len(question.label) > LONGEST_QUESTION:
            yield f"{name}-label", _("Shorten this to at most %(count)d characters.", count=LONGEST_QUESTION)
        if question.has_options and not 2 <= len(question.options) <= MOST_OPTIONS:
            yield f"{name}-options", _("Write at least two answers, one on each line.")


def _start(content: EventContent) -> datetime | None:
    if content.date_state is DateState.TBA:
        return None
    return _first(content, content.starts_on, content.starts_at)


def _first(content: EventContent, day: date | None, at: time | None) -> datetime | None:
    return None if day is None else times.first_moment(day, at, content.zone)


def _last(content: EventContent, day: date | None, at: time | None) -> datetime | None:
    return None if day is None else times.last_moment(day, at, content.zone)


def _is_after(content: EventContent, day: date, at: time | None, start: datetime) -> bool:
    """A day without a time, on the day of the event, is fine: it ends when the event begins."""
    if at is None or content.starts_at is None:
        return content.starts_on is not None and day > content.starts_on
    return times.last_moment(day, at, content.zone) > start
