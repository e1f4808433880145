"""The migrations build exactly the tables of the models, in numbered steps."""

import re
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import Engine

from newsletter.migrations.tables import metadata
from newsletter.migrations.upgrade import is_current, upgrade

VERSIONS = Path(__file__).parents[2] / "newsletter" / "migrations" / "versions"


def test_migrations_are_numbered_without_gaps() -> None:
    names = sorted(path.stem for path in VERSIONS.glob("[0-9]*.py"))
    assert all(re.fullmatch(r"\d{4}_[a-z0-9_]+", name) for name in names)
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))


def test_migrations_build_what_the_models_describe(app: Flask) -> None:
    engine: Engine = app.extensions["database"]
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_migrating_twice_changes_nothing(app: Flask) -> None:
    engine: Engine = app.extensions["database"]
    upgrade(engine)
    assert is_current(engine)
