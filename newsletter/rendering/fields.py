"""Reading one block's JSON: every value is checked for its type and made one clean line unless said otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from newsletter.core.text import one_line
from newsletter.rendering.errors import BlockError

LARGEST_NUMBER = 20_000


@dataclass(frozen=True)
class Fields:
    id: str
    values: Mapping[str, Any]

    def fault(self, message: str) -> BlockError:
        return BlockError(self.id, message)

    def raw(self, name: str, longest: int) -> str:
        value = self.values.get(name, "")
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.fault(_("The field “%(field)s” must be text.", field=name))
        if len(value) > longest:
            raise self.fault(
                _(
                    "The field “%(field)s” is too long: at most %(number)s characters.",
                    field=name,
                    number=longest,
                )
            )
        return value

    def line(self, name: str, longest: int) -> str:
        return one_line(self.raw(name, longest))

    def number(self, name: str, default: int) -> int:
        value = self.values.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST_NUMBER:
            raise self.fault(_("The field “%(field)s” must be a whole number.", field=name))
        return value

    def flag(self, name: str) -> bool:
        value = self.values.get(name, False)
        if not isinstance(value, bool):
            raise self.fault(_("The field “%(field)s” must be yes or no.", field=name))
        return value

    def reference(self, name: str) -> str:
        """An id, given as a number or as text."""
        value = self.values.get(name)
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise self.fault(_("The field “%(field)s” must be an id.", field=name))
        return one_line(str(value))[:64]
