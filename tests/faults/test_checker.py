"""The checker itself: it complains of whatever is wrong, and of nothing else."""

from dataclasses import replace

import pytest

from newsletter.outbox.models import DeliveryState, MailingState
from tests.support.dialogue import Copy
from tests.support.invariants import Evidence, Person, examine

ANNA, BERIT, CARL, DAG = (f"{name}@example.org" for name in ("anna", "berit", "carl", "dag"))


def copy(address: str, name: str = "", told: bool = True) -> Copy:
    return Copy(address, name or f"id-of-{address}", f"bounce-{address}", 1000, is_told=told)


GOOD = Evidence(
    state=MailingState.COMPLETED,
    candidates=4,
    queued=3,
    excluded=1,
    people=[
        Person(ANNA, DeliveryState.ACCEPTED),
        Person(BERIT, DeliveryState.ACCEPTED),
        Person(CARL, DeliveryState.REFUSED, said="550 5.1.1 no such user"),
        Person(DAG, DeliveryState.EXCLUDED, reason="ended"),
    ],
    copies=[copy(ANNA), copy(BERIT)],
    starts=1,
)


def with_person(place: int, person: Person) -> Evidence:
    people = list(GOOD.people)
    people[place] = person
    return replace(GOOD, people=people)


def with_copies(*copies: Copy) -> Evidence:
    return replace(GOOD, copies=list(copies))


def test_nothing_is_said_when_all_is_well() -> None:
    found = examine(GOOD)
    assert (found.recipients, found.lost, found.repeated, found.complaints) == (3, 0, 0, [])


def test_a_repeat_that_is_allowed_is_counted_and_not_complained_of() -> None:
    found = examine(with_copies(copy(ANNA), copy(ANNA), copy(BERIT)), allowed=1)
    assert (found.repeated, found.complaints) == (1, [])


def test_an_unknown_reply_is_no_loss_when_it_is_told() -> None:
    unknown = Person(BERIT, DeliveryState.UNKNOWN, said="the connection was lost")
    for copies in ([copy(ANNA)], [copy(ANNA), copy(BERIT, told=False)]):
        found = examine(replace(with_person(1, unknown), copies=copies))
        assert (found.lost, found.complaints) == (0, [])


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        (with_copies(copy(ANNA)), "1 lost"),
        (with_copies(copy(ANNA)), "never taken by the server"),
        (with_copies(copy(ANNA), copy(ANNA), copy(BERIT)), "too many"),
        (with_copies(copy(ANNA), copy(ANNA, "another"), copy(BERIT)), "different ids"),
        (with_copies(copy(ANNA, "same"), copy(BERIT, "same")), "the same id"),
        (with_copies(copy(ANNA), replace(copy(BERIT), message_id="")), "without an id"),
        (with_copies(copy(ANNA), copy(BERIT), copy("eva@example.org")), "strangers"),
        (with_copies(copy(ANNA), copy(BERIT), copy(CARL)), "but refused in the ledger"),
        (with_copies(copy(ANNA), copy(BERIT), copy(DAG)), "but excluded in the ledger"),
        (with_copies(copy(ANNA), copy(BERIT, told=False)), "the server never said so"),
        (with_person(0, Person(ANNA, DeliveryState.QUEUED)), "3 queued, but 2 settled"),
        (with_person(0, Person(ANNA, DeliveryState.UNKNOWN, said="?")), "although the server answered"),
        (with_person(2, Person(CARL, DeliveryState.REFUSED)), "1 lost"),
        (with_person(3, Person(DAG, DeliveryState.EXCLUDED)), "1 lost"),
        (with_person(2, Person(CARL, DeliveryState.SKIPPED)), "1 lost"),
        (with_person(1, Person(ANNA, DeliveryState.ACCEPTED)), "in the ledger twice"),
        (replace(GOOD, candidates=5), "5 candidates"),
        (replace(GOOD, people=GOOD.people[:3]), "3 people in the ledger"),
        (replace(GOOD, excluded=0), "left out"),
        (replace(GOOD, starts=2), "2 starts"),
        (replace(GOOD, starts=0), "0 starts"),
        (replace(GOOD, state=MailingState.SENDING), "is sending"),
        (replace(GOOD, fault="The figures do not add up"), "has a fault"),
    ],
)
def test_whatever_is_wrong_is_complained_of(evidence: Evidence, words: str) -> None:
    complaints = " | ".join(examine(evidence).complaints)
    assert words in complaints
