from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newsletter.rendering import templates

Overlay = Callable[[str, str], None]


@pytest.fixture
def overlay(tmp_path: Path) -> Iterator[Overlay]:
    """Writes a template into an organisation's own folder: overlay("blocks/text.html", "…")."""

    def write(name: str, content: str) -> None:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        templates.configure(tmp_path)

    yield write
    templates.configure(None)
