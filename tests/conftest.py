"""Real PostgreSQL and Redis for every test; each test's writes are rolled back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g, has_app_context
from flask.testing import FlaskClient
from flask_babel import force_locale
from playwright.sync_api import Browser
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from newsletter.app import create_app
from newsletter.core import database
from newsletter.core.database import factory
from newsletter.migrations.upgrade import upgrade
from newsletter.outbox import epoch
from newsletter.outbox.models import SendEpoch
from newsletter.settings import Settings
from tests.support.browser import open_browser
from tests.support.chromium import NoBrowser
from tests.support.servers import TestServers, start_test_servers

TEST_KEY = "a key for tests that is long enough to be taken"


class Visitor(FlaskClient):
    """Every request finds `g` empty, as in service, although the test's application context is around them all."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        if has_app_context():
            vars(g._get_current_object()).clear()
        return super().open(*args, **kwargs)


@pytest.fixture(scope="session")
def servers() -> Iterator[TestServers]:
    started = start_test_servers()
    yield started
    started.stop()


@pytest.fixture(scope="session")
def settings(servers: TestServers, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        environment="test",
        database_url=servers.database_url("test"),
        redis_url=servers.redis_url(0),
        secret_key=TEST_KEY,
        base_url="https://news.example.org",
        data_dir=Path(tmp_path_factory.mktemp("data")),
        sign_up_seconds=0,
    )


@pytest.fixture(scope="session")
def app(settings: Settings) -> Flask:
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = Visitor
    upgrade(app.extensions["database"])
    return app


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """The application's own session inside an outer transaction that is rolled back: commits become savepoints."""
    engine: Engine = app.extensions["database"]
    with engine.connect() as connection:
        outer = connection.begin()
        factory.configure(bind=connection, join_transaction_mode="create_savepoint")
        database.session.remove()
        with app.app_context(), force_locale("en"):  # sentences outside of requests read as in the source
            yield database.session()
        database.session.remove()
        outer.rollback()
    forget_epoch(app)
    factory.configure(bind=engine, join_transaction_mode="conditional_savepoint")


def forget_epoch(app: Flask) -> None:
    """Rolling a test back is like restoring a backup, which the service would notice."""
    settings: Settings = app.config["SETTINGS"]
    if (settings.data_dir / epoch.FOLDER).exists():
        with app.extensions["database"].connect() as connection:
            line = connection.scalar(select(SendEpoch.line))
        epoch.copies(settings).forget(line)
        epoch.copies.cache_clear()


@pytest.fixture
def client(app: Flask, session: Session) -> FlaskClient:
    """A visitor without cookies who reads English. Requests share the test's transaction."""
    visitor = app.test_client()
    visitor.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return visitor


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one Chromium of the run: Playwright allows one at a time in a process. A missing browser fails."""
    try:
        with open_browser() as opened:
            yield opened
    except NoBrowser as error:
        pytest.fail(str(error), pytrace=False)
