"""Registering for an event."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from newsletter.core.database import transaction
from newsletter.errors import NotPossible
from newsletter.events import page, queries
from newsletter.events.models import Event, RegistrationMode
from newsletter.registrations import desk as desks
from newsletter.registrations import links, service, terms
from newsletter.registrations.forms import ADD, RegisterForm, asking
from newsletter.web.answer_time import same_time_for_all
from newsletter.web.language import current_language
from newsletter.web.limits import per_network

ANSWER_SECONDS = 0.4

blueprint = Blueprint("registering", __name__)


def _was_taken(response: Response) -> bool:
    """Correcting a mistake or adding a row costs nobody a registration."""
    return response.status_code == 303


@blueprint.route("/events/<slug>/register", methods=["GET", "POST"])
@per_network("registrations_per_network", _was_taken)
def register(slug: str) -> ResponseReturnValue:
    event = queries.public(slug)
    if event.registration_mode is not RegistrationMode.BUILTIN:
        return redirect(url_for("events.show", slug=slug))
    has_late_link = links.is_late_key(event, request.args.get("late", ""))
    if terms.door(event, has_late_link=has_late_link) not in terms.PASSABLE:
        return _shut(event)
    form = asking(RegisterForm, event)(event)
    if not form.is_submitted() or request.form.get("do") == ADD:
        return _page(event, form)
    is_valid, given = form.validate(), form.read_answers()
    if not is_valid or given is None:
        return _page(event, form), 422
    try:
        with same_time_for_all(ANSWER_SECONDS):
            if form.seems_human():
                with transaction():
                    service.register(form.wish(given, has_late_link=has_late_link))
    except NotPossible:
        return _shut(event)
    return redirect(url_for(".done", slug=slug), 303)


@blueprint.get("/events/<slug>/register/done")
def done(slug: str) -> ResponseReturnValue:
    """The same for everybody: whether somebody is registered already is nobody else's business."""
    event = queries.public(slug)
    return render_template(
        "registrations/done.html", event=event, view=page.view_of(event, current_language())
    )


def _page(event: Event, form: RegisterForm) -> str:
    return render_template(
        "registrations/register.html",
        event=event,
        view=page.view_of(event, current_language()),
        form=form,
        seats=desks.seats(event),
        is_late=terms.door(event) is terms.Door.LATE_LIST,
        decides_later=terms.decides_later(event, desks.find(event.id)),
    )


def _shut(event: Event) -> ResponseReturnValue:
    view = page.view_of(event, current_language())
    return render_template("registrations/shut.html", event=event, view=view, door=terms.door(event))
