"""Sharing out too few places among organisations: pure arithmetic, every step can be told to whoever asks.

Wishes are grouped by organisation; inside one its own ranking decides, else the time of arrival. Then places are given
one at a time to the organisation that has fewest, of equals to the one that came first, until they are gone or every
organisation has all it wants or its cap. So an organisation that wants more is never more than one place behind any
other, and the order in which wishes are listed changes nothing.
"""

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

ALONE = "\0"
"""Begins the group of somebody who comes for nobody: a group of one."""


@dataclass(frozen=True)
class Wish:
    """One person's wish for a place. `rank`: the organisation's own order, 1 first; None: it has stated none."""

    id: int
    organisation: str
    received_at: datetime
    rank: int | None = None

    @property
    def group(self) -> str:
        """The same organisation however its name was typed."""
        name = " ".join(self.organisation.casefold().split())
        return name or f"{ALONE}{self.id}"


class Why(StrEnum):
    """Why a wish was granted or not."""

    ENOUGH_PLACES = "enough_places"
    FAIR_SHARE = "fair_share"
    SHARED_OUT = "shared_out"
    CAP_REACHED = "cap_reached"


@dataclass(frozen=True)
class Outcome:
    """`turn`: the number of the place among all; `place_of_group`: its number within the organisation. 0 when not granted."""

    wish: Wish
    why: Why
    turn: int = 0
    place_of_group: int = 0

    @property
    def is_granted(self) -> bool:
        return self.turn > 0


@dataclass
class _Group:
    wishes: list[Wish]
    places: int
    granted: int = field(default=0)

    @property
    def first_came(self) -> tuple[datetime, int]:
        return min((wish.received_at, wish.id) for wish in self.wishes)

    def is_satisfied(self, cap: int | None) -> bool:
        return self.granted == len(self.wishes) or self.has_cap(cap)

    def has_cap(self, cap: int | None) -> bool:
        return cap is not None and self.places >= cap


def allocate(
    wishes: Iterable[Wish], places: int, cap: int | None = None, held: Mapping[str, int] | None = None
) -> list[Outcome]:
    """The outcome of every wish: granted ones in the order in which they were granted, then the others by arrival.

    `held` are places that groups have already, which count as theirs.

    Raises:
        ValueError: negative places, a cap below one, or a wish that is there twice.
    """
    groups = _groups(wishes, places, cap, held or {})
    is_short = sum(len(group.wishes) for group in groups.values()) > places
    queue = [(group.places, *group.first_came, name) for name, group in groups.items()]
    heapq.heapify(queue)
    granted: list[Outcome] = []
    while queue and len(granted) < places:
        *_, name = heapq.heappop(queue)
        group = groups[name]
        if group.is_satisfied(cap):
            continue
        wish = group.wishes[group.granted]
        group.granted += 1
        group.places += 1
        why = Why.FAIR_SHARE if is_short else Why.ENOUGH_PLACES
        granted.append(Outcome(wish, why, turn=len(granted) + 1, place_of_group=group.places))
        heapq.heappush(queue, (group.places, *group.first_came, name))
    return granted + _declined(groups.values(), cap)


def _groups(
    wishes: Iterable[Wish], places: int, cap: int | None, held: Mapping[str, int]
) -> dict[str, _Group]:
    if places < 0 or (cap is not None and cap < 1):
        raise ValueError("places cannot be negative and a cap is at least one")
    groups: dict[str, _Group] = {}
    seen: set[int] = set()
    for wish in wishes:
        if wish.id in seen:
            raise ValueError(f"wish {wish.id} is there twice")
        seen.add(wish.id)
        groups.setdefault(wish.group, _Group([], held.get(wish.group, 0))).wishes.append(wish)
    for group in groups.values():
        group.wishes.sort(key=_order)
    return groups


def _order(wish: Wish) -> tuple[bool, int, datetime, int]:
    """Those whom the organisation has ranked come first."""
    return wish.rank is None, wish.rank or 0, wish.received_at, wish.id


def _declined(groups: Iterable[_Group], cap: int | None) -> list[Outcome]:
    left = [
        Outcome(wish, Why.CAP_REACHED if group.has_cap(cap) else Why.SHARED_OUT)
        for group in groups
        for wish in group.wishes[group.granted :]
    ]
    return sorted(left, key=lambda outcome: (outcome.wish.received_at, outcome.wish.id))
