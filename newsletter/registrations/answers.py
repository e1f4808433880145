"""Answers to the organiser's questions: read from a form, checked, and put into words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from newsletter.core.text import many_lines
from newsletter.errors import Invalid
from newsletter.events.models import Event
from newsletter.events.questions import QuestionContent, QuestionKind, stored
from newsletter.registrations.models import Registration

LONGEST_ANSWER = 2000
AGREED = "y"

Typed = Mapping[str, list[str]]
"""What was typed, under the key of each question."""


@dataclass(frozen=True)
class Answers:
    """Those to sensitive questions apart: they are sealed, and erased sooner."""

    plain: dict[str, Any] = field(default_factory=dict)
    sensitive: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, registration: Registration) -> "Answers":
        return cls(dict(registration.answers), dict(registration.sensitive_answers or {}))

    def to(self, question: QuestionContent) -> list[str]:
        value = (self.sensitive if question.is_sensitive else self.plain).get(question.key, [])
        return [value] if isinstance(value, str) else list(value)


def questions(event: Event) -> tuple[QuestionContent, ...]:
    return stored(event.questions or ())


def asks_sensitive(event: Event) -> bool:
    return any(question.is_sensitive for question in questions(event))


def label(question: QuestionContent) -> str:
    """The question as people read it; presets in the language of the page."""
    presets = {
        QuestionKind.DIET: _("Food: diet and allergies"),
        QuestionKind.ACCESS: _("What do you need to be able to take part?"),
        QuestionKind.INTERPRETER: _("Do you need an interpreter? Which language or kind?"),
    }
    return str(presets.get(question.kind, question.label))


def words(question: QuestionContent, values: Iterable[str]) -> str:
    """An answer as the list of participants shows it."""
    if question.kind is QuestionKind.CONSENT:
        return str(_("Yes") if AGREED in values else _("No"))
    return ", ".join(values)


def read(event: Event, typed: Typed) -> Answers:
    """The answers as they are stored.

    Raises:
        Unanswered: with a sentence for each question that needs another answer.
    """
    found, faults = Answers(), {}
    for question in questions(event):
        values = [text for text in map(many_lines, typed.get(question.key, ())) if text]
        if fault := _fault(question, values):
            faults[question.key] = fault
        elif values:
            part = found.sensitive if question.is_sensitive else found.plain
            part[question.key] = values if question.kind is QuestionKind.SEVERAL else values[0]
    if faults:
        raise Unanswered(faults)
    return found


class Unanswered(Invalid):
    """`faults` has a sentence for the key of each question."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        super().__init__(next(iter(self.faults.values())))


def _fault(question: QuestionContent, values: list[str]) -> str:
    allowed: tuple[str, ...] | None = question.options if question.has_options else None
    if question.kind is QuestionKind.CONSENT:
        allowed = (AGREED,)
    if allowed is not None and any(value not in allowed for value in values):
        return str(_("Choose among the given answers"))
    if question.is_required and not values:
        if question.kind is QuestionKind.CONSENT:
            return str(_("You cannot register without agreeing to this"))
        return str(_("Answer this question"))
    if any(len(value) > LONGEST_ANSWER for value in values):
        return str(_("Shorten this to at most %(count)d characters.", count=LONGEST_ANSWER))
    return ""
