"""How well and how fast announcements are read: `python -m benchmarks.reader [--json] [FOLDER or FILE ...]`.

Without a path it reads the held-back announcements, written after the grammar; fit it to the others.
"""

import argparse
import json
import re
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from newsletter.events.reader.reading import read

HELD_BACK = Path(__file__).parents[1] / "tests/newsletter/events/reader/heldout"
TODAY = date(2026, 6, 1)  # for pages that do not say when they are from
SHARED_WORDS = {"title": 0.7, "venue": 0.6, "organiser": 0.6, "audience": 0.5, "price": 0.5}
FIELDS = (
    *("status", "title", "start", "end", "year_stated", "registration_deadline", "venue", "mode"),
    *("organiser", "audience", "price", "is_free", "contact_email", "language"),
)


@dataclass(frozen=True)
class Case:
    name: str
    text: str
    expected: dict[str, Any]

    @property
    def is_event(self) -> bool:
        return bool(self.expected.get("is_event", True))


@dataclass
class Tally:
    right: dict[str, int] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    invented: list[str] = field(default_factory=list)
    unstated: int = 0
    faults: list[str] = field(default_factory=list)
    rows_found: int = 0
    rows_read: int = 0
    rows_expected: int = 0
    milliseconds: list[float] = field(default_factory=list)

    def count(self, name: str, ok: bool, fault: str) -> None:
        self.asked[name] = self.asked.get(name, 0) + 1
        self.right[name] = self.right.get(name, 0) + ok
        if not ok:
            self.faults.append(fault)


def cases(path: Path) -> Iterator[Case]:
    for file in sorted(path.glob("*.toml")) if path.is_dir() else [path]:
        for one in tomllib.loads(file.read_text(encoding="utf-8"))["case"]:
            yield Case(f"{file.stem}: {one['id']}", one["text"], one["expected"])


def complete(expected: dict[str, Any]) -> dict[str, Any]:
    """What a page does not state is expected to stay unknown."""
    whole = dict.fromkeys(FIELDS) | {"status": "scheduled", "year_stated": True} | expected
    if expected.get("start") is None:
        whole["year_stated"] = None
    return whole


def shared_words(one: str, other: str) -> float:
    """F1 of the words of two texts."""
    a, b = (re.findall(r"\w+", text.casefold()) for text in (one, other))
    common = sum(min(a.count(word), b.count(word)) for word in set(a))
    return 2 * common / (len(a) + len(b)) if a and b else 0.0


def agrees(name: str, got: object, wanted: object) -> bool:
    if name in SHARED_WORDS and isinstance(got, str) and isinstance(wanted, str):
        return shared_words(got, wanted) >= SHARED_WORDS[name]
    return got == wanted


def measure(chosen: list[Case]) -> Tally:
    tally = Tally()
    for case in chosen:
        began = time.process_time()
        got = read(case.text, today=TODAY).as_json()
        tally.milliseconds.append((time.process_time() - began) * 1000)
        kind = "is_event" if case.is_event else "refused"
        tally.count(kind, got["is_event"] == case.is_event, f"{case.name}: is_event is {got['is_event']}")
        if case.is_event:
            compare(tally, case, got)
    return tally


def compare(tally: Tally, case: Case, got: dict[str, Any]) -> None:
    expected = complete(case.expected)
    also = case.expected.get("accept", {})
    for name in FIELDS:
        wanted, value = expected[name], got[name]
        if name == "language" and wanted is None:
            continue
        if wanted is None:
            tally.unstated += 1
            if value is not None:
                tally.invented.append(f"{case.name}: {name} invented: {value!r}")
        else:
            good = any(agrees(name, value, one) for one in (wanted, *also.get(name, ())))
            tally.count(name, good, f"{case.name}: {name} is {value!r}, not {wanted!r}")
    compare_rows(tally, case, [spelled(row) for row in got["programme"]])


def spelled(row: dict[str, Any]) -> str:
    return f"{row['start']}{'-' + row['end'] if row['end'] else ''} {row['title']}"


def compare_rows(tally: Tally, case: Case, rows: list[str]) -> None:
    wanted = case.expected.get("programme", [])
    tally.rows_read += len(rows)
    tally.rows_expected += len(wanted)
    found = [row for row in wanted if row in rows]
    tally.rows_found += len(found)
    missing = sorted(set(wanted) - set(rows))
    extra = sorted(set(rows) - set(wanted))
    if missing or extra:
        tally.faults.append(f"{case.name}: programme lacks {missing}, has {extra}")


def figures(tally: Tally) -> dict[str, float]:
    found = {f"{name}_right": tally.right[name] / asked for name, asked in tally.asked.items()}
    rows = tally.rows_read + tally.rows_expected
    return {
        "announcements": len(tally.milliseconds),
        **found,
        "programme_f1": 2 * tally.rows_found / rows if rows else 1.0,
        "invented_share": len(tally.invented) / tally.unstated if tally.unstated else 0.0,
        "median_ms": median(tally.milliseconds),
        "slowest_ms": max(tally.milliseconds),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Print how well and how fast announcements are read.")
    parser.add_argument("paths", nargs="*", type=Path, default=[HELD_BACK], help="files or folders of cases")
    parser.add_argument("--json", action="store_true", help="print JSON for a program to read")
    parser.add_argument("--faults", action="store_true", help="name every fault")
    options = parser.parse_args()
    chosen = [case for path in options.paths for case in cases(path)]
    read(chosen[0].text, today=TODAY)  # the first reading also loads
    tally = measure(chosen)
    answer = {name: round(value, 3) for name, value in figures(tally).items()}
    if options.json:
        print(json.dumps(answer, indent=2))
        return
    for name, value in answer.items():
        print(f"{name:28} {value:g}")
    if options.faults:
        print(*tally.faults, *tally.invented, sep="\n")


if __name__ == "__main__":
    main()
