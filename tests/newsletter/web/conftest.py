"""The gallery stands in for the service: what is tested here needs no database."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.gallery import gallery_app


@pytest.fixture(scope="module")
def gallery() -> Flask:
    return gallery_app()


@pytest.fixture
def visitor(gallery: Flask) -> FlaskClient:
    return gallery.test_client()
