"""How often people of one network may send a form, as a setting says."""

from collections.abc import Callable

from flask import current_app
from flask_limiter import RouteLimit
from werkzeug import Response

from newsletter.extensions import limiter
from newsletter.web.network import visitor_network


def was_taken(response: Response) -> bool:
    """Correcting a mistake costs nobody a try."""
    return response.status_code != 422


def per_network(setting: str, counts: Callable[[Response], bool] = was_taken) -> RouteLimit:
    """Decorates a view: its POST answers 429 beyond the limit in `setting`; `counts` says which answers use it up."""

    def allowed() -> str:
        return str(getattr(current_app.config["SETTINGS"], setting))

    return limiter.limit(allowed, key_func=visitor_network, methods=["POST"], deduct_when=counts)
