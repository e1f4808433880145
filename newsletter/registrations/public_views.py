"""The page behind “already registered” and “not interested” in notices. Opening it marks nothing."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from newsletter.core.database import transaction
from newsletter.events import wording
from newsletter.events.models import EventKind
from newsletter.extensions import csrf
from newsletter.registrations import marks
from newsletter.registrations.marks import MarkLink
from newsletter.web.language import current_language, use_language

blueprint = Blueprint("marks", __name__)
csrf.exempt(blueprint)  # the secret in the address is the permission, as in subscribers.link_views


def _worn_link() -> ResponseReturnValue:
    return render_template("registrations/worn_link.html"), 404


@blueprint.get("/marks/<token>")
def show(token: str) -> ResponseReturnValue:
    link = marks.find(token)
    if link is None:
        return _worn_link()
    use_language(link.contact.language)
    is_marked = marks.present(link) is link.kind
    return render_template(f"registrations/{link.kind}.html", **_parts(token, link), is_marked=is_marked)


@blueprint.post("/marks/<token>")
def mark(token: str) -> ResponseReturnValue:
    with transaction():
        if link := marks.find(token):
            marks.mark(link)
    return redirect(url_for(".show", token=token), 303)


@blueprint.post("/marks/<token>/undo")
def undo(token: str) -> ResponseReturnValue:
    with transaction():
        if link := marks.find(token):
            marks.unmark(link)
    return redirect(url_for(".show", token=token), 303)


def _parts(token: str, link: MarkLink) -> dict[str, object]:
    language = current_language()
    return {
        "token": token,
        "title": wording.title(link.event, language),
        "when": wording.when(link.event, language),
        "event_address": wording.page_url(link.event),
        "is_round": link.event.kind is EventKind.APPLICATION_ROUND,
    }
