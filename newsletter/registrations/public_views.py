"""The page behind the marks in notices. Opening it marks nothing."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from newsletter.contacts.models import Contact
from newsletter.core.database import session, transaction
from newsletter.events import wording
from newsletter.events.models import Event, EventKind
from newsletter.events.wording import Phrase
from newsletter.extensions import csrf
from newsletter.registrations import mark_words, marks
from newsletter.registrations.marks import MarkLink
from newsletter.registrations.models import MarkKind
from newsletter.web.language import current_language, use_language_of_reader

blueprint = Blueprint("marks", __name__)
csrf.exempt(blueprint)  # the secret in the address is the permission, as in subscribers.link_views


@blueprint.app_template_global()
def asked_marks(contact: Contact) -> list[tuple[Phrase, str, str]]:
    """Title, what was asked for, and where to change it, for the page with all that the person gets."""
    return [
        (
            wording.title(event, current_language()),
            mark_words.of(mark.kind, is_round=_is_round(event)).marked,
            url_for("marks.show", token=marks.token(0, contact.id, event.id, mark.kind)),
        )
        for mark in marks.asked_by(contact.id)
        if (event := session.get(Event, mark.event_id)) is not None
    ]


def _worn_link() -> ResponseReturnValue:
    return render_template("registrations/worn_link.html"), 404


@blueprint.get("/marks/<token>")
def show(token: str) -> ResponseReturnValue:
    link = marks.find(token)
    if link is None:
        return _worn_link()
    use_language_of_reader(link.contact.language)
    present, is_round = marks.present(link), _is_round(link.event)
    return render_template(
        "registrations/mark.html",
        **_parts(token, link),
        words=mark_words.of(link.kind, is_round=is_round),
        is_marked=present is link.kind,
        present=mark_words.of(present, is_round=is_round).marked if present else "",
        others=[
            (_address(link, kind), mark_words.of(kind, is_round=is_round).button)
            for kind in _others(link, present)
        ],
    )


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


def _others(link: MarkLink, present: MarkKind | None) -> list[MarkKind]:
    """What one could say instead of what the page asks or what stands."""
    answers = (*marks.offered(link.event), MarkKind.NOT_INTERESTED)
    return [kind for kind in answers if kind not in (link.kind, present)]


def _address(link: MarkLink, kind: MarkKind) -> str:
    return url_for(".mark", token=marks.token(link.mailing_id, link.contact.id, link.event.id, kind))


def _is_round(event: Event) -> bool:
    return event.kind is EventKind.APPLICATION_ROUND


def _parts(token: str, link: MarkLink) -> dict[str, object]:
    language = current_language()
    return {
        "token": token,
        "title": wording.title(link.event, language),
        "when": wording.when(link.event, language),
        "event_address": wording.page_url(link.event),
    }
