"""What a person was told and agreed to, word for word: the form shows it and the consent record keeps it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select

from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.organisation import service as organisation
from newsletter.subscribers import topics
from newsletter.subscribers.models import ConsentMethod, ConsentRecord, LegalBasis, Topic


class Fact(NamedTuple):
    label: str
    text: topics.Text


@dataclass(frozen=True)
class Told:
    """Which words a person saw, in which language and where."""

    wording: str
    language: str
    source: str


def pledge(language: str) -> str:
    """The sentence above the button, from the catalogue of the request's language."""
    name = organisation.name_in(organisation.get(), language)
    sentence: str = _(
        "I ask %(organisation)s to e-mail me about the topics I have chosen. "
        "I can unsubscribe at any time, with one click in any e-mail.",
        organisation=name,
    )
    return sentence


def facts(topic: Topic, language: str) -> list[Fact]:
    """What GDPR article 13 wants said about a topic, in the order the page shows it."""
    known = [
        Fact(_("Purpose"), topics.text_in(topic, "purpose", language)),
        Fact(_("Responsible for your data"), topics.Text(topics.responsible_for(topic, language), language)),
        Fact(_("Legal basis"), topics.Text(legal_basis(topic.legal_basis), language)),
    ]
    return [fact for fact in known if fact.text.words]


def legal_basis(basis: LegalBasis) -> str:
    if basis is LegalBasis.PUBLIC_TASK:
        return str(_("A task carried out in the public interest (GDPR, article 6(1)(e))"))
    return str(_("Your consent (GDPR, article 6(1)(a))"))


def wording(topic: Topic, language: str) -> str:
    """All that the form says about following this topic."""
    lines = [pledge(language), topics.title_in(topic, language)]
    lines += [f"{fact.label}: {fact.text.words}" for fact in facts(topic, language)]
    return "\n".join(lines)


def version(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:12] if words else ""


def record(
    contact_id: int,
    topic_id: int | None,
    told: Told,
    *,
    event_id: int | None = None,
    method: ConsentMethod = ConsentMethod.FORM,
    requested_at: datetime | None = None,
    basis: str = "",
    staff_id: int | None = None,
) -> None:
    """Keeps the proof, for a topic or else for one event.

    `basis` is what staff or an import states in place of the person's own press of a button.
    """
    session.add(
        ConsentRecord(
            contact_id=contact_id,
            topic_id=topic_id,
            event_id=event_id,
            method=method,
            basis=basis,
            wording=told.wording,
            wording_version=version(told.wording),
            language=told.language,
            source=told.source,
            staff_id=staff_id,
            requested_at=requested_at or now(),
            confirmed_at=now() if method is ConsentMethod.FORM else None,
        )
    )


def records_of(contact_id: int) -> list[ConsentRecord]:
    return list(
        session.scalars(
            select(ConsentRecord)
            .where(ConsentRecord.contact_id == contact_id)
            .order_by(ConsentRecord.id.desc())
        )
    )
