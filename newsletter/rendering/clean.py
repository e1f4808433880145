"""The last guard before the templates: whatever a letter shows is one clean line."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

from newsletter.core.text import one_line


def cleaned(value: Any) -> Any:
    """The same value with every text in it on one line, without control, bidi and zero-width characters."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return one_line(value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: cleaned(getattr(value, field.name)) for field in fields(value)})
    if isinstance(value, Mapping):
        return {key: cleaned(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return tuple(cleaned(item) for item in value)
    return value
