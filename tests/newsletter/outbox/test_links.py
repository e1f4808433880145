from urllib.parse import urlsplit

from flask import Flask

from newsletter.core.tokens import verify
from newsletter.outbox.links import Personal, Recipient
from newsletter.rendering.form import Form, Slot
from newsletter.rendering.places import Place, Transfer

ANNA = Recipient(7, "anna@example.org")


def values_of(app: Flask, *slots: str) -> dict[str, str]:
    pieces = tuple(Slot(name, Place.PLAIN, Transfer.RAW) for name in slots)
    form = Form("form", "notices/practical", "sv", "Subject", (), pieces)
    settings = app.config["SETTINGS"].model_copy(update={"bounce_domain": "bounce.example.org"})
    personal = Personal(settings, mailing_id=3, event_id=12, form=form)
    return personal.fill(ANNA, None)[1]


def test_the_link_to_ones_own_registration_names_event_and_contact(app: Flask) -> None:
    path = urlsplit(values_of(app, "registration_url")["registration_url"]).path
    page, token = path.strip("/").split("/")
    assert page == "registrations"
    assert verify("registration", token) == (12, 7)


def test_the_key_for_joining_is_the_same_token(app: Flask) -> None:
    values = values_of(app, "registration_url", "join_key")
    assert values["registration_url"].endswith(f"/{values['join_key']}")


def test_a_mail_without_them_costs_no_signature(app: Flask) -> None:
    assert not {"registration_url", "join_key"} & set(values_of(app, "name"))
