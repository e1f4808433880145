"""Numbers in addresses: what no row can have for its id is an address that does not exist, not an error."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**63 - 1


class IdConverter(IntegerConverter):
    def __init__(self, url_map: Map, *args: Any, **options: Any) -> None:
        super().__init__(url_map, *args, **{"max": LARGEST} | options)


def install(app: Flask) -> None:
    app.url_map.converters["int"] = IdConverter
