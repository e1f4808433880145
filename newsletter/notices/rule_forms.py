"""The page of rules as a form: one row for each rule, read back into changes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from flask_babel import gettext as _

from newsletter.errors import Invalid
from newsletter.notices import words
from newsletter.notices.models import Anchor, NoticeRule
from newsletter.notices.rules import can_be_timed

_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")


@dataclass(frozen=True)
class Row:
    """A rule as its row shows it."""

    rule: NoticeRule
    name: str
    about: str
    days: str
    at: str

    @property
    def is_timed(self) -> bool:
        return can_be_timed(self.rule)


@dataclass(frozen=True)
class Change:
    rule_id: int
    enabled: bool
    offset_days: int | None
    at_local: time | None


def rows(found: Sequence[NoticeRule]) -> list[Row]:
    return [
        Row(
            rule,
            words.rule_name(rule.kind, rule.step),
            words.rule_about(rule),
            str(abs(rule.offset_days)) if can_be_timed(rule) else "",
            rule.at_local.strftime("%H:%M") if rule.at_local else "",
        )
        for rule in found
    ]


def changes(found: Sequence[NoticeRule], typed: Mapping[str, str]) -> list[Change]:
    """What the form asks to be different.

    Raises:
        Invalid: naming the field.
    """
    asked = [_change(rule, typed) for rule in found]
    return [change for change, rule in zip(asked, found, strict=True) if _differs(change, rule)]


def _change(rule: NoticeRule, typed: Mapping[str, str]) -> Change:
    enabled = typed.get(f"enabled-{rule.id}") == "1"
    if not can_be_timed(rule):
        return Change(rule.id, enabled, None, None)
    days, at = typed.get(f"days-{rule.id}", "").strip(), typed.get(f"at-{rule.id}", "").strip()
    if not (days.isascii() and days.isdigit() and len(days) < 4):
        raise Invalid(_("Enter a number of days."), f"days-{rule.id}")
    return Change(rule.id, enabled, int(days), clock(at, f"at-{rule.id}"))


def clock(typed: str, field: str) -> time:
    found = _CLOCK.fullmatch(typed)
    if found is None:
        raise Invalid(_("Enter a time, for example 08:30."), field)
    return time(int(found[1]), int(found[2]))


def weeks(typed: str) -> list[int]:
    """Numbers and ranges: 27-31, 52."""
    chosen: list[int] = []
    for part in filter(None, re.split(r"[,;\s]+", typed)):
        found = re.fullmatch(r"(\d{1,2})(?:[-–](\d{1,2}))?", part)
        if found is None:
            raise Invalid(_("Write the numbers of weeks, for example 28-31."), "still_weeks")
        first = int(found[1])
        chosen += range(first, int(found[2] or first) + 1)
    return chosen


def _differs(change: Change, rule: NoticeRule) -> bool:
    if change.enabled != rule.enabled:
        return True
    if change.offset_days is None:
        return False
    sign = 1 if rule.anchor is Anchor.END else -1
    return (change.offset_days * sign, change.at_local) != (rule.offset_days, rule.at_local)
