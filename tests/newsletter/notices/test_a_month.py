"""A month of a small agency, with every rule on: nobody is told twice, too late, at night or of what is cancelled."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from benchmarks.agency import Agency
from benchmarks.agency_acts import Size
from benchmarks.simulation import Simulation, one_letter_for_all
from benchmarks.year_checks import violations
from newsletter.core.clock import now

SIZE = Size(events=6, followers=60, topics=3, days=28, registrations=4)


@pytest.mark.usefixtures("session")
def test_nobody_is_told_wrongly_in_a_month(clock: time_machine.Traveller) -> None:
    clock.move_to(datetime(2027, 3, 1, 7, tzinfo=UTC))
    agency = Agency(SIZE)
    agency.languages = ["sv", "en"]
    agency.set_up()
    simulation = Simulation(clock, agency.act, agency.next_act)
    end = now() + timedelta(days=SIZE.days + 20)
    with one_letter_for_all():
        simulation.run(end, lambda _name, call: call())
    found = violations(end - timedelta(days=3), agency.gone)
    assert {name: rows[:3] for name, rows in found.items() if rows} == {}
    assert simulation.faults == []
    assert agency.done["register"]
