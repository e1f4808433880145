from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy.orm import Session

from newsletter.organisation import service as organisation
from newsletter.organisation.models import Sender


@pytest.fixture(autouse=True)
def clock(session: Session) -> Iterator[time_machine.Traveller]:
    """The first of March 2027, noon in Stockholm; the organisation can send."""
    with time_machine.travel(datetime(2027, 3, 1, 11, tzinfo=UTC), tick=False) as traveller:
        sender = Sender(name="Nätverket Små Steg", address="nyheter@smasteg.example")
        session.add(sender)
        session.flush()
        us = organisation.get()
        us.default_sender_id = sender.id
        us.contact_email = "hej@smasteg.example"
        us.postal_address = "Kajgatan 1\n999 02 Almvika"
        session.flush()
        session.expire(us)
        yield traveller
