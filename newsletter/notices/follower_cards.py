"""An event as those see it who might come: with what they want to know first, whether there is a place at all."""

from dataclasses import replace

from newsletter.events.cards import card
from newsletter.events.models import Event, RegistrationMode
from newsletter.registrations import desk, terms
from newsletter.rendering.cards import EventCard


def card_for_followers(event: Event, language: str) -> EventCard:
    made = card(event, language)
    return replace(
        made, registration=replace(made.registration, only_waiting_list=_has_only_waiting_list(event))
    )


def _has_only_waiting_list(event: Event) -> bool:
    if event.registration_mode is not RegistrationMode.BUILTIN:
        return False
    if terms.decides_later(event, desk.find(event.id)):
        return False
    seats = desk.seats(event)
    return not any(seats.has_place(way) for way in terms.ways(event))
