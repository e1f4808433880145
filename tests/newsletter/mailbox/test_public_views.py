import pytest
from flask import Flask
from flask.testing import FlaskClient

from newsletter.pages import blueprints
from newsletter.settings import Settings
from tests.newsletter.mailbox.factories import ALTERNATIVE, PLAIN, caught


def test_the_list_shows_newest_mail_first_and_filters_by_recipient(client: FlaskClient) -> None:
    caught(to=("eva@example.org",))
    caught(to=("ola@example.org",))
    page = client.get("/mailbox").text
    assert page.index("ola@example.org") < page.index("eva@example.org")
    assert "eva@example.org" not in client.get("/mailbox?to=OLA@").text


def test_an_empty_list_says_what_to_do(client: FlaskClient) -> None:
    assert "No message yet" in client.get("/mailbox?lang=en").text
    assert "No message to such an address" in client.get("/mailbox?to=x&lang=en").text


def test_programs_get_the_list_as_json(client: FlaskClient) -> None:
    first, second = caught(), caught(to=("ola@example.org",))
    answer = client.get("/mailbox.json").get_json()
    assert [mail["id"] for mail in answer] == [second.id, first.id]
    assert answer[1] == {
        "id": first.id,
        "from": "Nätverket <news@example.org>",
        "to": "eva@example.org",
        "subject": "Sista dagen för anmälan",
        "date": "2026-12-01T09:00:00+00:00",
    }
    assert [mail["id"] for mail in client.get("/mailbox.json?to=eva@example.org").get_json()] == [first.id]
    assert len(client.get("/mailbox.json?limit=1").get_json()) == 1
    assert len(client.get("/mailbox.json?limit=nonsense").get_json()) == 2


def test_the_raw_message_comes_back_byte_by_byte(client: FlaskClient) -> None:
    answer = client.get(f"/mailbox/{caught().id}.eml")
    assert answer.data == ALTERNATIVE
    assert answer.mimetype == "message/rfc822"


def test_a_message_can_be_seen_as_designed_as_text_and_as_source(client: FlaskClient) -> None:
    mail = caught()
    assert f'src="/mailbox/{mail.id}/html"' in client.get(f"/mailbox/{mail.id}").text
    assert 'href="https://news.example.org/confirm/abc"' in client.get(f"/mailbox/{mail.id}?view=text").text
    assert "multipart/alternative" in client.get(f"/mailbox/{mail.id}?view=source").text
    assert client.get(f"/mailbox/{mail.id}?view=nonsense").status_code == 200


def test_the_designed_form_can_neither_run_nor_fetch_anything(client: FlaskClient) -> None:
    policy = client.get(f"/mailbox/{caught().id}/html").headers["Content-Security-Policy"]
    assert policy.startswith("sandbox")
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert "default-src 'none'" in policy


def test_a_hostile_message_stays_text(client: FlaskClient) -> None:
    raw = PLAIN.replace(b"Subject:", b"Subject: <script>alert(1)</script>{{ 7*7 }}\r\nX-Old:")
    mail = caught(raw + b'\r\n</pre><script>alert(2)</script> http://x"onclick=alert(3)\r\n')
    for address in ("/mailbox", f"/mailbox/{mail.id}?view=text", f"/mailbox/{mail.id}?view=source"):
        page = client.get(address).text
        assert "<script>alert" not in page
        assert '"onclick' not in page
    assert "{{ 7*7 }}" in client.get("/mailbox").text


def test_an_unknown_message_is_a_friendly_page(client: FlaskClient) -> None:
    assert client.get("/mailbox/999999").status_code == 404
    assert client.get("/mailbox/999999.eml").status_code == 404


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("192.0.2.7", "localhost"),
        ("127.0.0.1", "evil.example"),
        ("", "localhost"),
        ("::ffff:1.2.3.4", "localhost"),
    ],
)
def test_nobody_else_than_the_person_at_this_machine_sees_it(
    client: FlaskClient, address: str, host: str
) -> None:
    caught()
    answer = client.get("/mailbox.json", environ_base={"REMOTE_ADDR": address}, headers={"Host": host})
    assert answer.status_code == 404


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000", "news.example.org"])
def test_the_person_at_this_machine_sees_it_by_every_name_of_it(client: FlaskClient, host: str) -> None:
    assert client.get("/mailbox.json", headers={"Host": host}).status_code == 200


def test_production_has_no_mailbox(app: Flask) -> None:
    settings: Settings = app.config["SETTINGS"]
    names = [row[0].name for row in blueprints(settings.model_copy(update={"environment": "production"}))]
    assert "mailbox" not in names
