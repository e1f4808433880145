"""Mail to one person who waits for it, and what the mail server does to make harm possible."""

from itertools import count

from newsletter.contacts.models import UnconfirmedAddress
from newsletter.core.database import session, transaction
from newsletter.outbox import service
from newsletter.rendering import letters
from newsletter.rendering.letter import Sender
from tests.support.dialogue import Answer, Rule

_numbers = count()


def confirmation() -> str:
    """The address to which a confirmation is on its way."""
    address = f"visitor{next(_numbers)}@visitors.example"
    letter = letters.confirmation(language="sv", sender=Sender("Nyheter", "news@sender.example"))
    with transaction():
        row = UnconfirmedAddress(address=address, address_key=address)
        session.add(row)
        session.flush()
        link = f"https://news.example.org/confirm/{row.id}"
        values = {"confirm_url": link, "not_me_url": link, "topics": "Nyheter"}
        service.post("confirmation", contact_id=row.id, letter=letter, values=values)
    return address


def slowly(argument: str) -> Answer:
    """An answer to the dot that leaves time to do harm."""
    return Answer(wait=0.004)


def first(times: int, answer: Answer | bytes) -> Rule:
    """Answers so the first few times, as usual after that."""
    counter = count()
    return lambda argument: answer if next(counter) < times else None


def every(number: int, answer: Answer | bytes) -> Rule:
    """Answers so to each recipient whose number is divisible by it, the first time only."""
    met: set[str] = set()

    def rule(recipient: str) -> Answer | bytes | None:
        if recipient in met or int(recipient.partition("@")[0].removeprefix("reader")) % number:
            return None
        met.add(recipient)
        return answer

    return rule


def always(answer: Answer | bytes) -> Rule:
    return lambda argument: answer
