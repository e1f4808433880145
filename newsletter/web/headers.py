"""What every answer tells the browser to refuse.

A view that needs another policy sets the header itself: what is set already stays.
"""

from flask import Flask, Response, g, make_response, request

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
# A mail keeps its inlined styles; in exchange nothing in it can run, be sent or leave the frame.
MAIL_POLICY = (
    "sandbox; default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'self'"
)
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
TWO_YEARS = "max-age=63072000; includeSubDomains"


def mail_page(html: str) -> Response:
    """A mail as a page of its own: for the preview frame of the composer and the copies in the archive."""
    response = make_response(html)
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response


def _is_private() -> bool:
    """Pages of staff, and those that a secret in the address opens."""
    return request.path.startswith("/staff") or "token" in (request.view_args or {})


def _add_security(response: Response) -> None:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("Referrer-Policy", "no-referrer")
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)


def _add_caching(response: Response) -> None:
    if request.endpoint == "static" and response.status_code == 200:
        response.cache_control.immutable = True  # every built file carries a hash in its name
    if response.mimetype == "text/html":
        response.vary.update(["Cookie", "Accept-Language"])
        response.headers.setdefault("Cache-Control", "private, no-cache")
    if _is_private() or "csrf_token" in g:  # a form's token belongs to one browser
        response.vary.add("Cookie")
        response.headers["Cache-Control"] = "no-store"


def install(app: Flask, *, is_production: bool) -> None:
    @app.after_request
    def protect(response: Response) -> Response:
        _add_security(response)
        _add_caching(response)
        if is_production:
            response.headers.setdefault("Strict-Transport-Security", TWO_YEARS)
        return response
