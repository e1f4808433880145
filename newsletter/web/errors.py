"""Error pages that say what to do, in the reader's language; problem+json for programs. Never a trace."""

import json
import logging
from typing import Any

from flask import Flask, Response, make_response, render_template, request
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from newsletter import errors
from newsletter.core.database import session

log = logging.getLogger(__name__)

Sentences = tuple[Any, Any]  # lazy: what happened, and what to do

_PAGES: dict[int, Sentences] = {
    400: (
        _l("The request could not be understood"),
        _l("Go back, reload the page and try again."),
    ),
    401: (
        _l("Sign in to see this page"),
        _l("You are not signed in, or you have been signed out after a while without activity."),
    ),
    403: (
        _l("You do not have access to this page"),
        _l(
            "Your account does not have the role that this page needs. Ask an administrator if you think it should."
        ),
    ),
    404: (
        _l("The page cannot be found"),
        _l("The address may be mistyped or out of date, or the page has been removed."),
    ),
    405: (
        _l("This address cannot be used in that way"),
        _l("Go back to the page you came from and use the button or the form there."),
    ),
    409: (
        _l("Something has changed in the meantime"),
        _l("Reload the page to see how it is now, then try again."),
    ),
    410: (
        _l("This page no longer exists"),
        _l("What was here has been removed."),
    ),
    413: (
        _l("The file is too large"),
        _l("Go back and choose a smaller file."),
    ),
    422: (
        _l("Something needs to be corrected"),
        _l("Go back and check what you have filled in."),
    ),
    429: (
        _l("Too many attempts"),
        _l("Wait a little while and try again."),
    ),
    500: (
        _l("Something went wrong with us"),
        _l("It is not your fault. Try again in a little while."),
    ),
    503: (
        _l("The service is not available right now"),
        _l("Try again in a little while."),
    ),
}
_FORM_TOO_OLD = (
    _l("The form is out of date"),
    _l("Go back, reload the page and send the form again. Your browser must accept cookies from this site."),
)
_STATUS_OF: dict[type[errors.DomainError], int] = {
    errors.Invalid: 422,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.NotPossible: 409,
    errors.RetryLater: 503,
    errors.StopMailing: 409,
}
_KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")


def _wants_json() -> bool:
    return request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json"


def problem(status: int, title: str, detail: str, **more: Any) -> Response:
    """The one shape of errors for programs (RFC 9457)."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    response = make_response(json.dumps(body, ensure_ascii=False), status)
    response.mimetype = "application/problem+json"
    return response


def _answer(status: int, sentences: Sentences) -> Response:
    title, detail = (str(sentence) for sentence in sentences)
    if _wants_json():
        return problem(status, title, detail)
    return make_response(_page(status, title, detail), status)


def _page(status: int, title: str, detail: str) -> str:
    """The error page; where even the organisation's name cannot be read, one that needs nothing."""
    try:
        return render_template("errors/page.html", status=status, title=title, detail=detail)
    except Exception:
        log.exception("The error page could not be made; a plainer one is shown")
        return render_template("errors/plain.html", status=status, title=title, detail=detail)


def _http_error(error: HTTPException) -> Response | HTTPException:
    if error.response is not None or error.code is None or error.code < 400:
        return error
    response = _answer(error.code, _PAGES.get(error.code, _PAGES[500 if error.code >= 500 else 400]))
    response.headers.extend([(name, value) for name, value in error.get_headers() if name in _KEPT_HEADERS])
    return response


def _server_error(error: HTTPException) -> Response | HTTPException:
    session.rollback()  # what failed may have left the transaction unusable, and the page reads the organisation
    return _http_error(error)


def _domain_error(error: errors.DomainError) -> Response:
    status = next((code for kind, code in _STATUS_OF.items() if isinstance(error, kind)), 422)
    session.rollback()
    title, detail = _PAGES[status]
    return _answer(status, (title, str(error) or detail))


def _worn_form(_error: CSRFError) -> Response:
    return _answer(400, _FORM_TOO_OLD)


def install(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(500, _server_error)
    app.register_error_handler(errors.DomainError, _domain_error)
    app.register_error_handler(CSRFError, _worn_form)
