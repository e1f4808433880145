from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy.orm import Session


@pytest.fixture(autouse=True)
def winter(session: Session) -> Iterator[time_machine.Traveller]:
    """The first of March 2027, noon in Stockholm, for every test of this room."""
    with time_machine.travel(datetime(2027, 3, 1, 11, tzinfo=UTC), tick=False) as traveller:
        yield traveller
