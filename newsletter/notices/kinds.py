"""What each kind of notice is: how urgent, told as what, and from what it is counted."""

from enum import IntEnum

from newsletter.notices.models import NoticeKind
from newsletter.outbox.models import Purpose


class Priority(IntEnum):
    """P0, P1 and P2 as the outbox counts: lower goes first inside a lane."""

    ANSWER = 1
    PARTICIPANTS = 3
    NEWS = 5


ANSWERS = frozenset({NoticeKind.CHANGED, NoticeKind.POSTPONED, NoticeKind.CANCELLED})
"""Sent alone, never gathered in a digest."""

TO_PARTICIPANTS = frozenset({NoticeKind.PRACTICAL, NoticeKind.REMINDER, NoticeKind.EVALUATION})

NEWS = frozenset(
    {
        NoticeKind.NEW,
        NoticeKind.OPENS,
        NoticeKind.DEADLINE,
        NoticeKind.LAST_SEATS,
        NoticeKind.EXTENDED,
        NoticeKind.EARLIER,
        NoticeKind.MATERIAL,
    }
)
"""Follow the subscriber's frequency: at once, or in a digest."""

INVITING = frozenset(
    {
        NoticeKind.OPENS,
        NoticeKind.DEADLINE,
        NoticeKind.LAST_SEATS,
        NoticeKind.EXTENDED,
        NoticeKind.EARLIER,
    }
)
"""Ask people to register: of no use once one cannot, and to nobody who has."""

BEFORE_START = frozenset({NoticeKind.PRACTICAL, NoticeKind.REMINDER})
AFTER_END = frozenset({NoticeKind.MATERIAL, NoticeKind.EVALUATION})

ANCHORED = frozenset({NoticeKind.OPENS, NoticeKind.DEADLINE, NoticeKind.EVALUATION}) | BEFORE_START
"""Planned by counting days; the others follow an act."""


def priority(kind: NoticeKind, *, to_participants: bool = False) -> Priority:
    if kind in ANSWERS:
        return Priority.ANSWER
    return Priority.PARTICIPANTS if kind in TO_PARTICIPANTS or to_participants else Priority.NEWS


def purpose(kind: NoticeKind) -> Purpose:
    """What `outbox.told` calls it. Notes to organisers are told to nobody else."""
    return Purpose(kind.value)
