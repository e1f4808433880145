"""A person's own registration, behind the link in their mails. Opening a page changes nothing; buttons POST."""

from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from newsletter.contacts.service import parse_address
from newsletter.core.clock import utc_to_local
from newsletter.core.database import transaction
from newsletter.errors import Invalid, NotPossible
from newsletter.events import page, queries
from newsletter.events.models import Event, Occurrence
from newsletter.extensions import csrf
from newsletter.registrations import line, links, mail, service, terms
from newsletter.registrations.forms import ChangeForm, LinkForm, TransferForm, asking
from newsletter.registrations.links import Found
from newsletter.registrations.models import Registration, RegistrationState
from newsletter.registrations.people import ENGAGED, HAS_PLACE
from newsletter.web.language import current_language, interface_language, use_language_of_reader

blueprint = Blueprint("own_registration", __name__)
csrf.exempt(blueprint)  # the secret in the address is the permission, as in subscribers.link_views


def _worn_link() -> ResponseReturnValue:
    return render_template("registrations/worn_link.html"), 404


@blueprint.get("/registrations/<token>")
def show(token: str) -> ResponseReturnValue:
    found = links.find(token)
    if found is None:
        return _worn_link()
    use_language_of_reader(found.registration.language)
    return render_template("registrations/own.html", **_parts(token, found), done=request.args.get("done"))


@blueprint.post("/registrations/<token>/confirm")
def confirm(token: str) -> ResponseReturnValue:
    with transaction():
        if found := links.find(token):
            service.confirm(found.registration.id)
    return redirect(url_for(".show", token=token), 303)


@blueprint.post("/registrations/<token>/accept")
def accept(token: str) -> ResponseReturnValue:
    with transaction():
        if found := links.find(token):
            service.accept(found.registration.id)
    return redirect(url_for(".show", token=token), 303)


@blueprint.route("/registrations/<token>/give-up", methods=["GET", "POST"])
def give_up(token: str) -> ResponseReturnValue:
    found = links.find(token)
    if found is None:
        return _worn_link()
    use_language_of_reader(found.registration.language)
    if request.method == "GET":
        return render_template("registrations/give_up.html", **_parts(token, found))
    try:
        with transaction():
            service.give_up(found.registration.id)
    except NotPossible as fault:
        return render_template("registrations/own.html", **_parts(token, found), fault=str(fault)), 409
    return redirect(url_for(".show", token=token), 303)


@blueprint.route("/registrations/<token>/change", methods=["GET", "POST"])
def change(token: str) -> ResponseReturnValue:
    found = links.find(token)
    if found is None:
        return _worn_link()
    use_language_of_reader(found.registration.language)
    if not terms.may_change(found.event):
        return redirect(url_for(".show", token=token))
    form = asking(ChangeForm, found.event)(found.event, found.registration)
    if form.is_submitted() and _changed(form, found):
        return redirect(url_for(".show", token=token, done="changed"), 303)
    return _form_page("registrations/change.html", token, found, form)


def _changed(form: ChangeForm, found: Found) -> bool:
    is_valid, given = form.validate(), form.read_answers()
    if not is_valid or given is None:
        return False
    try:
        with transaction():
            service.change(found.registration.id, form.details(given))
    except (Invalid, NotPossible) as fault:
        form.blame(fault)
        return False
    return True


@blueprint.route("/registrations/<token>/transfer", methods=["GET", "POST"])
def transfer(token: str) -> ResponseReturnValue:
    found = links.find(token)
    if found is None:
        return _worn_link()
    use_language_of_reader(found.registration.language)
    if not service.can_transfer(found.event, found.registration):
        return redirect(url_for(".show", token=token))
    form = TransferForm()
    if form.validate_on_submit() and _transferred(form, found):
        return redirect(url_for(".show", token=token), 303)
    return _form_page("registrations/transfer.html", token, found, form)


def _transferred(form: TransferForm, found: Found) -> bool:
    try:
        with transaction():
            service.transfer(found.registration.id, parse_address(form.email.data), form.name.data)
    except (Invalid, NotPossible) as fault:
        form.blame(fault)
        return False
    return True


def _form_page(template: str, token: str, found: Found, form: LinkForm) -> ResponseReturnValue:
    return render_template(
        template, **_parts(token, found), form=form
    ), 422 if form.errors or form.form_errors else 200


@blueprint.get("/events/<slug>/join")
def join(slug: str) -> ResponseReturnValue:
    """The way into an online event, for those who have a place."""
    event = queries.public(slug)
    token = request.args.get("key", "")
    found = links.find(token)
    has_place = found is not None and found.event.id == event.id and found.registration.state in HAS_PLACE
    if found is not None:
        use_language_of_reader(found.registration.language)
    return render_template(
        "registrations/join.html",
        event=event,
        view=page.view_of(event, current_language()),
        has_place=has_place,
        address=event.join_url if has_place and terms.shows_join_link(event) else "",
        shown_from=_moment(event, "shows_join_link_from"),
    ), 200 if has_place else 403


def _parts(token: str, found: Found) -> dict[str, object]:
    registration, event = found
    return {
        "token": token,
        "registration": registration,
        "event": event,
        "view": page.view_of(event, current_language()),
        "is_off": _is_off(registration, event),
        "says": _says(registration, event),
        "number": line.number(registration) if registration.state is RegistrationState.WAITLISTED else 0,
        "may_change": terms.may_change(event),
        "may_give_up": terms.may_give_up(event),
        "may_leave_list": terms.may_leave_list(event),
        "may_transfer": service.can_transfer(event, registration),
        "has_begun": terms.has_begun(event),
        "change_until": _moment(event, "change_until") if event.change_until_on else "",
        "cancel_until": _moment(event, "cancel_until") if event.cancel_until_on else "",
        "join_from": _moment(event, "shows_join_link_from"),
        "join_address": event.join_url if terms.shows_join_link(event) else "",
        "ways": terms.ways(event),
    }


def _moment(event: Event, name: str) -> str:
    moment = getattr(terms, name)(event)
    return (
        mail.moment_in_words(event, utc_to_local(moment, event.zone), interface_language()) if moment else ""
    )


def _is_off(registration: Registration, event: Event) -> bool:
    """Whether somebody who has or wanted a place reads first of all that nothing takes place."""
    wants = registration.state in (*ENGAGED, RegistrationState.UNCONFIRMED)
    return wants and event.occurrence is Occurrence.CANCELLED


def _says(registration: Registration, event: Event) -> str:
    """How it stands, in a few words: the heading of the page."""
    if _is_off(registration, event):
        return str(_("The event is cancelled"))
    sentences = {
        RegistrationState.UNCONFIRMED: _("Confirm your registration"),
        RegistrationState.RECEIVED: _("We have received your registration"),
        RegistrationState.CONFIRMED: _("You have a place"),
        RegistrationState.WAITLISTED: _("You are on the waiting list"),
        RegistrationState.OFFERED: _("A place is free for you"),
        RegistrationState.DECLINED: _("You have no place at this event"),
        RegistrationState.REJECTED: _("Your registration was not accepted"),
        RegistrationState.CANCELLED: _("You are not registered"),
        RegistrationState.ATTENDED: _("You took part"),
        RegistrationState.NO_SHOW: _("You were registered"),
    }
    return str(sentences[registration.state])


@blueprint.app_template_filter("event_moment")
def _event_moment(moment: datetime, event: Event) -> str:
    """An instant as it stands in a sentence, in the event's zone."""
    return mail.moment_in_words(event, utc_to_local(moment, event.zone), interface_language())
