from flask import Flask
from flask.testing import FlaskClient

from newsletter.settings import Settings
from newsletter.web import headers
from newsletter.web.headers import CONTENT_SECURITY_POLICY, MAIL_POLICY


def test_every_answer_carries_the_strict_policy_even_an_error(visitor: FlaskClient) -> None:
    for path in ("/", "/events", "/no-such-page", "/static/manifest.json"):
        assert visitor.get(path).headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY


def test_the_policy_allows_nothing_inline_and_nothing_foreign() -> None:
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "nonce" not in CONTENT_SECURITY_POLICY
    assert "http" not in CONTENT_SECURITY_POLICY


def test_no_page_tells_where_its_reader_came_from(visitor: FlaskClient) -> None:
    answer = visitor.get("/")

    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in answer.headers["Permissions-Policy"]


def test_the_preview_of_a_mail_keeps_its_styles_but_runs_nothing(visitor: FlaskClient) -> None:
    answer = visitor.get("/staff/issues/preview")

    assert answer.headers["Content-Security-Policy"] == MAIL_POLICY
    assert MAIL_POLICY.startswith("sandbox; default-src 'none'")


def test_staff_pages_and_pages_behind_a_token_stay_in_no_cache(visitor: FlaskClient) -> None:
    for path in ("/staff/issues", "/bare/a-token", "/staff/no-such-page"):
        answer = visitor.get(path)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Cookie" in answer.vary


def test_a_page_with_a_form_stays_in_no_cache_because_of_its_token(visitor: FlaskClient) -> None:
    assert visitor.get("/").headers["Cache-Control"] == "no-store"
    assert visitor.get("/events").headers["Cache-Control"] == "private, no-cache"


def test_built_files_may_be_kept_for_ever(visitor: FlaskClient, gallery: Flask) -> None:
    with gallery.test_request_context():
        address = gallery.jinja_env.globals["asset"]("main.css")  # type: ignore[operator]

    answer = visitor.get(address)

    assert answer.cache_control.immutable
    assert answer.cache_control.max_age == 365 * 24 * 3600


def test_only_production_insists_on_https(visitor: FlaskClient) -> None:
    app = Flask("newsletter")
    headers.install(app, is_production=True)

    assert "Strict-Transport-Security" not in visitor.get("/").headers
    assert app.test_client().get("/").headers["Strict-Transport-Security"].startswith("max-age=63072000")


def test_settings_decide_what_production_is() -> None:
    assert not Settings(environment="test").is_production
