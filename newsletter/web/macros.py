"""`ui` in every template: the macros of templates/ui/, found by name, so that pages need no import line."""

import re
from collections.abc import Mapping
from typing import Any

from babel.numbers import format_decimal
from flask import Flask
from jinja2 import Environment
from markupsafe import Markup

from newsletter.web.language import interface_language

_macro = re.compile(r"{%-?\s*macro\s+([a-z]\w*)")


class Macros:
    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._home: dict[str, str] = {}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._home:
            self._home = self._find_homes()
        if name not in self._home:
            raise AttributeError(f"templates/ui/ has no macro {name}")
        return getattr(self._environment.get_template(self._home[name]).module, name)

    def _find_homes(self) -> dict[str, str]:
        loader = self._environment.loader
        assert loader is not None
        files = [file for file in self._environment.list_templates(["html"]) if file.startswith("ui/")]
        return {
            name: file
            for file in files
            for name in _macro.findall(loader.get_source(self._environment, file)[0])
        }


def attributes(values: Mapping[str, Any]) -> Markup:
    """HTML attributes of keyword arguments: `data_move` becomes `data-move`, None and False are left out."""
    shown = []
    for name, value in given(values).items():
        written = name.rstrip("_").replace("_", "-")
        shown.append(
            Markup(" {}").format(written) if value is True else Markup(' {}="{}"').format(written, value)
        )
    return Markup().join(shown)


def given(values: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is None or False."""
    return {name: value for name, value in values.items() if value is not None and value is not False}


def count_number(count: int) -> str:
    """Thousands apart as the page's language writes them: `1 977`, `1,977`."""
    language = interface_language()
    return str(format_decimal(count, locale="en_GB" if language == "en" else language))


def install(app: Flask) -> None:
    app.jinja_env.globals["ui"] = Macros(app.jinja_env)
    app.jinja_env.filters.update(attributes=attributes, given=given, count_number=count_number)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
