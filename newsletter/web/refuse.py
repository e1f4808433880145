"""Addresses that nobody can have been given."""

from flask import Flask, abort, request


def install(app: Flask) -> None:
    @app.before_request
    def refuse_nul() -> None:
        """PostgreSQL stores no NUL, so an address with one names nothing; forms drop it when they clean a text."""
        if "\0" in request.path or any(
            "\0" in value for values in request.args.lists() for value in values[1]
        ):
            abort(404)
