from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse


def language_of(answer: TestResponse) -> str:
    return str(BeautifulSoup(answer.data, "html.parser").html["lang"])  # type: ignore[index]


def test_a_visitor_without_any_wish_gets_the_language_of_the_organisation(visitor: FlaskClient) -> None:
    assert language_of(visitor.get("/events")) == "en"


def test_the_browsers_wish_counts(visitor: FlaskClient) -> None:
    assert language_of(visitor.get("/events", headers={"Accept-Language": "de, da;q=0.8"})) == "da"


def test_norwegian_of_any_kind_is_bokmal_here(visitor: FlaskClient) -> None:
    assert language_of(visitor.get("/events", headers={"Accept-Language": "nn-NO"})) == "nb"


def test_a_choice_is_remembered_and_beats_the_browser(visitor: FlaskClient) -> None:
    assert language_of(visitor.get("/events?lang=fi", headers={"Accept-Language": "da"})) == "fi"
    assert language_of(visitor.get("/events", headers={"Accept-Language": "da"})) == "fi"


def test_a_language_that_is_not_offered_is_not_remembered(visitor: FlaskClient) -> None:
    answer = visitor.get("/events?lang=tlh")

    assert language_of(answer) == "en"
    assert "Set-Cookie" not in answer.headers


def test_the_language_cookie_is_out_of_reach_of_scripts(visitor: FlaskClient) -> None:
    cookie = visitor.get("/events?lang=fi").headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_the_switcher_keeps_everything_else_of_the_address(visitor: FlaskClient) -> None:
    page = BeautifulSoup(visitor.get("/events?topic=a&lang=da&topic=b").data, "html.parser")

    link = page.select_one('.languages a[hreflang="fi"]')

    assert link is not None
    assert link["href"] == "/events?topic=a&topic=b&lang=fi"
    assert link["lang"] == "fi"


def test_pages_say_that_they_differ_by_language(visitor: FlaskClient) -> None:
    assert {"Accept-Language", "Cookie"} <= set(visitor.get("/events").vary)
