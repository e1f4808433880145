"""What the timeline of an event tells of a notice before it leaves."""

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from newsletter.core.database import session
from newsletter.subscribers.models import Frequency, Subscription, TopicKind
from tests.newsletter.events.factories import WITH_DEADLINE
from tests.newsletter.notices.stage import make_announced, plan
from tests.newsletter.subscribers.factories import make_subscriber, make_topic
from tests.support.staff import sign_in_as


@pytest.mark.parametrize(
    ("frequencies", "sentences", "missing"),
    [
        ([], "0 people would get it.", "digest"),
        ([Frequency.IMMEDIATE], "1 person would get it.", "digest"),
        ([Frequency.WEEKLY, Frequency.DAILY], "2 people would find it in their digest.", "0 people"),
        (
            [Frequency.IMMEDIATE, Frequency.WEEKLY],
            "1 person would get it. 1 person would find it in the digest.",
            "0 people",
        ),
    ],
)
def test_who_reads_it_in_a_digest_is_told_apart_from_who_gets_a_mail(
    client: FlaskClient, frequencies: list[Frequency], sentences: str, missing: str
) -> None:
    theme = make_topic(kind=TopicKind.THEME)
    for frequency in frequencies:
        reader = make_subscriber(theme)
        session.query(Subscription).filter_by(contact_id=reader.id).update({"frequency": frequency})
    event = make_announced(**WITH_DEADLINE, topic_ids=(theme.id,))
    session.commit()
    sign_in_as(client)
    page = BeautifulSoup(client.get(f"/staff/events/{event.id}").text, "html.parser")
    link = page.find("a", href=f"/staff/events/notices/{plan(event).id}/send")
    assert link is not None
    row = " ".join(link.find_parent("li").get_text(" ").split())  # type: ignore[union-attr]
    assert sentences in row
    assert missing not in row
