"""Uploading, and giving pictures out."""

import io
import re

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from newsletter.core.database import session as database
from newsletter.media import service
from newsletter.media.models import MediaFile
from tests.support.staff import sign_in_as

MISSING = "0" * 64


def png(colour: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), colour).save(out, "PNG")
    return out.getvalue()


def stored(name: str = "Barnens rätt.PNG") -> MediaFile:
    media = service.store_picture(png(), name, None)
    database.commit()
    return media


def upload(client: FlaskClient, raw: bytes, name: str = "a.png", accept: str = "text/html") -> TestResponse:
    return client.post("/staff/media", data={"file": (io.BytesIO(raw), name)}, headers={"Accept": accept})


def test_a_picture_keeps_its_address_for_ever(client: FlaskClient, session: Session) -> None:
    media = stored()
    assert re.fullmatch(r"/media/[0-9a-f]{64}/barnens-ratt\.png", service.address(media))
    answer = client.get(service.address(media))
    assert answer.status_code == 200
    assert answer.data == service.with_body(media.hash).body
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Disposition"] == 'inline; filename="barnens-ratt.png"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert {"public", "max-age=31536000", "immutable"} == set(answer.headers["Cache-Control"].split(", "))
    assert "Set-Cookie" not in answer.headers


def test_a_browser_that_has_the_picture_gets_no_second_copy(client: FlaskClient, session: Session) -> None:
    media = stored()
    answer = client.get(service.address(media), headers={"If-None-Match": f'"{media.hash}"'})
    assert (answer.status_code, answer.data) == (304, b"")


def test_another_name_leads_to_the_right_one(client: FlaskClient, session: Session) -> None:
    media = stored()
    answer = client.get(f"/media/{media.hash}/call-this-number.png")
    assert (answer.status_code, answer.location) == (301, service.address(media))


@pytest.mark.parametrize(
    "path", [f"/media/{MISSING}/a.png", "/media/x/y", "/media/..%2f..%2fetc/passwd", "/media/a%00b/c"]
)
def test_what_is_not_there_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_same_picture_twice_is_stored_once(client: FlaskClient, session: Session) -> None:
    sign_in_as(client)
    first = upload(client, png(), "one.png", "application/json").json
    second = upload(client, png(), "two.png", "application/json").json
    assert first == second
    assert session.scalar(select(func.count()).select_from(MediaFile)) == 1


def test_the_composer_is_answered_with_an_address(client: FlaskClient) -> None:
    sign_in_as(client)
    answer = upload(client, png(), "Lekplats.png", "application/json")
    assert answer.status_code == 200
    assert answer.json["value"] == answer.json["url"]
    assert answer.json["url"].endswith("/lekplats.png")
    assert (answer.json["width"], answer.json["height"]) == (30, 20)


def test_the_composer_is_told_what_is_wrong(client: FlaskClient) -> None:
    sign_in_as(client)
    answer = upload(client, b"<svg onload='alert(1)'></svg>", "a.svg", "application/json")
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert "PNG" in answer.json["detail"]


@pytest.mark.parametrize("raw", [b"", b"no picture", b"<html><script>alert(1)</script>"])
def test_the_page_says_what_to_upload_instead(client: FlaskClient, raw: bytes) -> None:
    sign_in_as(client)
    answer = upload(client, raw)
    assert answer.status_code == 422
    assert 'id="file-error"' in answer.text


def test_a_form_without_a_file_is_answered(client: FlaskClient) -> None:
    sign_in_as(client)
    assert client.post("/staff/media").status_code == 422


def test_uploaded_pictures_are_listed_newest_first(client: FlaskClient, session: Session) -> None:
    sign_in_as(client)
    assert "No pictures yet" in client.get("/staff/media").text
    assert upload(client, png("teal"), "first.png").status_code == 303
    upload(client, png("red"), "second.png")
    page = client.get("/staff/media").text
    assert page.index("second.png") < page.index("first.png")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd", "passwd.png"),
        ("C:\\bilder\\Æbler & Øl.JPEG", "aebler-ol.png"),
        ("<script>.png", "script.png"),
        ("a\r\nSet-Cookie: b.png", "a-set-cookie-b.png"),
        ("....", "picture.png"),
        ("", "picture.png"),
        ("\u202egnp.exe", "gnp.png"),
        ("x" * 300 + ".png", "x" * 80 + ".png"),
    ],
)
def test_file_names_are_made_harmless(typed: str, kept: str) -> None:
    assert service.safe_name(typed, ".png") == kept
