from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from newsletter.settings import Settings
from tests.support.mailroom import Mailroom, mailroom
from tests.support.servers import TestServers


@pytest.fixture
def room(app: Flask, settings: Settings, servers: TestServers, tmp_path: Path) -> Iterator[Mailroom]:
    with mailroom(app, settings, servers, tmp_path) as room:
        yield room
