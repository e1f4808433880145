"""Signing in and out, forgotten passwords and one-time links, as the browser sees them."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from newsletter.accounts import links, service
from newsletter.accounts.models import Role, Staff, StaffSession, TokenPurpose
from newsletter.core.database import session
from tests.support.staff import PASSWORD, make_staff, sign_in_as

NEW = "seven quiet harbours"


def sign_in(
    client: FlaskClient, email: str, password: str = PASSWORD, query: str = "", network: str = "192.0.2.1"
):
    return client.post(
        f"/staff/sign-in{query}",
        data={"email": email, "password": password},
        environ_base={"REMOTE_ADDR": network},
    )


def path_of_link(staff: Staff, purpose: TokenPurpose = TokenPurpose.PASSWORD) -> str:
    link = links.make(staff, purpose)
    session.commit()
    return link.removeprefix("https://news.example.org")


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/staff/account").status_code == 200


def test_signing_in_leads_to_the_overview(client: FlaskClient) -> None:
    make_staff(email="ida@example.org")
    answer = sign_in(client, "ida@example.org")
    assert (answer.status_code, answer.location) == (303, "/staff/")
    assert is_signed_in(client)


def test_one_is_led_back_to_where_one_was_going(client: FlaskClient) -> None:
    make_staff(email="ida@example.org")
    asked = client.get("/staff/account?tab=1")
    assert asked.location == "/staff/sign-in?next=/staff/account?tab%3D1"
    assert (
        sign_in(client, "ida@example.org", query="?next=/staff/account?tab%3D1").location
        == "/staff/account?tab=1"
    )


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/staff\\..\\..//evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "/staff/\r\nSet-Cookie: a=b",
        "///evil.example/staff/",
        "/events",
        "staff/",
        "",
    ],
)
def test_no_address_from_outside_decides_where_one_goes(client: FlaskClient, elsewhere: str) -> None:
    make_staff(email="ida@example.org")
    answer = client.post(
        "/staff/sign-in",
        query_string={"next": elsewhere},
        data={"email": "ida@example.org", "password": PASSWORD},
    )
    assert answer.location == "/staff/"


def test_a_wrong_password_keeps_the_address_and_says_what_to_do(client: FlaskClient) -> None:
    answer = sign_in(client, "ida@example.org", "wrong password here")
    assert answer.status_code == 422
    assert 'value="ida@example.org"' in answer.text
    assert "Check both." in answer.text
    assert "wrong password here" not in answer.text


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "{{ 7*7 }}@example.org",
        "a\x00b@example.org",
        "\u202egro.elpmaxe@adi",
        "x" * 100_000,
    ],
)
def test_hostile_addresses_get_the_ordinary_answer(client: FlaskClient, typed: str) -> None:
    answer = sign_in(client, typed, "some password")
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text


def test_ten_wrong_passwords_close_the_account_for_a_while(client: FlaskClient) -> None:
    make_staff(email="guessed@example.org")
    for number in range(10):
        assert sign_in(client, "guessed@example.org", "x", network=f"198.51.{number}.1").status_code == 422
    assert sign_in(client, "Guessed@Example.org", network="198.51.99.1").status_code == 429
    make_staff(email="other@example.org")
    assert sign_in(client, "other@example.org", network="198.51.98.1").status_code == 303


def test_a_network_gets_thirty_tries(client: FlaskClient) -> None:
    for number in range(30):
        answer = sign_in(client, f"nobody{number}@example.org", "x", network=f"203.0.113.{number}")
        assert answer.status_code == 422
    assert sign_in(client, "one.more@example.org", "x", network="203.0.113.250").status_code == 429


def test_signing_in_starts_a_new_session(client: FlaskClient) -> None:
    make_staff(email="ida@example.org")
    with client.session_transaction() as cookie:
        cookie["planted"] = "by a stranger"
    sign_in(client, "ida@example.org")
    with client.session_transaction() as cookie:
        assert "planted" not in cookie


def test_signing_out_makes_copies_of_the_cookie_worthless(client: FlaskClient, app: Flask) -> None:
    sign_in_as(client)
    thief = app.test_client()
    with client.session_transaction() as mine:
        copy = dict(mine)
    with thief.session_transaction() as cookie:
        cookie.update(copy)
    assert is_signed_in(thief)
    assert client.post("/staff/sign-out").location == "/staff/sign-in"
    assert not is_signed_in(client)
    assert not is_signed_in(thief)


def test_signing_out_needs_a_post(client: FlaskClient) -> None:
    sign_in_as(client)
    assert client.get("/staff/sign-out").status_code == 405
    assert is_signed_in(client)


def test_scripts_are_told_by_status_that_the_session_is_over(client: FlaskClient) -> None:
    answer = client.post("/staff/media", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
    swapped = client.get("/staff/account", headers={"HX-Request": "true"})
    assert (swapped.status_code, swapped.headers["HX-Redirect"]) == (
        401,
        "/staff/sign-in?next=/staff/account",
    )


def test_the_present_password_cannot_be_guessed_at_an_open_browser(client: FlaskClient) -> None:
    sign_in_as(client)
    guess = {"current": "a guess", "password": NEW}
    for _ in range(10):
        assert client.post("/staff/account/password", data=guess).status_code == 422
    assert client.post("/staff/account/password", data={**guess, "current": PASSWORD}).status_code == 429


@pytest.mark.parametrize("what", ["role", "disable", "link"])
def test_an_open_session_ends_when_admins_or_links_act(client: FlaskClient, what: str) -> None:
    admin, staff = make_staff(Role.ADMIN), sign_in_as(client)
    if what == "role":
        service.change_role(staff.id, Role.ADMIN, actor_id=admin.id)
    elif what == "disable":
        service.disable(staff.id, actor_id=admin.id)
    else:
        service.set_password(links.make(staff, TokenPurpose.PASSWORD).rpartition("/")[2], NEW)
    assert not is_signed_in(client)


def test_changing_the_password_keeps_only_this_browser(client: FlaskClient, app: Flask) -> None:
    staff, other = sign_in_as(client), app.test_client()
    sign_in_as(other, staff)
    answer = client.post("/staff/account/password", data={"current": PASSWORD, "password": NEW})
    assert answer.status_code == 303
    assert is_signed_in(client)
    assert not is_signed_in(other)


@pytest.mark.parametrize(
    ("started", "seen"), [(timedelta(hours=12), timedelta(0)), (timedelta(hours=3), timedelta(hours=2))]
)
def test_sessions_end_by_age_and_by_idleness(
    client: FlaskClient, session: Session, started: timedelta, seen: timedelta
) -> None:
    sign_in_as(client)
    row = session.scalars(select(StaffSession)).one()
    row.started_at -= started
    row.seen_at -= seen
    session.commit()
    assert not is_signed_in(client)


def test_working_keeps_a_session_from_going_idle(client: FlaskClient, session: Session) -> None:
    sign_in_as(client)
    row = session.scalars(select(StaffSession)).one()
    row.seen_at -= timedelta(minutes=90)
    before = row.seen_at
    session.commit()
    assert is_signed_in(client)
    assert row.seen_at > before + timedelta(minutes=80)


def test_forgotten_answers_the_same_whoever_asks(client: FlaskClient, session: Session) -> None:
    make_staff(email="ida@example.org")
    gone = make_staff(email="gone@example.org")
    service.disable(gone.id, actor_id=gone.id)
    addresses = ["ida@example.org", "gone@example.org", "nobody@example.org", "no address"]
    answers = {client.post("/staff/forgotten", data={"email": address}).data for address in addresses}
    assert len(answers) == 1


def test_the_page_of_a_link_shows_and_changes_nothing(client: FlaskClient) -> None:
    staff = make_staff(email="ida@example.org")
    path = path_of_link(staff, TokenPurpose.INVITATION)
    for _ in range(3):
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
    answer = client.post(path, data={"password": NEW})
    assert answer.location == "/staff/sign-in"
    assert sign_in(client, "ida@example.org", NEW).status_code == 303
    assert client.get(path).status_code == 404


def test_a_poor_password_is_answered_on_the_page(client: FlaskClient) -> None:
    path = path_of_link(make_staff())
    answer = client.post(path, data={"password": "password1234"})
    assert answer.status_code == 422
    assert "easy to guess" in answer.text
    assert "password1234" not in answer.text


@pytest.mark.parametrize("token", ["x", "%2e%2e", "A" * 2000, "å", "{{7*7}}", "%3Cscript%3E"])
def test_a_made_up_link_gets_a_friendly_page(client: FlaskClient, token: str) -> None:
    for answer in (client.get(f"/staff/password/{token}"), client.post(f"/staff/password/{token}")):
        assert answer.status_code == 404
        assert "no longer good" in answer.text


def test_own_name_and_language_are_saved_and_spoken(client: FlaskClient) -> None:
    staff: Staff = sign_in_as(client)
    answer = client.post("/staff/account", data={"name": " Ida\u202e  Holm\x00 ", "language": "da"})
    assert answer.status_code == 303
    assert (staff.contact.name, staff.language) == ("Ida Holm", "da")
    assert 'lang="da"' in client.get("/staff/account").text


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"name": "", "language": "sv"},
        {"name": "x" * 500, "language": "sv"},
        {"name": "Ida", "language": "xx"},
    ],
)
def test_details_that_cannot_be_saved_are_shown_again(client: FlaskClient, data: dict[str, str]) -> None:
    sign_in_as(client)
    assert client.post("/staff/account", data=data).status_code == 422
