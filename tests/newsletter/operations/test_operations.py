"""What machines get to know."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from newsletter.core.clock import now
from newsletter.core.queue import Lane
from newsletter.operations import health
from newsletter.outbox.models import Batch, Mailing, MailingState, OnUnknown, SendEpoch, StoredForm

LINE = re.compile(r'budkavle_\w+(\{\w+="\w+"\})? \d+(\.\d+)?(e\+\d+)?')


def figures(client: FlaskClient) -> dict[str, float]:
    lines = client.get("/metrics").text.splitlines()
    return {
        name: float(value) for name, value in (line.split(" ") for line in lines if not line.startswith("#"))
    }


def due(session: Session, state: MailingState, minutes: int, lane: Lane = Lane.BULK) -> None:
    """A mailing with one batch that was due so many minutes ago."""
    if session.get(StoredForm, "f") is None:
        session.add(StoredForm(hash="f", template="t", language="en", body=b""))
    mailing = Mailing(kind="issue", lane=lane, state=state, start_at=now(), on_unknown=OnUnknown.REPEAT)
    session.add(mailing)
    session.flush()
    session.add(
        Batch(
            mailing_id=mailing.id,
            form_hash="f",
            lane=lane,
            low_id=1,
            high_id=1,
            contact_ids=[1],
            states="q",
            due_at=now() - timedelta(minutes=minutes),
        )
    )
    session.commit()


def test_a_living_process_says_so_without_asking_anybody(app: Flask) -> None:
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})
    assert "Set-Cookie" not in answer.headers


def test_a_process_that_reaches_database_and_broker_is_ready(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok", "database": True, "broker": True})


def test_a_broker_that_is_away_degrades_and_closes_nothing(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = app.config["SETTINGS"].model_copy(update={"redis_url": "redis://127.0.0.1:1/0"})
    monkeypatch.setitem(app.config, "SETTINGS", away)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["status"]) == (200, "degraded")


def test_a_lost_database_is_not_ready(client: FlaskClient, session: Session) -> None:
    session.execute(health.text("SAVEPOINT before"))
    with pytest.raises(health.SQLAlchemyError):
        session.execute(health.text("SELECT 1 / 0"))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["status"]) == (503, "unavailable")


def test_an_idle_service_shows_every_figure_as_nought(client: FlaskClient) -> None:
    found = figures(client)
    assert set(found.values()) == {0.0}
    assert {name for name in found if "open_batches" in name} == {
        f'budkavle_open_batches{{lane="{lane.value}"}}' for lane in Lane
    }
    assert len([name for name in found if name.startswith("budkavle_mailings")]) == len(MailingState)


def test_the_text_is_what_prometheus_reads(client: FlaskClient, session: Session) -> None:
    due(session, MailingState.SENDING, 10)
    answer = client.get("/metrics")
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.text.endswith("\n")
    for line in answer.text.splitlines():
        assert line.startswith(("# HELP budkavle_", "# TYPE budkavle_")) or LINE.fullmatch(line), line


def test_the_batch_due_longest_shows_whether_mail_moves(client: FlaskClient, session: Session) -> None:
    due(session, MailingState.SENDING, 10)
    due(session, MailingState.SENDING, 3)
    due(session, MailingState.SENDING, -60, Lane.NOTICES)
    found = figures(client)
    assert 600 <= found['budkavle_oldest_due_batch_age_seconds{lane="bulk"}'] < 660
    assert found['budkavle_oldest_due_batch_age_seconds{lane="notices"}'] == 0
    assert found['budkavle_open_batches{lane="bulk"}'] == 2
    assert found['budkavle_mailings{state="sending"}'] == 3


def test_what_is_paused_does_not_wait(client: FlaskClient, session: Session) -> None:
    due(session, MailingState.PAUSED, 600)
    found = figures(client)
    assert found['budkavle_open_batches{lane="bulk"}'] == 0
    assert found['budkavle_mailings{state="paused"}'] == 1


def test_no_figure_names_anybody(client: FlaskClient, session: Session) -> None:
    due(session, MailingState.SENDING, 1)
    assert "@" not in client.get("/metrics").text


def test_what_stands_in_the_way_of_mail_is_a_figure(
    client: FlaskClient, app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    due(session, MailingState.COMPLETED, 0)
    session.execute(update(Mailing).values(is_unbalanced=True))
    session.execute(update(SendEpoch).values(held_at=now()))
    away = app.config["SETTINGS"].model_copy(update={"redis_url": "redis://127.0.0.1:1/0"})
    monkeypatch.setitem(app.config, "SETTINGS", away)
    found = figures(client)
    assert found["budkavle_broker_away"] == 1
    assert found["budkavle_sending_held"] == 1
    assert found["budkavle_unbalanced_mailings"] == 1
