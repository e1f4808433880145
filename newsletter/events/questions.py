"""What an organiser asks those who register. Presets come in our own words and are kept apart: they are about health."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from newsletter.core.text import many_lines, one_line


class QuestionKind(StrEnum):
    TEXT = "text"
    CHOICE = "choice"
    SEVERAL = "several"
    CONSENT = "consent"
    DIET = "diet"
    ACCESS = "access"
    INTERPRETER = "interpreter"


PRESETS = (QuestionKind.DIET, QuestionKind.ACCESS, QuestionKind.INTERPRETER)
"""Sensitive: sealed at rest, erased soon after the event, never in a mail; asked in our own words."""

WITH_OPTIONS = (QuestionKind.CHOICE, QuestionKind.SEVERAL)


@dataclass(frozen=True)
class QuestionContent:
    """`key` names its answers and never changes; empty for a question that was just written."""

    label: str = ""
    kind: QuestionKind = QuestionKind.TEXT
    options: tuple[str, ...] = ()
    is_required: bool = False
    key: str = ""

    @property
    def is_sensitive(self) -> bool:
        return self.kind in PRESETS

    @property
    def has_options(self) -> bool:
        return self.kind in WITH_OPTIONS

    @classmethod
    def stored(cls, parts: Mapping[str, Any]) -> "QuestionContent":
        return cls(
            label=parts.get("label", ""),
            kind=QuestionKind(parts["kind"]),
            options=tuple(parts.get("options", ())),
            is_required=bool(parts.get("is_required")),
            key=parts["key"],
        )

    def as_stored(self) -> dict[str, Any]:
        return {**asdict(self), "kind": self.kind.value, "options": list(self.options)}


def stored(questions: Iterable[Mapping[str, Any]]) -> tuple[QuestionContent, ...]:
    return tuple(QuestionContent.stored(parts) for parts in questions)


def clean(question: QuestionContent) -> QuestionContent:
    """Trimmed, each option once, nothing that its kind does not use, and with a key."""
    options = dict.fromkeys(one_line(option) for option in question.options)
    return replace(
        question,
        label="" if question.is_sensitive else many_lines(question.label),
        options=tuple(option for option in options if option) if question.has_options else (),
        is_required=question.is_required and not question.is_sensitive,
        key=one_line(question.key)[:16] or secrets.token_hex(4),
    )
