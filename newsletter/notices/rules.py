"""The rules: the organisation's defaults, and each event's own copy of them.

Defaults are filled in when they are first asked for; an event gets its copy when it is first planned or its rules are
first looked at, so that later changes of the defaults touch no event that is under way.
"""

from collections.abc import Sequence
from datetime import time
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from newsletter.audit import service as audit
from newsletter.core.database import session
from newsletter.errors import Invalid, NotFound
from newsletter.events.facts import EventCopied
from newsletter.notices.models import Anchor, AudienceKind, NoticeKind, NoticeRule

MORNING = time(8, 30)
ONLINE, ON_SITE = "online", "on_site"
TO_PARTICIPANTS, TO_FOLLOWERS = "participants", "followers"
NUDGE = "nudge"
MOST_DAYS = 365

_followers, _participants = AudienceKind.FOLLOWERS, AudienceKind.PARTICIPANTS


def _rule(
    kind: NoticeKind,
    anchor: Anchor = Anchor.MANUAL,
    offset: int = 0,
    *,
    step: str = "",
    audience: AudienceKind = _followers,
    at: time | None = None,
    working: bool = False,
    on: bool = True,
) -> dict[str, Any]:
    return {
        "kind": kind,
        "step": step,
        "anchor": anchor,
        "offset_days": offset,
        "in_working_days": working,
        "at_local": at,
        "audience": audience,
        "enabled": on,
    }


DEFAULTS = (
    _rule(NoticeKind.NEW, Anchor.PUBLISH),
    _rule(NoticeKind.OPENS, Anchor.OPENS),
    _rule(NoticeKind.DEADLINE, Anchor.DEADLINE, -14, step="14d", at=MORNING, on=False),
    _rule(NoticeKind.DEADLINE, Anchor.DEADLINE, -7, step="7d", at=MORNING),
    _rule(NoticeKind.DEADLINE, Anchor.DEADLINE, -1, step="1d", at=MORNING),
    _rule(NoticeKind.LAST_SEATS, on=False),
    _rule(NoticeKind.EXTENDED),
    _rule(NoticeKind.EARLIER),
    _rule(
        NoticeKind.PRACTICAL,
        Anchor.START,
        -5,
        step=ON_SITE,
        audience=_participants,
        at=MORNING,
    ),
    _rule(
        NoticeKind.PRACTICAL, Anchor.START, -2, step=ONLINE, audience=_participants, at=MORNING, working=True
    ),
    _rule(NoticeKind.REMINDER, Anchor.START, -1, audience=_participants, at=MORNING, working=True),
    _rule(NoticeKind.CHANGED, audience=_participants),
    _rule(NoticeKind.POSTPONED, audience=_participants),
    _rule(NoticeKind.CANCELLED, audience=AudienceKind.EVERYBODY_TOLD),
    _rule(NoticeKind.MATERIAL, step=TO_PARTICIPANTS, audience=_participants),
    _rule(NoticeKind.MATERIAL, step=TO_FOLLOWERS),
    _rule(NoticeKind.EVALUATION, Anchor.END, 1, audience=_participants, at=time(9), working=True),
    _rule(NoticeKind.EVALUATION, Anchor.END, 6, step=NUDGE, audience=_participants, at=time(9)),
    _rule(NoticeKind.ORGANISER, audience=AudienceKind.OWNER, at=MORNING),
)
"""In the order of an event's life."""

_ORDER = {(rule["kind"], rule["step"]): number for number, rule in enumerate(DEFAULTS)}
_COPIED = list(DEFAULTS[0])


def of_organisation() -> Sequence[NoticeRule]:
    """The defaults for new events; those that nobody has touched are as shipped."""
    found = _stored(None)
    if len(found) < len(DEFAULTS):
        _add(None, DEFAULTS)
        found = _stored(None)
    return found


def of_event(event_id: int) -> Sequence[NoticeRule]:
    found = _stored(event_id)
    if len(found) < len(DEFAULTS):
        _add(
            event_id,
            [{name: getattr(rule, name) for name in _COPIED} for rule in of_organisation()],
        )
        found = _stored(event_id)
    return found


def follow_copy(fact: EventCopied) -> None:
    """A copied event keeps the rules of the original, and none of its plans."""
    own = [{name: getattr(rule, name) for name in _COPIED} for rule in of_event(fact.original_id)]
    _add(fact.event_id, own)


def the_rule(event_id: int, kind: NoticeKind, step: str = "") -> NoticeRule:
    return next(rule for rule in of_event(event_id) if (rule.kind, rule.step) == (kind, step))


def by_id(rule_id: int) -> NoticeRule:
    rule = session.get(NoticeRule, rule_id)
    if rule is None:
        raise NotFound(_("There is no such rule."))
    return rule


def can_be_timed(rule: NoticeRule) -> bool:
    """Whether days and hour of it mean anything: the others follow an act."""
    return rule.anchor in (Anchor.DEADLINE, Anchor.START, Anchor.END)


def change(
    rule_id: int,
    *,
    enabled: bool,
    offset_days: int | None = None,
    at_local: time | None = None,
    staff_id: int | None = None,
) -> NoticeRule:
    """Turns a rule on or off, and for those that count days, changes days and hour. The caller plans anew."""
    rule = by_id(rule_id)
    rule.enabled = enabled
    if can_be_timed(rule) and offset_days is not None:
        if not 0 <= offset_days <= MOST_DAYS:
            raise Invalid(_("Enter a number of days between 0 and %(most)d.", most=MOST_DAYS), "offset_days")
        rule.offset_days = offset_days if rule.anchor is Anchor.END else -offset_days
        rule.at_local = at_local or rule.at_local
    session.flush()
    audit.record(
        "notice.rule_changed",
        actor_id=staff_id,
        subject=("notice_rule", rule.id),
        enabled=enabled,
        offset_days=rule.offset_days,
    )
    return rule


def _stored(event_id: int | None) -> list[NoticeRule]:
    rows = session.scalars(select(NoticeRule).where(NoticeRule.event_id.is_not_distinct_from(event_id)))
    return sorted(rows, key=lambda rule: _ORDER.get((rule.kind, rule.step), len(_ORDER)))


def _add(event_id: int | None, described: Sequence[dict[str, Any]]) -> None:
    """Two at once are no harm: what is there stays as it is."""
    session.execute(
        insert(NoticeRule).on_conflict_do_nothing(),
        [{**rule, "event_id": event_id} for rule in described],
    )
