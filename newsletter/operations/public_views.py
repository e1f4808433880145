from flask import Blueprint, Response, current_app, jsonify
from flask.typing import ResponseReturnValue

from newsletter.operations import health, metrics

blueprint = Blueprint("operations", __name__)


@blueprint.get("/healthz")
def lives() -> ResponseReturnValue:
    """Touches nothing outside the process, so that a lost database restarts no web server."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def is_ready() -> ResponseReturnValue:
    """Ready is who reaches the database. Without the broker pages still answer and mail waits for the next tick."""
    database = health.database_answers()
    broker = health.broker_answers(_redis_url())
    status = "unavailable" if not database else "ok" if broker else "degraded"
    return jsonify(status=status, database=database, broker=broker), 200 if database else 503


@blueprint.get("/metrics")
def figures() -> Response:
    return Response(metrics.exposition(_redis_url()), content_type="text/plain; version=0.0.4; charset=utf-8")


def _redis_url() -> str:
    return current_app.config["SETTINGS"].redis_url or ""


@blueprint.after_request
def never_keep(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
