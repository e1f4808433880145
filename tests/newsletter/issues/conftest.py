from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from newsletter.accounts.models import Staff
from newsletter.web.language import use_language
from tests.support.staff import sign_in_as


@pytest.fixture
def english_page(app: Flask, session: Session) -> Iterator[None]:
    """Sentences come in English, whatever the organisation's language."""
    with app.test_request_context():
        use_language("en")
        yield


@pytest.fixture
def editor(client: FlaskClient) -> Staff:
    """The staff member as whom `client` is signed in."""
    return sign_in_as(client)
