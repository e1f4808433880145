from collections.abc import Iterator
from itertools import count

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from newsletter.subscribers import public_views

_networks = count(1)


@pytest.fixture
def client(app: Flask, session: Session) -> Iterator[FlaskClient]:
    """Every test comes from a network of its own, as sign-ups are limited per network."""
    number = next(_networks)
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = f"10.{number // 250}.{number % 250}.7"
    yield client


@pytest.fixture(autouse=True)
def quick_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the test about it waits for answers that are held back."""
    monkeypatch.setattr(public_views, "ANSWER_SECONDS", 0.0)
