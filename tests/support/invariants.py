"""Nobody lost, nobody twice: ledger, mail server and audit log of one mailing, held against each other."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from newsletter.outbox.models import DeliveryState, MailingState
from tests.support.dialogue import Copy

SETTLED = {
    DeliveryState.ACCEPTED,
    DeliveryState.REFUSED,
    DeliveryState.UNKNOWN,
    DeliveryState.SKIPPED,
}


@dataclass(frozen=True)
class Person:
    """What the ledger says of one candidate; `reason` is why left out or skipped, `said` the words of the note."""

    address: str
    state: DeliveryState
    reason: str = ""
    said: str = ""


@dataclass(frozen=True)
class Evidence:
    """Everything known of a mailing. `copies`: what the mail server took, of this mailing only."""

    state: MailingState
    candidates: int
    queued: int
    excluded: int
    people: Sequence[Person]
    copies: Sequence[Copy]
    starts: int
    fault: str = ""
    expected_state: MailingState = MailingState.COMPLETED


@dataclass(frozen=True)
class Findings:
    recipients: int
    lost: int
    repeated: int
    allowed: int
    complaints: list[str] = field(default_factory=list)


def examine(evidence: Evidence, *, allowed: int = 0, killed: bool = False) -> Findings:
    """`allowed`: repeated copies; `killed`: workers died, so that a reply may have been given to the dead."""
    copies: dict[str, list[Copy]] = defaultdict(list)
    for copy in evidence.copies:
        copies[copy.recipient].append(copy)
    lost = [person for person in evidence.people if _is_lost(person, copies)]
    repeated = len(evidence.copies) - len(copies)
    complaints = [
        *_of_the_mailing(evidence),
        *_of_people(evidence, copies, killed),
        *_of_ids(copies),
    ]
    if lost:
        complaints.append(f"{len(lost)} lost, such as {lost[0]}")
    if repeated > allowed:
        complaints.append(f"{repeated} copies too many, {allowed} allowed")
    return Findings(evidence.queued, len(lost), repeated, allowed, complaints)


def _is_lost(person: Person, copies: Mapping[str, Sequence[Copy]]) -> bool:
    """Without a copy, and without a recorded reason for it."""
    if person.address in copies:
        return False
    match person.state:
        case DeliveryState.EXCLUDED | DeliveryState.SKIPPED:
            return not person.reason
        case DeliveryState.REFUSED | DeliveryState.UNKNOWN:
            return not person.said
    return True


def _of_the_mailing(evidence: Evidence) -> Iterator[str]:
    states = Counter(person.state for person in evidence.people)
    settled = sum(states[state] for state in SETTLED)
    if evidence.state is not evidence.expected_state:
        yield f"the mailing is {evidence.state}, not {evidence.expected_state}: {evidence.fault}"
    elif evidence.fault and evidence.state is MailingState.COMPLETED:
        yield f"the mailing has a fault: {evidence.fault}"
    if evidence.starts != 1:
        yield f"the audit log tells of {evidence.starts} starts"
    if evidence.candidates != evidence.queued + evidence.excluded:
        yield f"{evidence.candidates} candidates, but {evidence.queued} queued and {evidence.excluded} left out"
    if evidence.candidates != len(evidence.people):
        yield f"{evidence.candidates} candidates, but {len(evidence.people)} people in the ledger"
    if len({person.address for person in evidence.people}) != len(evidence.people):
        yield "somebody is in the ledger twice"
    if states[DeliveryState.EXCLUDED] != evidence.excluded:
        yield f"{evidence.excluded} left out, but {states[DeliveryState.EXCLUDED]} in the ledger"
    if settled != evidence.queued:
        yield f"{evidence.queued} queued, but {settled} settled"


def _of_people(evidence: Evidence, copies: Mapping[str, Sequence[Copy]], killed: bool) -> Iterator[str]:
    known = {person.address: person for person in evidence.people}
    strangers = copies.keys() - known.keys()
    if strangers:
        yield f"{len(strangers)} strangers were mailed, such as {min(strangers)}"
    told = {address for address, taken in copies.items() if any(copy.is_told for copy in taken)}
    for person in evidence.people:
        state, has_copy = person.state, person.address in copies
        if state is DeliveryState.ACCEPTED and not has_copy:
            yield f"accepted in the ledger, never taken by the server: {person.address}"
        if state is DeliveryState.ACCEPTED and has_copy and person.address not in told:
            yield f"accepted in the ledger, but the server never said so: {person.address}"
        if state is DeliveryState.UNKNOWN and person.address in told and not killed:
            yield f"unknown in the ledger, although the server answered: {person.address}"
        if has_copy and state not in (DeliveryState.ACCEPTED, DeliveryState.UNKNOWN):
            yield f"taken by the server, but {state} in the ledger: {person.address}"


def _of_ids(copies: Mapping[str, Sequence[Copy]]) -> Iterator[str]:
    owners: dict[str, str] = {}
    for address, taken in copies.items():
        if len({(copy.message_id, copy.mail_from) for copy in taken}) > 1:
            yield f"copies with different ids for {address}"
        if not taken[0].message_id:
            yield f"a copy without an id for {address}"
        other = owners.setdefault(taken[0].message_id, address)
        if other != address:
            yield f"the same id for {other} and {address}"
