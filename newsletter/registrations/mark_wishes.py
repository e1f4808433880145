"""From the event's page to a mark: the same door as sign-up, and nothing stands before the person confirms."""

import logging

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from newsletter.core.database import session
from newsletter.core.languages import is_supported
from newsletter.errors import RetryLater, StopMailing
from newsletter.events import wording
from newsletter.events.models import Event
from newsletter.organisation import senders
from newsletter.organisation import service as organisation
from newsletter.outbox import service as outbox
from newsletter.registrations import marks
from newsletter.registrations.models import MarkKind, MarkWish
from newsletter.rendering import letters
from newsletter.subscribers import consent, signup
from newsletter.subscribers.facts import EverythingLeft, SignUpConfirmed
from newsletter.subscribers.models import SignUp
from newsletter.subscribers.signup import Opened, Wish

log = logging.getLogger(__name__)

KIND = "mark_confirmation"


def ask(wish: Wish, event: Event, kind: MarkKind) -> None:
    """Mails a link to confirm, or nothing; whoever called must not learn which."""
    opened = signup.begin(wish)
    if opened is None:
        return
    words = wording_of(event, kind, wish.page_language)
    session.add(MarkWish(signup_id=opened.signup_id, event_id=event.id, kind=kind, wording=words))
    session.flush()
    _mail(opened, event, kind, wish.language)


def wording_of(event: Event, kind: MarkKind, language: str) -> str:
    """What the person reads above the button, in the language of the request; the consent record keeps it."""
    names = {
        "organisation": organisation.name_in(organisation.get(), language),
        "event": wording.title(event, language).words,
    }
    if kind is MarkKind.MATERIALS_ONLY:
        sentence = _(
            "I ask %(organisation)s to e-mail me when there is material from “%(event)s”. "
            "I can take it back at any time, with the link in any e-mail.",
            **names,
        )
    else:
        sentence = _(
            "I ask %(organisation)s to e-mail me about “%(event)s”: when registration opens, when few places are "
            "left, when the last day is moved, and when something important changes. "
            "I can take it back at any time, with the link in any e-mail.",
            **names,
        )
    return str(sentence)


def of(found: SignUp) -> MarkWish | None:
    """What a sign-up asked for of an event; None for one to topics, or when the event is gone."""
    return session.get(MarkWish, found.id)


def confirmed(fact: SignUpConfirmed) -> None:
    """The mark stands from now on, with the proof that the person asked for it."""
    found = session.scalars(select(SignUp).where(SignUp.id == fact.signup_id)).one()
    wish = of(found)
    if wish is None:
        return
    marks.put(fact.contact_id, wish.event_id, wish.kind)
    told = consent.Told(wish.wording, found.wording_language, found.source)
    consent.record(fact.contact_id, None, told, event_id=wish.event_id, requested_at=found.requested_at)


def left_everything(fact: EverythingLeft) -> None:
    marks.take_back(fact.contact_id)


def _mail(opened: Opened, event: Event, kind: MarkKind, language: str) -> None:
    try:
        sender, reply_to = senders.of_letter()
    except StopMailing as fault:
        log.error("somebody who asked to hear of an event was turned away: %s", fault)
        raise RetryLater(_("We cannot take sign-ups at the moment. Try again later.")) from fault
    tongue = language if is_supported(language) else organisation.get().default_language
    letter = letters.mark_confirmation(
        language=tongue,
        sender=sender,
        reply_to=reply_to,
        only_material=kind is MarkKind.MATERIALS_ONLY,
    )
    confirm_url = f"{current_app.config['SETTINGS'].base_url}/confirm/{opened.token}"
    values = {
        "confirm_url": confirm_url,
        "not_me_url": f"{confirm_url}/not-me",
        "event": wording.title(event, language).words,
    }
    outbox.post(KIND, contact_id=opened.unconfirmed_id, letter=letter, values=values)
