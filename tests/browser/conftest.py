"""Headless Chromium against the service in a process of its own. Nothing here is skipped: a missing browser fails."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from newsletter.core.database import connect, factory
from newsletter.core.database import session as scoped
from newsletter.migrations.upgrade import upgrade
from tests.support import axe as axe_core
from tests.support.browser import watched_page
from tests.support.live import LiveServer
from tests.support.servers import TestServers

KEY = "a key for browser tests that is long enough to be taken"
OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def live_database(servers: TestServers) -> str:
    """URL of the database of the live service; its contents stay from test to test."""
    url = servers.database_url(f"live_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    upgrade(engine)
    engine.dispose()
    return url


@pytest.fixture(scope="session")
def live(
    servers: TestServers, live_database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveServer]:
    """The whole service; pages of the tests begin at its address."""
    data_dir: Path = tmp_path_factory.mktemp("live")
    server = LiveServer(
        {
            "ENVIRONMENT": "test",
            "DATABASE_URL": live_database,
            "REDIS_URL": servers.redis_url(1),
            "SECRET_KEY": KEY,
            "DATA_DIR": str(data_dir),
            "SIGN_UP_SECONDS": "0",
        }
    )
    yield server
    server.stop()


@pytest.fixture
def live_session(live_database: str) -> Iterator[Session]:
    """The session of the services, on the live database: what a test commits, the live service sees."""
    previous = factory.kw.get("bind")
    engine = connect(live_database)
    scoped.remove()
    yield scoped()
    scoped.remove()
    engine.dispose()
    factory.configure(bind=previous)


@pytest.fixture
def page(browser: Browser, live: LiveServer) -> Iterator[Page]:
    """A visitor's page; fails the test on third-party requests, refused resources and console errors."""
    with watched_page(browser, live.url) as page:
        yield page


@pytest.fixture
def page_without_scripts(browser: Browser, live: LiveServer) -> Iterator[Page]:
    with watched_page(browser, live.url, java_script_enabled=False) as page:
        yield page


@pytest.fixture
def axe() -> Callable[..., None]:
    """`axe(page)` fails with every accessibility fault, in light and dark, at 1280 and 390 px."""
    return axe_core.check


@pytest.fixture
def axe_mail(browser: Browser) -> Callable[[str], None]:
    """`axe_mail(address)` does the same for the page of a mail."""
    return lambda address: axe_core.check_mail(browser, address)
