from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from newsletter.contacts.service import parse_address
from newsletter.core.clock import now
from newsletter.subscribers import cooldown
from newsletter.subscribers.models import ConfirmationCount

pytestmark = pytest.mark.usefixtures("session")


def taken(raw: str, *after: timedelta) -> list[bool]:
    """Whether a mail may go at each of these times from now."""
    address, start = parse_address(raw), now()
    answers = []
    for span in after:
        with time_machine.travel(start + span, tick=False):
            answers.append(cooldown.take(address))
    return answers


def minutes(*numbers: int) -> list[timedelta]:
    return [timedelta(minutes=number) for number in numbers]


def test_one_mail_in_a_quarter_of_an_hour() -> None:
    assert taken("a@example.org", *minutes(0, 1, 14, 15)) == [True, False, False, True]


def test_three_mails_in_a_day() -> None:
    hours = [timedelta(hours=number) for number in (0, 1, 2, 3, 23, 24)]
    assert taken("a@example.org", *hours) == [True, True, True, False, False, True]


def test_five_unanswered_mails_in_thirty_days() -> None:
    days = [timedelta(days=number) for number in (0, 2, 4, 6, 8, 10, 29, 30)]
    assert taken("a@example.org", *days) == [True, True, True, True, True, False, False, True]


def test_who_confirmed_is_no_longer_waited_for() -> None:
    days = [timedelta(days=number) for number in range(5)]
    taken("a@example.org", *days)
    cooldown.answered(parse_address("a@example.org"))
    assert taken("a@example.org", timedelta(days=6)) == [True]


def test_confirming_does_not_shorten_the_wait_of_a_quarter_of_an_hour() -> None:
    taken("a@example.org", timedelta(0))
    cooldown.answered(parse_address("a@example.org"))
    assert taken("a@example.org", *minutes(1)) == [False]


@pytest.mark.parametrize(
    "other", ["anna.lind@example.org", "annalind+x@example.org", "A.N.N.A.lind+y+z@example.org"]
)
def test_tags_and_dots_make_no_other_address(other: str) -> None:
    assert taken("annalind@example.org", timedelta(0)) == [True]
    assert taken(other, *minutes(1)) == [False]


def test_addresses_do_not_share_a_count() -> None:
    assert taken("a@example.org", timedelta(0)) + taken("b@example.org", timedelta(0)) == [True, True]


def test_what_is_counted_holds_no_address(session: Session) -> None:
    taken("anna@example.org", timedelta(0))
    (hashed,) = session.scalars(select(ConfirmationCount.address_hash))
    assert "anna" not in hashed
    assert len(hashed) == 64


def test_old_counts_are_forgotten(session: Session) -> None:
    taken("a@example.org", timedelta(days=-31), timedelta(days=-29))
    cooldown.forget_old()
    assert len(session.scalars(select(ConfirmationCount)).all()) == 1
