"""A year of an agency: three hundred events, twenty thousand followers, every notice rule on.

The clock jumps to the next instant at which anything is due. At the end the ledger is asked whether anybody was told
twice, too late, at night, of what was cancelled, or of what is no concern of theirs any more.

    python -m benchmarks.year [--events 300] [--followers 20000] [--days 365] [--seed 4] [--json]

It ends with an error when anything of this happened.
"""

import argparse
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from sqlalchemy import text

from benchmarks.agency import Agency
from benchmarks.agency_acts import Size
from benchmarks.service import Figures, say, service, tell
from benchmarks.simulation import Simulation, one_letter_for_all
from benchmarks.year_checks import violations
from newsletter.core.database import session

BEGINS = datetime(2027, 1, 4, 7, tzinfo=UTC)
AFTERWARDS = timedelta(days=45)
SHOWN = 5


class Watch:
    """Where the time goes."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.longest: dict[str, float] = {}

    def __call__(self, name: str, call: Callable[[], Any]) -> Any:
        begun = time.perf_counter()
        try:
            return call()
        finally:
            took = time.perf_counter() - begun
            self.seconds[name] = took + self.seconds.get(name, 0.0)
            self.longest[name] = max(took, self.longest.get(name, 0.0))


def main() -> None:
    options = _options()
    size = Size(options.events, options.followers, options.topics, options.days, options.registrations)
    watch = Watch()
    begun = time.perf_counter()
    with service(), time_machine.travel(BEGINS, tick=False) as traveller, one_letter_for_all():
        say(f"Making {size.followers} followers")
        agency = Agency(size, options.seed)
        agency.set_up()
        simulation = Simulation(traveller, agency.act, agency.next_act)
        made = time.perf_counter() - begun
        say(f"{size.days} days")
        end = BEGINS + timedelta(days=size.days) + AFTERWARDS
        simulation.run(end, watch)
        found = watch("checks", lambda: violations(end - timedelta(days=3), agency.gone))
        figures = {**_figures(), "set_up_seconds": made, "ticks": simulation.ticks}
    figures |= {f"seconds_{name.replace(' ', '_')}": seconds for name, seconds in watch.seconds.items()}
    figures |= {f"longest_{name.replace(' ', '_')}": seconds for name, seconds in watch.longest.items()}
    figures["seconds_in_all"] = time.perf_counter() - begun
    _say_what_happened(agency)
    figures["violations"] = _say_what_is_wrong(
        {**found, "unwanted as soon as it was settled": simulation.faults}
    )
    tell(figures, options.json)
    raise SystemExit(bool(figures["violations"]))


def _figures() -> Figures:
    counts = {
        "events": "SELECT count(*) FROM event",
        "registrations": "SELECT count(*) FROM registration",
        "notices_planned": "SELECT count(*) FROM notice_plan",
        "notices_sent": "SELECT count(*) FROM notice_plan WHERE state = 'sent'",
        "notices_missed": "SELECT count(*) FROM notice_plan WHERE state = 'missed'",
        "digests": "SELECT count(*) FROM digest",
        "mailings": "SELECT count(*) FROM mailing",
        "copies": "SELECT sum(queued) FROM mailing",
        "left_out": "SELECT sum(excluded) FROM mailing",
    }
    found = {name: float(session.scalar(text(query)) or 0) for name, query in counts.items()}
    for row in session.execute(
        text("SELECT kind, state, reason, count(*) FROM notice_plan GROUP BY 1, 2, 3 ORDER BY 1, 2, 3")
    ):
        say("  " + " ".join(map(str, row)))
    session.rollback()
    return found


def _say_what_happened(agency: Agency) -> None:
    say("Done: " + ", ".join(f"{name} {count}" for name, count in agency.done.most_common()))
    for fault, count in agency.refused.most_common():
        say(f"  refused {count} times: {fault}")


def _say_what_is_wrong(found: dict[str, list[Any]]) -> int:
    for name, rows in found.items():
        if rows:
            say(f"WRONG: {name}: {len(rows)}")
            for row in rows[:SHOWN]:
                say("  " + (row if isinstance(row, str) else ", ".join(map(str, row))))
    return sum(map(len, found.values()))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.year", description=__doc__)
    for field, default in vars(Size()).items():
        parser.add_argument(f"--{field}", type=int, default=default)
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
