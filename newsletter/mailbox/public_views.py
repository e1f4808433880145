"""The mailbox in the browser, for whoever sits at this machine."""

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from newsletter.mailbox import service
from newsletter.mailbox.models import CaughtMail
from newsletter.mailbox.reading import for_frame, read, split_links
from newsletter.web.pagination import paginate

VIEWS = ("html", "text", "source")
LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")
# As for every preview of a mail, but links may open a page of their own: they are what one tries out here.
FRAME_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src 'self' data:; "
    "style-src 'unsafe-inline'; frame-ancestors 'self'"
)

blueprint = Blueprint("mailbox", __name__)
blueprint.add_app_template_filter(split_links, "links")


def loopback_only() -> ResponseReturnValue | None:
    """The guard. The name is asked as well: a proxy, or a page that rebinds its own name, comes from here too."""
    try:
        from_here = ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        from_here = False
    asked = urlsplit(f"//{request.host}").hostname
    if not from_here or asked not in (*LOCAL_NAMES, current_app.config["SETTINGS"].host_name):
        abort(404)
    return None


@blueprint.get("/mailbox")
def index() -> str:
    to = request.args.get("to", "").strip()
    return render_template("mailbox/index.html", mails=paginate(service.newest_first(to)), to=to)


@blueprint.get("/mailbox.json")
def listing() -> Response:
    limit = request.args.get("limit", type=int)
    found = service.newest(request.args.get("to", "").strip(), limit if limit and limit > 0 else None)
    return jsonify([as_json(mail) for mail in found])


@blueprint.get("/mailbox/<int:mail_id>")
def message(mail_id: int) -> str:
    mail = service.by_id(mail_id)
    reading = read(mail.raw)
    default = "html" if reading.html else "text"
    view = request.args.get("view", default)
    return render_template(
        "mailbox/message.html",
        mail=mail,
        reading=reading,
        view=view if view in VIEWS else default,
    )


@blueprint.get("/mailbox/<int:mail_id>/html")
def html(mail_id: int) -> Response:
    answer = Response(for_frame(read(service.by_id(mail_id).raw).html), mimetype="text/html")
    answer.headers["Content-Security-Policy"] = FRAME_POLICY
    return answer


@blueprint.get("/mailbox/<int:mail_id>.eml")
def raw(mail_id: int) -> Response:
    answer = Response(service.by_id(mail_id).raw, mimetype="message/rfc822")
    answer.headers["Content-Disposition"] = f'attachment; filename="{mail_id}.eml"'
    return answer


def as_json(mail: CaughtMail) -> dict[str, Any]:
    return {
        "id": mail.id,
        "from": mail.sender or mail.mail_from,
        "to": ", ".join(mail.rcpt_to),
        "subject": mail.subject,
        "date": (mail.sent_at or mail.received_at).isoformat(),
    }
