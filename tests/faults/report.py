"""Writes docs/reliability.md from the figures of a run of `make faults`.

python -m tests.faults.report FIGURES.jsonl
"""

import json
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.measure import processor
from tests.faults.matrix import ELSEWHERE, NOT_HERE

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
TEXT = Path(__file__).with_name("reliability.md")
HEAD = "| no. | fault | runs | recipients | lost | repeated | allowed | result |\n|---|---|---|---|---|---|---|---|\n"


@dataclass
class Row:
    number: int
    fault: str
    runs: int = 0
    recipients: int = 0
    lost: int = 0
    repeated: int = 0
    allowed: int = 0
    complaints: list[str] = field(default_factory=list)
    dates: set[str] = field(default_factory=set)

    def add(self, figures: dict[str, Any]) -> None:
        self.runs += 1
        for name in ("recipients", "lost", "repeated", "allowed"):
            setattr(self, name, getattr(self, name) + figures[name])
        self.complaints += figures["complaints"]
        self.dates.add(figures["date"])

    def __str__(self) -> str:
        number = str(self.number) if self.number else "any"
        result = "kept" if not self.complaints else f"**broken**: {self.complaints[0][:160]}"
        cells = (
            number,
            self.fault,
            self.runs,
            self.recipients,
            self.lost,
            self.repeated,
            self.allowed,
            result,
        )
        return f"| {' | '.join(str(cell).replace('|', '/') for cell in cells)} |"


def rows(figures: Path) -> list[Row]:
    found: dict[tuple[int, str], Row] = {}
    for line in figures.read_text(encoding="utf-8").splitlines():
        measured = json.loads(line)
        key = (measured["row"], measured["fault"])
        found.setdefault(key, Row(*key)).add(measured)
    return sorted(found.values(), key=lambda row: (row.number == 0, row.number, row.fault))


def page(found: list[Row]) -> str:
    dates = sorted({date for row in found for date in row.dates})
    total = Row(0, "")
    for row in found:
        total.runs += row.runs
        total.recipients += row.recipients
        total.lost += row.lost
        total.repeated += row.repeated
        total.allowed += row.allowed
    summary = (
        f"Measured {' to '.join(dict.fromkeys([dates[0], dates[-1]]))} on {processor()}: {total.runs} runs, "
        f"{total.recipients:,} recipients, {total.lost} lost, {total.repeated} repeated of {total.allowed:,} allowed."
    )
    table = HEAD + "\n".join(map(str, found))
    return TEXT.read_text(encoding="utf-8").format(
        summary=summary, table=table, elsewhere=_elsewhere(), not_here=_not_here()
    )


def _elsewhere() -> str:
    lines = defaultdict(list)
    for number, names in sorted(ELSEWHERE.items()):
        for name in names:
            file, _, function = name.partition("::")
            lines[number].append(f"{function.removeprefix('test_').replace('_', ' ')} (`tests/{file}`)")
    return "\n".join(f"| {number} | {'; '.join(said)} |" for number, said in lines.items())


def _not_here() -> str:
    return "\n".join(f"| {number} | {reason} |" for number, reason in sorted(NOT_HERE.items()))


def main() -> None:
    PAGE.write_text(page(rows(Path(sys.argv[1]))), encoding="utf-8")


if __name__ == "__main__":
    main()
