"""The service to measure, on servers of its own, and the way figures are told."""

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks import measure
from newsletter.app import create_app
from newsletter.local.embedded import embedded_urls
from newsletter.migrations.upgrade import upgrade
from newsletter.settings import Settings, load_settings

KEY = "a key for benchmarks, long enough to be taken"
Figures = dict[str, float]


@contextmanager
def service(environ: Mapping[str, str] | None = None) -> Iterator[Settings]:
    """The application on a fresh database, in its context. Without DATABASE_URL and REDIS_URL on embedded servers."""
    defaults = {"SECRET_KEY": KEY, "BASE_URL": "https://news.benchmark.example"}
    with tempfile.TemporaryDirectory(prefix="budkavle-benchmark-") as folder:
        values = {**defaults, **os.environ, **(environ or {}), "DATA_DIR": folder}
        with embedded_urls(load_settings(values)) as settings:
            app = create_app(settings)
            upgrade(app.extensions["database"])
            with app.app_context():
                yield settings


def environment(settings: Settings, smtp_url: str) -> dict[str, str]:
    """For processes that belong to the same service."""
    return dict(os.environ) | {
        "DATABASE_URL": settings.database_url or "",
        "REDIS_URL": settings.redis_url or "",
        "SMTP_URL": smtp_url,
        "SECRET_KEY": KEY,
        "BASE_URL": settings.base_url,
        "DATA_DIR": str(settings.data_dir),
    }


def journals(settings: Settings) -> Path:
    return settings.data_dir / "journals"


def tell(figures: Figures, as_json: bool) -> None:
    """To four digits: more would be noise."""
    rounded = {name: float(f"{value:.4g}") for name, value in figures.items()}
    if as_json:
        print(json.dumps(rounded))
        return
    print(f"\n{measure.processor()}, {time.strftime('%Y-%m-%d')}\n")
    for name, value in rounded.items():
        print(f"{name:48} {value:>14,g}")


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
