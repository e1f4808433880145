"""What stands beside the fields of the form while somebody checks what was read, and the ticks that confirm dates."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from newsletter.events.form import EventForm
from newsletter.events.prefill import CHECKED, DEADLINE, WHEN, Prefilled


@dataclass(frozen=True)
class Shown:
    line: str = ""
    note: str = ""
    tick_name: str = ""
    tick_label: str = ""
    is_ticked: bool = False


def tick_of(name: str) -> str:
    return f"checked-{name}"


def show(form: EventForm, prefilled: Prefilled, typed: Mapping[str, Any]) -> None:
    """Hangs what was read on the fields; ui.field shows it."""
    labels = {
        WHEN: _("I have checked when it takes place"),
        DEADLINE: _("I have checked the last day to register"),
    }
    for name, field in form.named():
        row = name.count("-") == 2 and isinstance(field.data, str) and prefilled.row_evidence.get(field.data)
        found = row or prefilled.evidence.get(name)
        if found and name in CHECKED:
            tick = tick_of(name)
            field.evidence = Shown(found.line, found.note, tick, labels[name], tick in typed)
        elif found:
            field.evidence = Shown(found.line, found.note)


def accuse_unchecked(form: EventForm, prefilled: Prefilled, typed: Mapping[str, Any]) -> bool:
    """Whether a date still stands as it was read and nobody said that it is right. A changed one was looked at."""
    unchecked = {
        name: _("Compare this with the announcement, then tick that you have checked it.")
        for name in _as_read(form, prefilled)
        if tick_of(name) not in typed
    }
    form.accuse(unchecked)
    return bool(unchecked)


def _as_read(form: EventForm, prefilled: Prefilled) -> Iterator[str]:
    for name, inputs in CHECKED.items():
        read = getattr(prefilled.content, name)
        if read is not None and all(form[one].data == getattr(prefilled.content, one) for one in inputs):
            yield name
