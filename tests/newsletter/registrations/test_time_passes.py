"""What happens to registrations without anybody doing anything."""

from datetime import timedelta

import pytest
import time_machine

from newsletter.core.database import session
from newsletter.registrations import due, retention, service
from newsletter.registrations.models import RegistrationState
from tests.newsletter.registrations.support import at, make_open_event, register

pytestmark = pytest.mark.usefixtures("sender")


def test_one_tick_passes_on_the_ended_offers_of_every_event(clock: time_machine.Traveller) -> None:
    lines = []
    for event in (make_open_event(places=1), make_open_event(places=1)):
        first, second, third = (register(event) for _ in range(3))
        service.give_up(first.id)
        lines.append((second, third))
    session.commit()
    clock.move_to(at(2027, 4, 23, 10) + timedelta(seconds=1))
    due.tick()
    due.tick()
    for second, third in lines:
        session.refresh(second), session.refresh(third)
        assert (second.state, third.state) == (RegistrationState.CANCELLED, RegistrationState.OFFERED)


def test_sensitive_answers_go_first_and_names_later_but_the_count_stays(
    clock: time_machine.Traveller,
) -> None:
    event = make_open_event(sensitive_days=14, keep_days=30)
    made = register(event, "Åsa Öberg", affiliation="Almvika")
    made.answers, made.sensitive_answers = {"a": "Bus"}, {"b": "Nuts"}
    session.flush()

    def after(days: int) -> tuple[str, str, object, object]:
        clock.move_to(at(2027, 5, 6, 12) + timedelta(days=days, minutes=1))
        retention.erase_old()
        session.refresh(made)
        return made.name, made.affiliation, made.answers, made.sensitive_answers

    assert after(13) == ("Åsa Öberg", "Almvika", {"a": "Bus"}, {"b": "Nuts"})
    assert after(14) == ("Åsa Öberg", "Almvika", {"a": "Bus"}, {})
    assert after(30) == ("", "", {}, {})
    assert made.state is RegistrationState.CONFIRMED and made.erased_at is not None
