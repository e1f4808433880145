"""What people do while an issue leaves: pause, cancel, change, leave, follow; and what their data may look like."""

import time

import pytest
from sqlalchemy import insert, select, update

from newsletter.contacts.models import Contact
from newsletter.core.database import session, transaction
from newsletter.errors import NotPossible
from newsletter.issues.models import Issue
from newsletter.outbox import service
from newsletter.outbox.models import DeliveryState, Mailing, MailingState
from newsletter.subscribers.models import Frequency, Subscription, SubscriptionState
from tests.faults.conftest import Prove
from tests.faults.mail import confirmation, slowly
from tests.support.dialogue import Answer, Step
from tests.support.stage import Sending, Stage

URGENT_SECONDS = 60


@pytest.mark.fault(36, "names of 5 MB, of control characters and of other alphabets")
def test_a_poisonous_name_harms_nobody_else(stage: Stage, prove: Prove, load: int) -> None:
    stage.crew(workers=1, beats=0)
    sending = stage.send(load)
    names = ["x" * 5_000_000, "a\r\nBcc: thief@example.org", "\x01\x02\x7f\u202e", "名前" * 1000, "{name|du}"]
    for number, name in enumerate(names, start=1):
        change(sending, number, name=name)
    stage.crew(workers=1)
    stage.wait_for_state(sending)
    prove(sending)
    counted = stage.figures(sending.id)
    assert counted.accepted >= load - len(names)
    assert not any("thief" in copy.recipient for copy in stage.far_end.copies)


@pytest.mark.fault(37, "malformed addresses in the table")
def test_a_malformed_address_is_left_out_with_its_reason(stage: Stage, prove: Prove, load: int) -> None:
    stage.crew(workers=1, beats=0)
    sending = stage.send(load)
    broken = [
        "no-at-sign",
        "two@@example.org",
        "a b@example.org",
        "<x@example.org>",
        "jörgen@example.org",
        "@",
    ]
    for number, address in enumerate(broken, start=1):
        change(sending, number, address=f"{address}", address_key=f"{sending.id}-{number}")
    stage.crew(workers=1)
    stage.wait_for_state(sending)
    prove(sending)
    assert stage.figures(sending.id).accepted == load - len(broken)
    others = [person for person in stage.people(sending.id) if person.state is not DeliveryState.ACCEPTED]
    assert all(person.reason == "address_not_servable" or person.said for person in others)


def change(sending: Sending, number: int, **values: str) -> None:
    address = f"reader{number}@{sending.topic.slug}.example"
    with transaction():
        session.execute(update(Contact).where(Contact.address == address).values(**values))


@pytest.mark.fault(39, "the issue is changed in the middle of its sending")
def test_what_was_frozen_is_what_everybody_gets(stage: Stage, prove: Prove, load: int) -> None:
    stage.crew(workers=2)
    stage.far_end.rules[Step.DOT] = slowly
    sending = stage.send(load)
    stage.wait_for_copies(load / 4)
    with transaction():
        subject = session.get_one(Mailing, sending.id).subject_id
        session.execute(
            update(Issue)
            .where(Issue.id == subject)
            .values(content={"sv": {"subject": "Changed", "preheader": "", "blocks": []}})
        )
    stage.wait_for_state(sending)
    prove(sending)
    sizes = {copy.octets for copy in stage.far_end.copies}
    assert min(sizes) > 0.9 * max(sizes), "the changed issue is nearly empty"


@pytest.mark.fault(40, "the issue is cancelled in the middle of its sending")
def test_a_cancelled_issue_stops_within_five_seconds_for_good(stage: Stage, prove: Prove, load: int) -> None:
    stage.crew(workers=2)
    stage.far_end.rules[Step.DOT] = slowly
    sending = stage.send(load)
    stage.wait_for_copies(load / 4)
    with transaction():
        service.cancel(sending.id, None)
    begun = time.monotonic()
    stage.wait_until(lambda: stage.figures(sending.id).waiting == 0)
    assert time.monotonic() - begun < 5
    stood_at = stage.taken()
    with pytest.raises(NotPossible), transaction():
        service.resume(sending.id, None)
    time.sleep(1)
    assert stage.taken() == stood_at == stage.figures(sending.id).accepted
    prove(sending, state=MailingState.CANCELLED)


@pytest.mark.fault(41, "the issue is paused and resumed three times")
def test_pausing_and_going_on_mails_each_person_once(stage: Stage, prove: Prove, load: int) -> None:
    stage.crew(workers=2)
    stage.far_end.rules[Step.DOT] = slowly
    sending = stage.send(load)
    for share in (0.1, 0.3, 0.5):
        stage.wait_for_copies(share * load)
        with transaction():
            service.pause(sending.id, None)
        stage.wait_until(lambda: stage.held() == 0, seconds=5)
        stood_at = stage.taken()
        time.sleep(0.5)
        assert stage.taken() == stood_at
        with transaction():
            service.resume(sending.id, None)
    stage.far_end.rules.clear()
    stage.wait_for_state(sending)
    prove(sending)


@pytest.mark.fault(42, "fifty people leave while their copies wait, among them the next ones")
def test_who_leaves_gets_no_copy_a_second_later(stage: Stage, prove: Prove, load: int) -> None:
    stage.crew(workers=1)
    stage.far_end.rules[Step.DOT] = slowly
    sending = stage.send(load)
    stage.wait_for_copies(load / 4)
    leaving = [f"reader{number}@{sending.topic.slug}.example" for number in range(load // 2, load // 2 + 50)]
    with transaction():
        people = select(Contact.id).where(Contact.address.in_(leaving))
        session.execute(
            update(Subscription)
            .where(Subscription.contact_id.in_(people), Subscription.topic_id == sending.topic.id)
            .values(state=SubscriptionState.ENDED)
            .execution_options(synchronize_session=False)
        )
    answered_at = time.monotonic()
    stage.wait_for_state(sending)
    prove(sending)
    late = [copy for copy in stage.far_end.copies if copy.recipient in leaving and copy.at > answered_at + 1]
    assert late == []


@pytest.mark.fault(43, "a hundred people begin to follow the newsletter in the middle of its sending")
def test_who_follows_meanwhile_gets_the_next_issue(stage: Stage, prove: Prove, load: int) -> None:
    stage.crew(workers=2)
    stage.far_end.rules[Step.DOT] = slowly
    sending = stage.send(load)
    stage.wait_for_copies(load / 4)
    with transaction():
        follow(sending, 100)
    stage.wait_for_state(sending)
    assert prove(sending).recipients == load


def follow(sending: Sending, count: int) -> None:
    addresses = [f"late{number}@{sending.topic.slug}.example" for number in range(count)]
    ids = session.scalars(
        insert(Contact).returning(Contact.id),
        [{"address": one, "address_key": one, "name": "Late", "language": "sv"} for one in addresses],
    ).all()
    session.execute(
        insert(Subscription),
        [
            {
                "contact_id": number,
                "topic_id": sending.topic.id,
                "state": SubscriptionState.ACTIVE,
                "frequency": Frequency.WEEKLY,
            }
            for number in ids
        ],
    )


@pytest.mark.thorough
@pytest.mark.fault(44, "50,000 people are imported in the middle of a sending")
def test_an_import_and_a_sending_do_not_stop_each_other(stage: Stage, prove: Prove, load: int) -> None:
    stage.crew(workers=2)
    stage.far_end.rules[Step.DOT] = slowly
    sending = stage.send(load)
    stage.wait_for_copies(load / 10)
    with transaction():
        follow(sending, 50_000)
    stage.far_end.rules.clear()
    stage.wait_for_state(sending)
    prove(sending)


@pytest.mark.fault(50, "three issues at once, and a confirmation in the middle")
def test_a_confirmation_overtakes_three_issues(stage: Stage, prove: Prove, load: int) -> None:
    stage.crew(workers=1)
    stage.far_end.rules[Step.DOT] = lambda recipient: (
        None if recipient.startswith("visitor") else Answer(wait=0.1)
    )
    urgent = stage.add_worker("urgent")
    sendings = [stage.send(load) for _ in range(3)]
    stage.wait_for_copies(1)
    begun = time.monotonic()
    address = confirmation()
    stage.wait_until(lambda: address in stage.far_end.recipients, seconds=URGENT_SECONDS)
    assert time.monotonic() - begun < URGENT_SECONDS
    assert not all(stage.is_now(one, MailingState.COMPLETED) for one in sendings)
    stage.far_end.rules.clear()
    for sending in sendings:
        stage.wait_for_state(sending)
    prove(*sendings)
    stage.kill(urgent)
