import pytest
from flask import Flask

from newsletter.contacts import service as contacts
from newsletter.errors import Invalid
from tests.newsletter.subscribers.factories import make_contact


@pytest.mark.parametrize(
    ("raw", "mailed", "key", "shown"),
    [
        ("Anna@Example.ORG", "Anna@example.org", "anna@example.org", "Anna@example.org"),
        (
            " anna@växjö.example ",
            "anna@xn--vxj-qla6g.example",
            "anna@xn--vxj-qla6g.example",
            "anna@växjö.example",
        ),
        ("an\u200bna@example.org", "anna@example.org", "anna@example.org", "anna@example.org"),
        ("o'neill+x@example.org", "o'neill+x@example.org", "o'neill+x@example.org", "o'neill+x@example.org"),
    ],
)
def test_an_address_has_a_form_for_the_wire_one_for_matching_and_one_for_people(
    app: Flask, raw: str, mailed: str, key: str, shown: str
) -> None:
    with app.app_context():
        assert contacts.parse_address(raw) == contacts.Address(mailed, key, shown)
        assert contacts.shown(mailed) == shown


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "anna",
        "anna@",
        "@example.org",
        "a b@example.org",
        "anna@example.org\r\nBcc: b@example.org",
        "<anna@example.org>",
        "anna@example.org, b@example.org",
        "åsa@example.org",
        "anna@-example.org",
        "a" * 65 + "@example.org",
        "anna@" + "a" * 250 + ".example",
    ],
)
def test_what_is_no_address_is_refused_at_its_field(app: Flask, raw: str) -> None:
    with app.app_context(), pytest.raises(Invalid) as refused:
        contacts.parse_address(raw)
    assert refused.value.field == "email"


@pytest.mark.usefixtures("session")
def test_an_existing_contact_keeps_its_name_and_language() -> None:
    first = make_contact("anna@example.org", "sv", "Anna")
    again = contacts.get_or_create(contacts.parse_address("ANNA@example.org"), "fi", "Intruder")
    assert (again.id, again.name, again.language) == (first.id, "Anna", "sv")


@pytest.mark.usefixtures("session")
def test_an_unconfirmed_address_keeps_its_number_when_it_becomes_a_contact() -> None:
    address = contacts.parse_address("anna@example.org")
    unconfirmed = contacts.note_unconfirmed(address)
    assert contacts.note_unconfirmed(address) is unconfirmed
    assert contacts.get_or_create(address, "sv", wanted_id=unconfirmed.id).id == unconfirmed.id


def test_a_search_may_be_a_whole_address_or_its_beginning(app: Flask) -> None:
    with app.app_context():
        assert contacts.key_prefix("Anna@Växjö.example") == "anna@xn--vxj-qla6g.example"
        assert contacts.key_prefix(" Ann") == "ann"
