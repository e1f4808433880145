"""What differs between two versions of an event, as old and new words."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum

from newsletter.events.content import EventContent, Texts

TIME = frozenset({"date_state", "starts_on", "starts_at", "ends_on", "ends_at", "zone"})
PLACE = frozenset(
    {"mode", "venue", "street", "postcode", "city", "online_platform", "online_url", "join_url"}
)
SECRET = frozenset({"join_url"})
"""Known to those registered only: the history tells that it was changed, not what it was."""
LINKS = frozenset({"online_url", "join_url"})
STATUS = frozenset({"occurrence"})
MATERIAL = TIME | PLACE | STATUS
"""What people who come must learn of; text, price and programme are not among it."""


@dataclass(frozen=True)
class Change:
    field: str
    old: str
    new: str

    @property
    def is_material(self) -> bool:
        return self.field in MATERIAL


def differences(old: EventContent, new: EventContent) -> list[Change]:
    return [*_columns(old, new), *_texts(old.texts, new.texts)]


def _columns(old: EventContent, new: EventContent) -> Iterator[Change]:
    for field in fields(EventContent):
        before, after = getattr(old, field.name), getattr(new, field.name)
        if field.name == "topic_ids":
            before, after = tuple(sorted(before)), tuple(sorted(after))
        if field.name != "texts" and before != after:
            hides = field.name in SECRET
            yield Change(field.name, *(_hidden(v) if hides else written(v) for v in (before, after)))


def _texts(old: Texts, new: Texts) -> Iterator[Change]:
    for language in sorted({*old, *new}):
        before, after = old.get(language, {}), new.get(language, {})
        for name in sorted({*before, *after}):
            if before.get(name, "") != after.get(name, ""):
                yield Change(f"texts.{language}.{name}", before.get(name, ""), after.get(name, ""))


def _hidden(value: object) -> str:
    return "•••" if value else ""


def written(value: object) -> str:
    """A value as the history keeps it: ISO dates and times, keys of choices, rows as one line each."""
    if value is None:
        return ""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return "\n".join(_row(row) for row in value)
    return str(value)


def _row(row: object) -> str:
    if not hasattr(row, "__dataclass_fields__") or type(row).__str__ is not object.__str__:
        return str(row)
    cells = [written(getattr(row, name)) for name in row.__dataclass_fields__]
    return " | ".join(" / ".join(cell.splitlines()) for cell in cells if cell)
