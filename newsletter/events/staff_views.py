"""Events for staff: finding them, their page, and what can be done with one."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import pgettext

from newsletter.core.clock import now
from newsletter.core.database import transaction
from newsletter.core.text import one_line
from newsletter.errors import Invalid
from newsletter.events import checks, edit, foresee, page, queries, service, twins
from newsletter.events.change_words import said
from newsletter.events.models import Event, Occurrence, Publication
from newsletter.events.queries import StaffView
from newsletter.events.state import is_over
from newsletter.web.actor import actor_id
from newsletter.web.language import current_language
from newsletter.web.pagination import paginate

blueprint = Blueprint("staff_events", __name__)


@blueprint.get("")
def index() -> ResponseReturnValue:
    view = queries.wished(StaffView, request.args.get("show")) or StaffView.COMING
    words = one_line(request.args.get("q", ""))[:100]
    found = paginate(queries.for_staff(view, words))
    return render_template(
        "events/staff_list.html",
        found=found,
        views=[page.view_of(event, current_language()) for event in found],
        view=view,
        words=words,
        counts=queries.counts(words),
    )


@blueprint.get("/<int:event_id>")
def show(event_id: int) -> ResponseReturnValue:
    event = queries.by_id(event_id)
    missing = [] if event.publication is Publication.PUBLISHED else _missing(event)
    history = [(change, said(change)) for change in queries.history(event_id)]
    return render_template(
        "events/staff_event.html",
        event=event,
        view=page.view_of(event, current_language()),
        missing=missing,
        history=history,
        is_over=is_over(event, now()),
        twins=[page.view_of(twin, current_language()) for twin in twins.of(event)],
    )


def _missing(event: Event) -> list[str]:
    return checks.unready(edit.content_of(event), has_contact=service.has_contact(event))


@blueprint.get("/<int:event_id>/preview")
def preview(event_id: int) -> ResponseReturnValue:
    """The public page as it would be, whatever the event's state."""
    event = queries.by_id(event_id)
    return page.render(event, current_language(), is_preview=True)


@blueprint.post("/<int:event_id>/publish")
def publish(event_id: int) -> ResponseReturnValue:
    try:
        with transaction():
            service.publish(event_id, actor_id())
    except service.NotReady as fault:
        flash(_("The event is not published: something is missing."), "danger")
        for sentence in fault.missing:
            flash(sentence, "danger")
    else:
        flash(_("The event is published."), "success")
    return _back(event_id)


@blueprint.post("/<int:event_id>/withdraw")
def withdraw(event_id: int) -> ResponseReturnValue:
    with transaction():
        service.withdraw(event_id, actor_id())
    flash(_("The event is withdrawn. Only staff can see it now."), "success")
    return _back(event_id)


@blueprint.route("/<int:event_id>/cancel", methods=["GET", "POST"])
def cancel(event_id: int) -> ResponseReturnValue:
    return _with_reason(event_id, Occurrence.CANCELLED)


@blueprint.route("/<int:event_id>/postpone", methods=["GET", "POST"])
def postpone(event_id: int) -> ResponseReturnValue:
    return _with_reason(event_id, Occurrence.POSTPONED)


def _with_reason(event_id: int, wanted: Occurrence) -> ResponseReturnValue:
    event = queries.by_id(event_id)
    if request.method == "GET":
        return _reason_page(event, wanted)
    try:
        with transaction():
            _turn(event_id, wanted)
    except Invalid as refused:
        return _reason_page(event, wanted, refused), 422
    is_cancelled = wanted is Occurrence.CANCELLED
    flash(_("The event is cancelled.") if is_cancelled else _("The event is postponed."))
    return _back(event_id)


def _turn(event_id: int, wanted: Occurrence) -> None:
    """
    Raises:
        Invalid: no reason, or the word that confirms it was not written.
    """
    reason = request.form.get("reason", "")
    if wanted is Occurrence.POSTPONED:
        service.postpone(event_id, reason, actor_id())
        return
    service.cancel(event_id, reason, actor_id())
    if request.form.get("confirmation", "").strip().casefold() != _word().casefold():
        raise Invalid(
            _("Write “%(word)s”. So nothing is cancelled by accident.", word=_word()), "confirmation"
        )


def _word() -> str:
    return str(pgettext("typed to confirm", "cancel"))


def _reason_page(event: Event, wanted: Occurrence, fault: Invalid | None = None) -> str:
    return render_template(
        "events/reason.html",
        event=event,
        view=page.view_of(event, current_language()),
        wanted=wanted,
        word=_word(),
        consequences=foresee.consequences_of(event.id, wanted),
        typed=request.form,
        faults={fault.field: str(fault)} if fault else {},
    )


@blueprint.post("/<int:event_id>/reinstate")
def reinstate(event_id: int) -> ResponseReturnValue:
    with transaction():
        service.reinstate(event_id, actor_id())
    flash(_("The event takes place after all."), "success")
    return _back(event_id)


@blueprint.post("/<int:event_id>/duplicate")
def duplicate(event_id: int) -> ResponseReturnValue:
    with transaction():
        copy = service.duplicate(event_id, actor_id())
    flash(_("This is a copy. Change what differs, above all the date."), "success")
    return redirect(url_for("event_form.show", event_id=copy.id), 303)


@blueprint.route("/<int:event_id>/delete", methods=["GET", "POST"])
def delete(event_id: int) -> ResponseReturnValue:
    event = queries.by_id(event_id)
    if request.method == "GET":
        return render_template(
            "events/delete.html", event=event, view=page.view_of(event, current_language())
        )
    with transaction():
        service.delete_draft(event_id, actor_id())
    flash(_("The draft is deleted."), "success")
    return redirect(url_for("staff_events.index", show=StaffView.DRAFTS.value), 303)


def _back(event_id: int) -> ResponseReturnValue:
    return redirect(url_for("staff_events.show", event_id=event_id), 303)
