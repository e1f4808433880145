"""Long lists in pages of the same length, numbered from 1 in `?page=`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Generic, TypeVar
from urllib.parse import urlencode

from flask import request
from sqlalchemy import Select, func, select

from newsletter.core.database import session

Item = TypeVar("Item")

GAP = None
"""Stands in the row of page numbers where some are left out."""


@dataclass(frozen=True)
class Page(Generic[Item]):
    items: Sequence[Item]
    number: int
    size: int
    total: int

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def pages(self) -> int:
        return max(1, ceil(self.total / self.size))

    @property
    def numbers(self) -> list[int | None]:
        """The first, the last and those around this one, with GAP between."""
        near = {1, self.pages, *range(self.number - 1, self.number + 2)}
        shown = sorted(number for number in near if 1 <= number <= self.pages)
        row: list[int | None] = []
        for before, number in zip([0, *shown], shown, strict=False):
            if number - before == 2:
                row.append(number - 1)
            elif number - before > 2:
                row.append(GAP)
            row.append(number)
        return row

    def address(self, number: int) -> str:
        """This list at another page, every other argument as it is."""
        arguments = [(name, value) for name, value in request.args.items(multi=True) if name != "page"]
        return f"{request.path}?{urlencode([*arguments, ('page', number)])}"


def page_number() -> int:
    """The page asked for; anything that is no page number means the first."""
    asked = request.args.get("page", "")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 1


def paginate(query: Select[Item], size: int = 50) -> Page[Item]:
    """The page of `query` that the address asks for; past the end the last one. The query must be ordered."""
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    number = min(page_number(), max(1, ceil(total / size)))
    items = session.scalars(query.limit(size).offset((number - 1) * size)).all()
    return Page(items, number, size, total)


def page_of(items: Sequence[Item], size: int = 50) -> Page[Item]:
    """The same for a list that is in memory already (put in a language's order in Python)."""
    number = min(page_number(), max(1, ceil(len(items) / size)))
    return Page(items[(number - 1) * size : number * size], number, size, len(items))
