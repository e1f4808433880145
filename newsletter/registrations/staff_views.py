"""Those who registered for an event, for editors."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from newsletter.contacts.service import parse_address
from newsletter.core.database import transaction
from newsletter.errors import Invalid, NotPossible
from newsletter.events import page, queries
from newsletter.events.models import Event
from newsletter.registrations import answers, line, links, service, staff, terms, words
from newsletter.registrations import desk as desks
from newsletter.registrations.answers import Answers
from newsletter.registrations.forms import AddForm
from newsletter.registrations.models import RegistrationState
from newsletter.registrations.people import HAS_PLACE
from newsletter.registrations.service import Person
from newsletter.registrations.staff import Show
from newsletter.web.actor import actor_id
from newsletter.web.language import current_language
from newsletter.web.pagination import paginate

blueprint = Blueprint("participants", __name__)


@blueprint.app_context_processor
def _for_event_pages() -> dict[str, object]:
    """Lets the pages of events, which know nothing of registrations, show them."""
    return {
        "registration_words": words,
        "registration_door": terms.door,
        "registration_seats": desks.seats,
    }


@blueprint.get("/<int:event_id>/participants")
def index(event_id: int) -> ResponseReturnValue:
    event, typed = queries.by_id(event_id), request.args.get("q", "")
    show = queries.wished(Show, request.args.get("show")) or Show.COMING
    return render_template(
        "registrations/participants.html",
        **_about(event),
        found=paginate(staff.listed(event_id, show, typed)),
        counts=staff.counts(event_id, typed),
        show=show,
        typed=typed,
        number=line.number,
        contact_of=service.contact_of,
        late_address=links.late_address(event),
        seats=desks.seats(event),
        has_sensitive=answers.asks_sensitive(event),
    )


@blueprint.route("/<int:event_id>/participants/new", methods=["GET", "POST"])
def add(event_id: int) -> ResponseReturnValue:
    event = queries.by_id(event_id)
    form = AddForm(event)
    if form.validate_on_submit():
        try:
            with transaction():
                made = _add(event, form)
        except (Invalid, NotPossible) as fault:
            form.blame(fault)
        else:
            flash(_("%(name)s is registered and gets an e-mail.", name=made), "success")
            return redirect(url_for(".index", event_id=event_id), 303)
    return render_template("registrations/add.html", **_about(event), form=form), 422 if form.errors else 200


def _add(event: Event, form: AddForm) -> str:
    person = Person(
        parse_address(form.email.data), form.name.data, form.attend_as.data, title=form.title.data or ""
    )
    made = staff.add(
        event.id,
        person,
        form.affiliation.data or "",
        form.municipality.data or "",
        actor_id(),
        beyond=form.beyond.data,
    )
    return made.name


@blueprint.get("/<int:event_id>/participants/<int:registration_id>")
def one(event_id: int, registration_id: int) -> ResponseReturnValue:
    event, registration = queries.by_id(event_id), staff.find(event_id, registration_id)
    given = Answers.of(registration)
    is_waiting = registration.state is RegistrationState.WAITLISTED
    return render_template(
        "registrations/participant.html",
        **_about(event),
        registration=registration,
        contact=service.contact_of(registration),
        answers=[
            (answers.label(question), answers.words(question, given.to(question)), question.is_sensitive)
            for question in answers.questions(event)
        ],
        number=line.number(registration) if is_waiting else 0,
        can_get_place=registration.state
        not in (*HAS_PLACE, RegistrationState.CANCELLED, RegistrationState.REJECTED),
        can_cancel=registration.state not in (RegistrationState.CANCELLED, RegistrationState.REJECTED),
        seats=desks.seats(event),
    )


@blueprint.post("/<int:event_id>/participants/<int:registration_id>/place")
def give_place(event_id: int, registration_id: int) -> ResponseReturnValue:
    with transaction():
        staff.give_place(staff.find(event_id, registration_id).id, actor_id())
    flash(_("The place is given, and the person gets an e-mail."), "success")
    return _back(event_id, registration_id)


@blueprint.post("/<int:event_id>/participants/<int:registration_id>/first")
def to_front(event_id: int, registration_id: int) -> ResponseReturnValue:
    with transaction():
        staff.to_front(staff.find(event_id, registration_id).id, actor_id())
    flash(_("The next free place goes to this person."), "success")
    return _back(event_id, registration_id)


@blueprint.route("/<int:event_id>/participants/<int:registration_id>/cancel", methods=["GET", "POST"])
def cancel(event_id: int, registration_id: int) -> ResponseReturnValue:
    registration = staff.find(event_id, registration_id)
    if request.method == "GET":
        event = queries.by_id(event_id)
        return render_template("registrations/cancel.html", **_about(event), registration=registration)
    with transaction():
        staff.cancel(registration.id, actor_id())
    flash(_("The registration is cancelled, and the person gets an e-mail."), "success")
    return _back(event_id, registration_id)


@blueprint.post("/<int:event_id>/participants/late-link")
def renew_late_link(event_id: int) -> ResponseReturnValue:
    with transaction():
        staff.renew_late_link(queries.by_id(event_id).id, actor_id())
    flash(_("The old link does not work any more."), "success")
    return redirect(url_for(".index", event_id=event_id), 303)


def _about(event: Event) -> dict[str, object]:
    return {"event": event, "view": page.view_of(event, current_language()), "words": words}


def _back(event_id: int, registration_id: int) -> ResponseReturnValue:
    return redirect(url_for(".one", event_id=event_id, registration_id=registration_id), 303)
