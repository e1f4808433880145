"""Where mail templates come from, and the Jinja environment they are rendered in."""

import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, StrictUndefined, Template, select_autoescape
from jinja2.sandbox import ImmutableSandboxedEnvironment

from newsletter.rendering.plain import underlined
from newsletter.rendering.sentences import translations

FILTERS: Mapping[str, Callable[..., str]] = {
    "underlined": underlined,
    "without_scheme": lambda address: address.removeprefix("https://").rstrip("/"),
    "without_mailto": lambda address: address.removeprefix("mailto:"),
}

_overlay: Path | None = None


def configure(overlay: Path | None) -> None:
    """An organisation's own folder: a file in it takes the place of the shipped one of the same name."""
    global _overlay
    _overlay = overlay
    environment.cache_clear()
    templates_digest.cache_clear()


def shipped_folder() -> Path:
    """In the wheel the templates lie inside the package, in a checkout beside it."""
    package = Path(str(files("newsletter")))
    packed = package / "email_templates"
    return packed if packed.is_dir() else package.parent / "templates" / "email"


def _folders() -> list[Path]:
    return [folder for folder in (_overlay, shipped_folder()) if folder is not None]


@cache
def templates_digest() -> str:
    """Changes when any template does."""
    digest = hashlib.sha256()
    for folder in _folders():
        for path in sorted(folder.rglob("*.*")):
            if path.suffix in (".html", ".txt", ".css"):
                digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


@cache
def environment(language: str) -> ImmutableSandboxedEnvironment:
    """One per language: it holds the sentences of that language."""
    loader: BaseLoader = ChoiceLoader([FileSystemLoader(folder) for folder in _folders()])
    made = ImmutableSandboxedEnvironment(
        loader=loader,
        autoescape=select_autoescape(enabled_extensions=("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.filters.update(FILTERS)
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    return made


def template(language: str, name: str) -> Template:
    return environment(language).get_template(name)


def render(language: str, name: str, context: dict[str, Any]) -> str:
    return template(language, name).render(context)
