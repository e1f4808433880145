"""The page staff arrive at, and the logo."""

import io
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy.orm import Session

from newsletter.accounts.models import Role
from newsletter.core.clock import now
from newsletter.core.queue import Lane
from newsletter.issues.models import Issue, IssueState
from newsletter.organisation import senders
from newsletter.organisation import service as organisation
from newsletter.outbox.models import Mailing, MailingState, OnUnknown
from newsletter.subscribers.models import Topic, TopicKind
from tests.support.staff import sign_in_as


def newsletter(session: Session) -> Topic:
    topic = Topic(
        slug="nyheter", kind=TopicKind.NEWSLETTER, texts={"en": {"title": "News", "purpose": "News"}}
    )
    session.add(topic)
    session.flush()
    return topic


def issue(session: Session, title: str, mailing: Mailing | None = None) -> Issue:
    topic = session.query(Topic).first() or newsletter(session)
    made = Issue(slug=title.lower(), topic_id=topic.id, title=title)
    if mailing is not None:
        made.mailing_id, made.state = mailing.id, IssueState.SENT
    session.add(made)
    session.commit()
    return made


def mailing(session: Session, state: MailingState, hours: int = 0) -> Mailing:
    made = Mailing(
        kind="issue",
        lane=Lane.BULK,
        state=state,
        start_at=now() + timedelta(hours=hours),
        on_unknown=OnUnknown.REPEAT,
    )
    session.add(made)
    session.flush()
    return made


def test_a_new_installation_says_what_to_set_up(client: FlaskClient) -> None:
    sign_in_as(client, Role.ADMIN)
    page = client.get("/staff/")
    assert page.status_code == 200
    assert "Nothing can be sent yet" in page.text
    assert "/staff/organisation/senders/new" in page.text


def test_editors_are_told_whom_to_ask(client: FlaskClient) -> None:
    sign_in_as(client, Role.EDITOR)
    page = client.get("/staff/").text
    assert "Ask an administrator" in page
    assert "/staff/organisation/senders/new" not in page


def test_drafts_and_mailings_are_listed(client: FlaskClient, session: Session) -> None:
    senders.add("Nyheter", "nyheter@example.org", "", actor_id=None)
    issue(session, "Spring")
    issue(session, "Winter", mailing(session, MailingState.COMPLETED, -5))
    issue(session, "Autumn", mailing(session, MailingState.PAUSED, -2))
    sign_in_as(client)
    page = client.get("/staff/").text
    assert "Nothing can be sent yet" not in page
    assert page.index("Spring") < page.index("Autumn") < page.index("Winter")
    assert "Paused" in page


def logo(size: tuple[int, int] = (120, 40)) -> tuple[io.BytesIO, str]:
    out = io.BytesIO()
    Image.new("RGBA", size, (0, 100, 100, 255)).save(out, "PNG")
    out.seek(0)
    return out, "Logotyp.png"


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    sign_in_as(client, Role.ADMIN)
    return client


PATH = "/staff/organisation/logo"


def test_a_logo_is_shown_on_every_page(admin: FlaskClient) -> None:
    assert admin.post(PATH, data={"file": logo(), "alt": "Our mark"}).status_code == 303
    page = admin.get("/").text
    assert "/logotyp.png" in page
    assert 'alt="Our mark"' in page


def test_the_text_of_a_logo_changes_without_a_new_picture(admin: FlaskClient) -> None:
    admin.post(PATH, data={"file": logo(), "alt": ""})
    before = organisation.get().logo_hash
    admin.post(PATH, data={"alt": "Our mark"})
    assert (organisation.get().logo_hash, organisation.get().logo_alt) == (before, "Our mark")


def test_without_any_picture_the_form_asks_for_one(admin: FlaskClient) -> None:
    answer = admin.post(PATH, data={"alt": "Our mark"})
    assert answer.status_code == 422
    assert "Choose a picture" in answer.text
    assert 'value="Our mark"' in answer.text


def test_a_drawing_is_refused_as_logo(admin: FlaskClient) -> None:
    answer = admin.post(PATH, data={"file": (io.BytesIO(b"<svg></svg>"), "logo.svg"), "alt": ""})
    assert answer.status_code == 422
    assert organisation.get().logo_hash is None


def test_a_logo_can_be_removed(admin: FlaskClient) -> None:
    admin.post(PATH, data={"file": logo(), "alt": "x"})
    assert admin.post(f"{PATH}/remove").status_code == 303
    assert (organisation.get().logo_hash, organisation.get().logo_alt) == (None, "")
