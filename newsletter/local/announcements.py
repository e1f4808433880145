"""`newsletter events read`: what an announcement says, as JSON. Needs no database and starts none."""

import json
import sys
from argparse import Namespace
from pathlib import Path

from newsletter.events.reader.reading import decoded, read

STANDARD_INPUT = "-"


def run_read(options: Namespace) -> int:
    try:
        raw = sys.stdin.buffer.read() if options.file == STANDARD_INPUT else Path(options.file).read_bytes()
    except OSError as error:
        print(f"Cannot read “{options.file}”: {error.strerror}.", file=sys.stderr)
        return 1
    json.dump(read(decoded(raw)).as_json(), sys.stdout, ensure_ascii=False, indent=2)
    print()
    return 0
