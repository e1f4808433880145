import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from tests.support.gallery import gallery_app


def text_of(data: bytes) -> str:
    return BeautifulSoup(data, "html.parser").get_text(" ", strip=True)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 410, 413, 422, 429, 503])
def test_each_error_has_a_page_of_its_own_that_says_what_to_do(visitor: FlaskClient, status: int) -> None:
    answer = visitor.get(f"/error/{status}")

    assert answer.status_code == status
    assert f"Error code {status}" in text_of(answer.data)
    assert "Go to the start page" in text_of(answer.data)


def test_a_status_without_a_page_of_its_own_borrows_one(visitor: FlaskClient) -> None:
    assert "could not be understood" in text_of(visitor.get("/error/418").data)


def test_a_wrong_method_still_says_which_ones_are_right(visitor: FlaskClient) -> None:
    answer = visitor.delete("/events")

    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_what_a_service_refuses_is_said_in_its_own_words(visitor: FlaskClient) -> None:
    answer = visitor.get("/refused")

    assert answer.status_code == 409
    assert "The issue has been sent and cannot be changed." in text_of(answer.data)


def test_programs_get_a_problem_instead_of_a_page(visitor: FlaskClient) -> None:
    answer = visitor.get("/api/v1/nothing")

    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["status"] == 404
    assert (
        visitor.get("/refused", headers={"Accept": "application/json"})
        .get_json()["detail"]
        .startswith("The issue")
    )


def test_a_form_without_its_token_is_answered_with_what_to_do(visitor: FlaskClient) -> None:
    answer = visitor.post("/", data={"email": "a@example.org"})

    assert answer.status_code == 400
    assert "reload the page and send the form again" in text_of(answer.data)


@pytest.fixture
def crashing() -> Flask:
    app = gallery_app()
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


def test_a_crash_shows_no_trace(crashing: Flask) -> None:
    answer = crashing.test_client().get("/crash")

    assert answer.status_code == 500
    assert b"ZeroDivisionError" not in answer.data
    assert "It is not your fault" in text_of(answer.data)


def test_a_crash_of_the_error_page_itself_still_gives_a_page(crashing: Flask) -> None:
    crashing.extensions["theme"] = lambda: 1 / 0

    answer = crashing.test_client().get("/crash")

    assert answer.status_code == 500
    assert "not your fault" in text_of(answer.data)
    assert b"Traceback" not in answer.data
