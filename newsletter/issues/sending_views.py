"""Letting an issue go: who will get it and when, how far it has come, who got it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from newsletter.core.database import transaction
from newsletter.errors import Conflict, Invalid, NotPossible
from newsletter.issues import dispatch, drafts, sending_page
from newsletter.issues.forms import ScheduleForm
from newsletter.issues.models import Issue, IssueState
from newsletter.outbox import service as outbox
from newsletter.outbox.models import Mailing
from newsletter.web.actor import actor_id

blueprint = Blueprint("sending", __name__)


@blueprint.get("/<int:issue_id>/send")
def schedule(issue_id: int) -> ResponseReturnValue:
    issue = drafts.find(issue_id)
    if issue.state is not IssueState.DRAFT:
        return _to_progress(issue_id)
    return _schedule_page(issue, ScheduleForm(formdata=None, revision=str(issue.revision)))


@blueprint.post("/<int:issue_id>/send")
def send(issue_id: int) -> ResponseReturnValue:
    """A second press, or a reload, finds the issue on its way and changes nothing."""
    issue = drafts.find(issue_id)
    form = ScheduleForm()
    try:
        with transaction():
            dispatch.schedule(
                issue_id, form.departure(), form.seen_state(), actor_id(), form.wish_for_unknown()
            )
    except Invalid as fault:
        form.blame(fault)
        return _schedule_page(issue, form), 422
    except Conflict as conflict:
        flash(str(conflict), "warning")
        return redirect(url_for("sending.schedule", issue_id=issue_id), 303)
    return _to_progress(issue_id)


def _schedule_page(issue: Issue, form: ScheduleForm) -> str:
    return render_template("issues/schedule.html", form=form, plan=sending_page.preparation(issue))


@blueprint.get("/<int:issue_id>/sending")
def show(issue_id: int) -> ResponseReturnValue:
    return _progress_page(issue_id)


@blueprint.get("/<int:issue_id>/sending/progress")
def progress(issue_id: int) -> ResponseReturnValue:
    """The part of the page that moves; once the issue has come further than was seen, the whole page is due."""
    found = sending_page.progress(drafts.find(issue_id))
    if found is None or found.shown_stage != request.args.get("seen"):
        return "", 200, {"HX-Refresh": "true"}
    return render_template("issues/progress.html", progress=found)


@blueprint.post("/<int:issue_id>/sending/find")
def find(issue_id: int) -> ResponseReturnValue:
    """By POST, so that no address stands in an address or a log."""
    mailing = dispatch.mailing_of(drafts.find(issue_id))
    typed = request.form.get("address", "")
    if mailing is None:
        return redirect(url_for("composer.show", issue_id=issue_id), 303)
    try:
        return _progress_page(issue_id, typed=typed, found=sending_page.look_up(mailing, typed))
    except Invalid as fault:
        return _progress_page(issue_id, 422, typed=typed, fault=str(fault))


def _progress_page(issue_id: int, status: int = 200, **more: Any) -> ResponseReturnValue:
    found = sending_page.progress(drafts.find(issue_id))
    if found is None:
        return redirect(url_for("composer.show", issue_id=issue_id), 303)
    return render_template("issues/sending.html", progress=found, **more), status


@blueprint.post("/<int:issue_id>/take-back")
def take_back(issue_id: int) -> ResponseReturnValue:
    try:
        with transaction():
            dispatch.take_back(issue_id, actor_id())
    except NotPossible as fault:
        flash(str(fault), "warning")
        return _to_progress(issue_id)
    flash(_("The issue is a draft again. Nobody has got it."), "success")
    return redirect(url_for("composer.show", issue_id=issue_id), 303)


@blueprint.post("/<int:issue_id>/sending/pause")
def pause(issue_id: int) -> ResponseReturnValue:
    return _control(issue_id, outbox.pause)


@blueprint.post("/<int:issue_id>/sending/resume")
def resume(issue_id: int) -> ResponseReturnValue:
    return _control(issue_id, outbox.resume)


@blueprint.get("/<int:issue_id>/sending/stop")
def ask_to_stop(issue_id: int) -> ResponseReturnValue:
    found = sending_page.progress(drafts.find(issue_id))
    if found is None or not found.is_moving:
        return _to_progress(issue_id)
    return render_template("issues/stop.html", progress=found)


@blueprint.post("/<int:issue_id>/sending/stop")
def stop(issue_id: int) -> ResponseReturnValue:
    return _control(issue_id, outbox.cancel)


def _control(issue_id: int, act: Callable[[int, int | None], Mailing]) -> ResponseReturnValue:
    mailing = dispatch.mailing_of(drafts.find(issue_id))
    if mailing is not None:
        try:
            with transaction():
                act(mailing.id, actor_id())
        except NotPossible as fault:
            flash(str(fault), "warning")
    return _to_progress(issue_id)


def _to_progress(issue_id: int) -> ResponseReturnValue:
    return redirect(url_for("sending.show", issue_id=issue_id), 303)
