"""The organisation's settings as an admin saves them."""

from collections.abc import Mapping

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from newsletter.accounts.models import Role
from newsletter.audit.models import AuditEntry
from newsletter.organisation import senders, service
from newsletter.organisation.models import Sender
from tests.support.staff import sign_in_as

GOOD = {
    "revision": "1",
    "name": "Nätverket för små barns hälsa",
    "name_fi": "Pienten lasten terveyden verkosto",
    "postal_address": "Box 1234\r\n111 22 Exempelstad",
    "website": "www.example.org",
    "contact_email": "Kansli@Example.org",
    "data_protection_email": "dataskydd@exämple.example",
    "country": "DK",
    "zone": "Europe/Copenhagen",
    "languages": ["sv", "da", "fi"],
    "default_language": "da",
    "accent": "#C05",
    "regret_minutes": "0",
}
PATH = "/staff/organisation"


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    sign_in_as(client, Role.ADMIN)
    return client


def changed(**values: object) -> dict[str, object]:
    return {**GOOD, **values}


def errors_on(page: str) -> Mapping[str, str]:
    """Sentence of each field marked as wrong."""
    soup = BeautifulSoup(page, "html.parser")
    found = {}
    for message in soup.select("[data-field=validation]"):
        found[message["id"].removesuffix("-error")] = message.get_text(strip=True)
    return found


def test_settings_are_saved_and_shown(admin: FlaskClient) -> None:
    assert admin.post(PATH, data=GOOD).status_code == 303
    organisation = service.get()
    assert organisation.name == GOOD["name"]
    assert organisation.names == {"fi": "Pienten lasten terveyden verkosto"}
    assert organisation.postal_address == "Box 1234\n111 22 Exempelstad"
    assert organisation.website == "https://www.example.org"
    assert organisation.contact_email == "Kansli@example.org"
    assert organisation.data_protection_email == "dataskydd@xn--exmple-cua.example"
    assert (organisation.country, organisation.zone) == ("DK", "Europe/Copenhagen")
    assert (organisation.languages, organisation.default_language) == (["sv", "da", "fi"], "da")
    assert (organisation.accent, organisation.regret_minutes, organisation.revision) == ("#cc0055", 0, 2)
    page = BeautifulSoup(admin.get(PATH).text, "html.parser")
    assert page.find(id="name")["value"] == GOOD["name"]
    assert page.find(id="name_fi")["value"] == GOOD["name_fi"]
    assert page.select_one("#languages input[value=da]").has_attr("checked")
    assert not page.select_one("#languages input[value=en]").has_attr("checked")


def test_a_language_without_a_name_of_its_own_follows_the_name(admin: FlaskClient) -> None:
    organisation = service.get()
    organisation.name, organisation.names = "Kommunen", {"sv": "Kommunen", "fi": "Kunta"}
    page = BeautifulSoup(admin.get(PATH).text, "html.parser")
    assert page.find(id="name_sv")["value"] == ""
    admin.post(PATH, data=changed(name="Nya kommunen", name_sv="", name_da="Nya kommunen", name_fi="Kunta"))
    assert [service.name_in(organisation, code) for code in ("sv", "da", "fi")] == [
        "Nya kommunen",
        "Nya kommunen",
        "Kunta",
    ]
    assert organisation.names == {"fi": "Kunta"}


def test_what_was_changed_is_recorded_but_not_what_it_holds(admin: FlaskClient, session: Session) -> None:
    admin.post(PATH, data=GOOD)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "organisation.changed")).one()
    assert entry.actor_id is not None
    assert "contact_email" in entry.details["changed"]
    assert "@" not in str(entry.details)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", " \u200b\u202e\x00 "),
        ("name", "x" * 101),
        ("name_da", "x" * 101),
        ("postal_address", "x" * 401),
        ("website", "javascript:alert(1)"),
        ("website", "https://"),
        ("website", "ftp://example.org"),
        ("website", "https://user:pass@example.org"),
        ("website", "https://[::1"),
        ("website", "https://example.org/\u2028 onclick=x"),
        ("contact_email", "kansli"),
        ("contact_email", "kansli@example.org\r\nBcc: all@example.org"),
        ("data_protection_email", "å@example.org"),
        ("country", "XX"),
        ("zone", "Mars/Olympus"),
        ("languages", []),
        ("languages", ["xx"]),
        ("default_language", "nb"),
        ("accent", "red"),
        ("accent", "#12345g"),
        ("accent", "#0b5d6b;}body{display:none"),
        ("regret_minutes", ""),
        ("regret_minutes", "-1"),
        ("regret_minutes", "121"),
        ("regret_minutes", "5 min"),
    ],
)
def test_a_wrong_value_is_shown_again_with_a_sentence_at_its_field(
    admin: FlaskClient, field: str, value: object
) -> None:
    answer = admin.post(PATH, data=changed(**{field: value}))
    assert answer.status_code == 422
    assert list(errors_on(answer.text)) == [field]
    assert "Not a valid" not in answer.text
    assert GOOD["postal_address"].split()[0] in answer.text
    assert service.get().revision == 1


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "{{ 7*7 }}",
        "{% raw %}",
        "A & B \"quoted\" 'name'",
        "Anna\u202e\r\nBcc: x",
    ],
)
def test_hostile_names_are_shown_as_text(admin: FlaskClient, name: str) -> None:
    admin.post(PATH, data=changed(name=name))
    page = admin.get(PATH).text
    assert "<script>alert" not in page
    assert "49" not in BeautifulSoup(page, "html.parser").title.text
    assert "\u202e" not in page
    assert "\n" not in service.get().name


def test_of_two_editors_the_second_sees_both_versions(admin: FlaskClient) -> None:
    admin.post(PATH, data=GOOD)
    answer = admin.post(PATH, data=changed(name="Another name", accent="#112233"))
    assert answer.status_code == 409
    page = BeautifulSoup(answer.text, "html.parser")
    rows = [
        [cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])]
        for row in page.select("tbody tr")
    ]
    assert ["Name of the organisation", GOOD["name"], "Another name"] in rows
    assert ["Colour", "#cc0055", "#112233"] in rows
    assert len([row for row in rows if len(row) == 3]) == 2
    assert page.find(id="name")["value"] == "Another name"
    assert service.get().name == GOOD["name"]
    again = changed(name="Another name", revision=page.find(id="revision")["value"])
    assert admin.post(PATH, data=again).status_code == 303
    assert service.get().name == "Another name"


def test_saving_the_same_twice_is_no_conflict_and_no_change(admin: FlaskClient) -> None:
    admin.post(PATH, data=GOOD)
    assert admin.post(PATH, data=GOOD).status_code == 303
    assert service.get().revision == 2


@pytest.mark.parametrize("revision", ["", "x", "-1", "9" * 50, "1 OR 1=1"])
def test_a_made_up_revision_overwrites_nothing(admin: FlaskClient, revision: str) -> None:
    admin.post(PATH, data=GOOD)
    assert admin.post(PATH, data=changed(name="Another", revision=revision)).status_code == 409


def test_a_colour_can_be_tried_without_saving(admin: FlaskClient) -> None:
    answer = admin.post(PATH, data=changed(**{"try": "1", "accent": "#ABC"}))
    assert answer.status_code == 200
    assert "/staff/organisation/look/aabbcc.css" in answer.text
    assert service.get().revision == 1
    sheet = admin.get("/staff/organisation/look/aabbcc.css")
    assert sheet.mimetype == "text/css"
    assert "--ds-color-accent-base-default" in sheet.text


def test_a_stylesheet_is_made_of_colours_only(admin: FlaskClient) -> None:
    assert "display" not in admin.get("/staff/organisation/look/0;}body{display:none.css").text


SENDER = {"name": "Nyheter", "address": "nyheter@example.org", "reply_to": ""}


def test_the_first_sender_is_used_first(admin: FlaskClient, session: Session) -> None:
    assert admin.post(f"{PATH}/senders/new", data=SENDER).status_code == 303
    admin.post(f"{PATH}/senders/new", data={**SENDER, "name": "Evenemang", "reply_to": "svar@example.org"})
    assert service.sender(None).name == "Nyheter"
    other = session.scalars(select(Sender).where(Sender.name == "Evenemang")).one()
    admin.post(f"{PATH}/senders/{other.id}/default")
    assert service.sender(None) is other
    letter_sender, reply_to = senders.of_letter()
    assert (letter_sender.address, reply_to.address) == ("nyheter@example.org", "svar@example.org")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("address", ""),
        ("address", "nyheter"),
        ("address", "a@example.org, b@example.org"),
        ("reply_to", "x@y@z"),
    ],
)
def test_a_sender_that_cannot_send_is_refused(admin: FlaskClient, field: str, value: str) -> None:
    answer = admin.post(f"{PATH}/senders/new", data={**SENDER, field: value})
    assert answer.status_code == 422
    assert list(errors_on(answer.text)) == [field]


def test_a_senders_name_reaches_no_second_header(admin: FlaskClient, session: Session) -> None:
    admin.post(f"{PATH}/senders/new", data={**SENDER, "name": "Ny\r\nBcc: all@example.org\u202e"})
    assert session.scalars(select(Sender.name)).one() == "Ny Bcc: all@example.org"


def test_the_sender_in_use_cannot_be_removed_and_others_can(admin: FlaskClient, session: Session) -> None:
    admin.post(f"{PATH}/senders/new", data=SENDER)
    admin.post(f"{PATH}/senders/new", data={**SENDER, "name": "Evenemang"})
    first, other = session.scalars(select(Sender).order_by(Sender.id))
    admin.post(f"{PATH}/senders/{first.id}/remove")
    admin.post(f"{PATH}/senders/{other.id}/remove")
    assert session.scalars(select(Sender)).all() == [first]
    assert "Choose another one first" in admin.get(PATH).text


def test_an_unknown_sender_is_not_found(admin: FlaskClient) -> None:
    assert admin.get(f"{PATH}/senders/98765").status_code == 404
    assert admin.post(f"{PATH}/senders/98765/remove").status_code == 404
