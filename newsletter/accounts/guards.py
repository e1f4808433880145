"""Who may enter a blueprint; attached in the table of `newsletter.pages`."""

from urllib.parse import urlsplit

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from newsletter.accounts.session import current_staff, note_seen
from newsletter.core.database import transaction
from newsletter.web.actor import set_actor
from newsletter.web.language import use_language

HOME = "/staff/"


def staff_only() -> ResponseReturnValue | None:
    """Lets the signed-in through; others are led to the sign-in page and back to where they were going."""
    staff = current_staff()
    if staff is None:
        return _ask_to_sign_in()
    set_actor(staff.id)
    use_language(staff.language)
    with transaction():
        note_seen()
    return None


def admin_only() -> ResponseReturnValue | None:
    answer = staff_only()
    staff = current_staff()
    if answer is None and (staff is None or not staff.is_admin):
        abort(403)
    return answer


def own_path(wanted: str | None) -> str:
    """`wanted` if it is a staff page of ours, else the overview: an address from outside never decides more."""
    path = wanted or ""
    parts = urlsplit(path.replace("\\", "/"))
    is_own = not parts.scheme and not parts.netloc and path.startswith("/staff/") and path.isprintable()
    return path if is_own else HOME


def _ask_to_sign_in() -> ResponseReturnValue:
    if request.accept_mimetypes.best == "application/json":
        abort(401)  # a script, which cannot use a page
    wanted = own_path(request.full_path.rstrip("?")) if request.method == "GET" else HOME
    address = url_for("accounts.sign_in", next=None if wanted == HOME else wanted)
    if "HX-Request" in request.headers:
        return "", 401, {"HX-Redirect": address}
    return redirect(address, 303)
