"""The letters that answer a person's registration: each is about one place at one event, and leaves at once."""

from dataclasses import dataclass
from datetime import date

from newsletter.rendering.cards import EventCard
from newsletter.rendering.facts import Fact
from newsletter.rendering.letter import CalendarFile, Letter, MailClass, Sender
from newsletter.rendering.notice_facts import participant_facts

SLOTS = frozenset({"registration_url", "name"})


@dataclass(frozen=True)
class Answer:
    """What all of them share. `card` shows the event as this person takes part in it: on site or online.

    `change_until` and `cancel_until` stand in a sentence; empty means until the event begins. `sensitive_days` is 0
    where nothing sensitive is asked.
    """

    card: EventCard
    language: str
    sender: Sender
    today: date
    reply_to: Sender | None = None
    change_until: str = ""
    cancel_until: str = ""
    keep_days: int = 365
    sensitive_days: int = 0
    by_colleague: bool = False
    calendar: CalendarFile | None = None

    @property
    def facts(self) -> tuple[Fact, ...]:
        return participant_facts(self.card, self.language)


@dataclass(frozen=True)
class WayIn:
    """How one gets into an online event: `url` when it can be shown now, else `from_when` it can, if that is known."""

    url: str = ""
    from_when: str = ""


def receipt(
    answer: Answer,
    *,
    way_in: WayIn | None = None,
    practical: tuple[str, ...] = (),
    moved_up: bool = False,
    asks_more: bool = False,
) -> Letter:
    """A place is theirs. `moved_up` from the waiting list; `asks_more`: a colleague left questions for them."""
    return _letter(
        "receipt",
        answer,
        {"join_key"},
        way_in=way_in,
        practical=practical,
        moved_up=moved_up,
        asks_more=asks_more,
    )


def received(answer: Answer, *, told_by: date | None, asks_more: bool = False) -> Letter:
    """Who gets a place is decided later."""
    return _letter("received", answer, told_by=told_by, asks_more=asks_more)


def waiting_list(answer: Answer, *, offers: bool, offer_hours: int) -> Letter:
    """Slot: `position`. `offers`: freed places go to the next in line by themselves."""
    return _letter("waiting_list", answer, {"position"}, offers=offers, offer_hours=offer_hours)


def offer(answer: Answer, *, expires: str, expires_on: date) -> Letter:
    """`expires` is the local day and time as it stands in a sentence."""
    return _letter("offer", answer, expires=expires, expires_on=expires_on)


def offer_expired(answer: Answer) -> Letter:
    return _letter("offer_expired", answer)


def declined(answer: Answer, *, reason: str = "", material_follows: bool = False) -> Letter:
    """No place after places were shared out. `reason` is a whole sentence, such as how they were shared out."""
    return _letter("declined", answer, reason=reason, material_follows=material_follows)


def given_up(answer: Answer, *, reason: str) -> Letter:
    """`reason`: given_up, withdrawn (there was no place yet), left_list, offer_declined, transferred or by_staff."""
    return _letter("given_up", answer, reason=reason)


def group(answer: Answer) -> Letter:
    """To the one who registered colleagues; without their answers. Slot: `colleagues`."""
    return _letter("group", answer, {"colleagues"})


def confirm(answer: Answer) -> Letter:
    """Asks whether the address is right; the registration counts from then on."""
    return _letter("confirm", answer)


def _letter(template: str, answer: Answer, slots: set[str] | None = None, **more: object) -> Letter:
    card = answer.card
    return Letter(
        template=f"transactional/registration_{template}",
        language=answer.language,
        sender=answer.sender,
        mail_class=MailClass.TRANSACTIONAL,
        slots=SLOTS | (slots or set()),
        context={
            "card": card,
            "title": card.title,
            "title_language": "" if card.language == answer.language else card.language,
            "today": answer.today,
            "participant_facts": answer.facts,
            "change_until": answer.change_until,
            "cancel_until": answer.cancel_until,
            "keep_days": answer.keep_days,
            "sensitive_days": answer.sensitive_days,
            "by_colleague": answer.by_colleague,
            "has_calendar": answer.calendar is not None,
            "join_address": f"{card.url}/join",
            **more,
        },
        reply_to=answer.reply_to,
        calendar=answer.calendar,
    )
