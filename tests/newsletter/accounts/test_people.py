"""Admins invite staff, change roles and take access away."""

from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from newsletter.accounts import find
from newsletter.accounts.models import Role, Staff
from newsletter.core import clock
from newsletter.core.queue import Lane
from newsletter.organisation import senders
from newsletter.outbox.models import Batch, Mailing, Reason
from newsletter.outbox.registry import producer
from tests.support.staff import make_staff, sign_in_as

NEW = "seven quiet harbours"
PERSON = {"name": "Bo Ek", "email": "bo@example.org", "role": "editor", "language": "da"}


@pytest.fixture
def admin(client: FlaskClient, session: Session) -> FlaskClient:
    senders.add("Nyheter", "nyheter@example.org", "", actor_id=None)
    session.commit()
    sign_in_as(client, Role.ADMIN)
    return client


def mailed_paths(session: Session, kind: str) -> list[str]:
    """Paths of the links in the mails of a kind, oldest first."""
    batches = session.scalars(
        select(Batch)
        .join(Mailing, Mailing.id == Batch.mailing_id)
        .where(Mailing.kind == kind)
        .order_by(Batch.id)
    )
    return [
        urlsplit(values["action_url"]).path for batch in batches for values in (batch.values or {}).values()
    ]


def test_an_invitation_is_mailed_and_opens_the_door(admin: FlaskClient, session: Session) -> None:
    assert admin.post("/staff/people/invite", data=PERSON).status_code == 303
    (path,) = mailed_paths(session, "staff_invitation")
    assert session.scalars(select(Mailing.lane)).all() == [Lane.URGENT]
    assert admin.post(path, data={"password": NEW}).status_code == 303
    answer = admin.post("/staff/sign-in", data={"email": "bo@example.org", "password": NEW})
    assert answer.status_code == 303
    staff = find.by_address("bo@example.org")
    assert staff is not None
    assert (staff.name, staff.role, staff.language) == ("Bo Ek", Role.EDITOR, "da")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 200),
        ("email", ""),
        ("email", "bo"),
        ("role", "owner"),
        ("role", ""),
        ("language", "xx"),
    ],
)
def test_an_invitation_that_cannot_be_sent_keeps_what_was_typed(
    admin: FlaskClient, session: Session, field: str, value: str
) -> None:
    answer = admin.post("/staff/people/invite", data={**PERSON, field: value})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "Bo Ek" in answer.text or field == "name"
    assert mailed_paths(session, "staff_invitation") == []


def test_nobody_is_invited_twice(admin: FlaskClient) -> None:
    admin.post("/staff/people/invite", data=PERSON)
    answer = admin.post("/staff/people/invite", data=PERSON)
    assert answer.status_code == 422
    assert "already has this address" in answer.text


def test_a_new_invitation_makes_the_old_link_worthless(admin: FlaskClient, session: Session) -> None:
    admin.post("/staff/people/invite", data=PERSON)
    staff = find.by_address("bo@example.org")
    assert staff is not None
    admin.post(f"/staff/people/{staff.id}/invite-again")
    old, new = mailed_paths(session, "staff_invitation")
    assert admin.get(old).status_code == 404
    assert admin.get(new).status_code == 200


def test_without_a_sender_the_admin_is_told_what_to_set_up(client: FlaskClient) -> None:
    sign_in_as(client, Role.ADMIN)
    answer = client.post("/staff/people/invite", data=PERSON)
    assert answer.status_code == 422
    assert "There is no sender yet" in answer.text
    assert find.by_address("bo@example.org") is None


def test_a_forgotten_password_is_answered_by_mail_a_few_times_an_hour(
    admin: FlaskClient, session: Session
) -> None:
    make_staff(email="ida@example.org")
    for number in range(5):
        admin.post(
            "/staff/forgotten",
            data={"email": "ida@example.org"},
            environ_base={"REMOTE_ADDR": f"192.0.{number}.1"},
        )
    paths = mailed_paths(session, "staff_password")
    assert len(paths) == 3
    assert admin.post(paths[0], data={"password": NEW}).status_code == 303
    assert admin.get(paths[2]).status_code == 404


def test_a_link_that_waits_is_not_sent_to_one_who_was_disabled_meanwhile(
    admin: FlaskClient, session: Session
) -> None:
    admin.post("/staff/people/invite", data=PERSON)
    mailing, staff = session.scalars(select(Mailing)).one(), find.by_address("bo@example.org")
    assert staff is not None
    assert producer("staff_invitation").unwanted(mailing, [staff.contact_id]) == {}
    admin.post(f"/staff/people/{staff.id}/disable")
    assert producer("staff_invitation").unwanted(mailing, [staff.contact_id]) == {
        staff.contact_id: Reason.CANCELLED
    }


def test_the_role_is_changed_on_the_persons_page(admin: FlaskClient) -> None:
    staff = make_staff()
    assert admin.post(f"/staff/people/{staff.id}/role", data={"role": "admin"}).status_code == 303
    assert staff.role is Role.ADMIN
    assert admin.post(f"/staff/people/{staff.id}/role", data={"role": "owner"}).status_code == 422


def test_the_last_admin_is_told_why_nothing_happens(admin: FlaskClient, session: Session) -> None:
    me = session.scalars(select(Staff)).one()
    answer = admin.post(f"/staff/people/{me.id}/disable", follow_redirects=True)
    assert "This is the last admin" in answer.text
    assert me.disabled_at is None


def test_access_is_taken_away_and_given_back(admin: FlaskClient) -> None:
    staff = make_staff(name="Bo Ek")
    admin.post(f"/staff/people/{staff.id}/disable")
    assert staff.disabled_at is not None
    assert "May not sign in" in admin.get("/staff/people").text
    admin.post(f"/staff/people/{staff.id}/enable")
    assert staff.disabled_at is None


@pytest.mark.parametrize(
    "name", ["<img src=x onerror=alert(1)>", "{{ config }}", '" autofocus onfocus="alert(1)']
)
def test_a_name_is_shown_as_text(admin: FlaskClient, name: str) -> None:
    staff = make_staff(name=name)
    staff.last_sign_in_at = clock.now()
    for path in ("/staff/people", f"/staff/people/{staff.id}"):
        page = admin.get(path)
        assert page.status_code == 200
        assert "<img src=x" not in page.text
        assert '" autofocus' not in page.text


def test_an_unknown_person_is_not_found(admin: FlaskClient) -> None:
    assert admin.get("/staff/people/98765").status_code == 404
    assert admin.post("/staff/people/98765/disable").status_code == 404
