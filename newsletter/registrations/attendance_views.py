"""The list for the door, and what the meeting tells afterwards."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import FileField, IntegerField
from wtforms.validators import InputRequired

from newsletter.core import sheets
from newsletter.core.database import session, transaction
from newsletter.errors import DomainError, Invalid
from newsletter.events import page, queries
from newsletter.events.models import Event
from newsletter.registrations import attendance, attendance_files, staff, words
from newsletter.registrations.attendance_files import Report
from newsletter.registrations.staff import Show
from newsletter.web.actor import actor_id
from newsletter.web.forms import Form
from newsletter.web.language import current_language

blueprint = Blueprint("attendance", __name__)

MOST_SHOWN = 1000
LARGEST_ID = 2**63 - 1


class FileForm(Form):
    file = FileField(_l("Attendance file"))
    least = IntegerField(_l("Minutes to have been there at least"), [InputRequired()], default=0)


@blueprint.get("/<int:event_id>/attendance")
def door(event_id: int) -> ResponseReturnValue:
    event, typed = queries.by_id(event_id), request.args.get("q", "")
    people = session.scalars(staff.listed(event_id, Show.COMING, typed).limit(MOST_SHOWN)).all()
    return render_template(
        "registrations/attendance.html",
        **_about(event),
        people=people,
        typed=typed,
        counts=attendance.counts(event_id),
        is_open=attendance.is_open(event),
        is_over=attendance.is_over(event),
    )


@blueprint.post("/<int:event_id>/attendance")
def tick(event_id: int) -> ResponseReturnValue:
    """Only ticks that differ from what was shown count: somebody else may be ticking at another door."""
    before, ticked = _numbers("was"), _numbers("came")
    with transaction():
        attendance.note(event_id, ticked - before, before - ticked, actor_id())
    flash(_("Saved."), "success")
    return redirect(url_for(".door", event_id=event_id, q=request.form.get("q") or None), 303)


def _numbers(name: str) -> set[int]:
    typed = (text for text in request.form.getlist(name) if text.isdecimal())
    return {int(text) for text in typed if int(text[:20]) <= LARGEST_ID and len(text) < 20}


@blueprint.post("/<int:event_id>/attendance/absent")
def absent(event_id: int) -> ResponseReturnValue:
    with transaction():
        count = attendance.note_rest_absent(event_id, actor_id())
    flash(
        ngettext("%(num)s person is noted as absent.", "%(num)s people are noted as absent.", count),
        "success",
    )
    return redirect(url_for(".door", event_id=event_id), 303)


@blueprint.post("/<int:event_id>/attendance/absent/undo")
def undo_absent(event_id: int) -> ResponseReturnValue:
    with transaction():
        attendance.take_back_absent(event_id, actor_id())
    flash(_("Nobody is noted as absent any more."), "success")
    return redirect(url_for(".door", event_id=event_id), 303)


@blueprint.route("/<int:event_id>/attendance/import", methods=["GET", "POST"])
def take_in(event_id: int) -> ResponseReturnValue:
    event = queries.by_id(event_id)
    form = FileForm()
    report: Report | None = None
    if form.validate_on_submit():
        try:
            with transaction():
                report = _take_in(event, form)
        except DomainError as fault:
            form.blame(fault)
    status = 422 if form.errors or form.form_errors else 200
    answer = render_template("registrations/attendance_file.html", **_about(event), form=form, report=report)
    return answer, status


def _take_in(event: Event, form: FileForm) -> Report:
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        raise Invalid(_("Choose a file."), "file")
    return attendance_files.take_in(
        event.id,
        upload.read(sheets.LARGEST_FILE + 1),
        form.least.data or 0,
        actor_id(),
        is_trial=request.form.get("way") == "check",
    )


def _about(event: Event) -> dict[str, object]:
    return {"event": event, "view": page.view_of(event, current_language()), "words": words}
