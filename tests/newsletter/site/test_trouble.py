"""What the overview says when mail does not move as it should, and how an admin decides about a restored database."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from newsletter.accounts.models import Role
from newsletter.core.clock import now
from newsletter.core.queue import Lane
from newsletter.outbox import service as outbox
from newsletter.outbox.models import Mailing, MailingState, OnUnknown, SendEpoch
from tests.newsletter.site.test_overview import issue
from tests.support.staff import sign_in_as


def mailing(session: Session, people: int | None, state: MailingState = MailingState.SENDING) -> Mailing:
    made = Mailing(
        kind="issue" if people != 1 else "confirmation",
        lane=Lane.BULK,
        state=state,
        start_at=now(),
        on_unknown=OnUnknown.ASK,
        candidates=people,
        queued=people,
        excluded=None if people is None else 0,
    )
    session.add(made)
    session.flush()
    return made


def hold(session: Session) -> None:
    session.execute(update(SendEpoch).values(seen=90, held_at=now()))
    session.commit()


def test_nothing_is_said_while_all_is_well(client: FlaskClient) -> None:
    sign_in_as(client)
    page = client.get("/staff/").text
    for words in ("later than usual", "Nothing is sent", "do not add up"):
        assert words not in page


def test_a_broker_that_is_away_is_told_in_plain_words(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in_as(client)
    away = app.config["SETTINGS"].model_copy(update={"redis_url": "redis://127.0.0.1:1/0"})
    monkeypatch.setitem(app.config, "SETTINGS", away)
    assert "Mail leaves a little later than usual" in client.get("/staff/").text


def test_a_mailing_that_does_not_balance_cannot_be_overlooked(client: FlaskClient, session: Session) -> None:
    made = mailing(session, 3, MailingState.COMPLETED)
    made.is_unbalanced, made.fault = True, "3 were to be mailed, and 2 were."
    number = issue(session, "Winter", made).id
    sign_in_as(client)
    page = client.get("/staff/").text
    assert "The figures of “Winter” do not add up" in page
    assert made.fault in page
    progress = client.get(f"/staff/issues/{number}/sending").text
    assert re.search(rf'<div class="ds-alert" data-color="danger">\s*<p>{made.fault}', progress)


def test_who_may_decide_about_a_restored_database(client: FlaskClient, session: Session) -> None:
    sign_in_as(client, Role.EDITOR)
    assert "Nothing is sent" not in client.get("/staff/").text
    hold(session)
    page = client.get("/staff/").text
    assert "seems to be a restored backup" in page
    assert "Ask an administrator" in page
    assert client.get("/staff/held/").status_code == 403


def test_an_admin_chooses_what_is_left_out(client: FlaskClient, session: Session) -> None:
    winter, spring = mailing(session, 3), mailing(session, None, MailingState.SCHEDULED)
    issue(session, "Winter", winter)
    issue(session, "Spring", spring)
    alone = [mailing(session, 1), mailing(session, 1)]
    sign_in_as(client, Role.ADMIN)
    assert client.get("/staff/held/").location == "/staff/"
    hold(session)
    assert "/staff/held/" in client.get("/staff/").text
    page = client.get("/staff/held/").text
    assert page.index("Winter") and page.index("Spring")
    assert "2 mails to single persons" in page
    ticked = {"skip": [str(winter.id), "single"]}
    refused = client.post("/staff/held/", data=ticked)
    assert refused.status_code == 422
    assert f'value="{winter.id}" checked' in refused.text
    assert outbox.held_since() is not None
    answer = client.post("/staff/held/", data={**ticked, "confirmed": "1"}, follow_redirects=True)
    assert "Mail is sent again" in answer.text
    assert outbox.held_since() is None
    states = [
        session.get_one(Mailing, each.id, populate_existing=True).state for each in (winter, spring, *alone)
    ]
    assert states == [MailingState.CANCELLED, MailingState.SCHEDULED, *[MailingState.CANCELLED] * 2]
