"""Alembic's entry: run by `newsletter.migrations.upgrade`, one at a time however many start together."""

from alembic import context
from sqlalchemy import Connection, text

from newsletter.migrations.tables import metadata

ADVISORY_LOCK = 7_280_311  # any number, the same for every process of this product
connection: Connection = context.config.attributes["connection"]

connection.execute(text("SET lock_timeout = '5s'"))
connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
context.configure(
    connection=connection, target_metadata=metadata, compare_type=True, transaction_per_migration=False
)
context.run_migrations()
