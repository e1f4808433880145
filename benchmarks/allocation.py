"""How long it takes to share out places among organisations.

python -m benchmarks.allocation [--wishes 5000] [--runs 5] [--json]
"""

import argparse
import random
import statistics
import time
from datetime import UTC, datetime, timedelta

from benchmarks.service import tell
from newsletter.registrations.fairness import Wish, allocate

FIRST = datetime(2027, 3, 1, 8, tzinfo=UTC)


def main() -> None:
    options = _options()
    chance = random.Random(7)
    wishes = [
        Wish(
            number,
            f"Organisation {chance.randint(1, options.wishes // 10)}",
            FIRST + timedelta(seconds=number),
        )
        for number in range(options.wishes)
    ]
    times = []
    for _ in range(options.runs):
        begun = time.perf_counter()
        allocate(wishes, options.wishes // 3, cap=20)
        times.append((time.perf_counter() - begun) * 1000)
    tell({"wishes": options.wishes, "allocation_ms": statistics.median(times)}, options.json)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.allocation", description=__doc__)
    parser.add_argument("--wishes", type=int, default=5000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
