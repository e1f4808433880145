"""Lists of participants from elsewhere, and to take away."""

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField

from newsletter.core import sheets
from newsletter.core.database import transaction
from newsletter.errors import DomainError, Invalid
from newsletter.events import page, queries
from newsletter.events.models import Event
from newsletter.registrations import export, participant_lists
from newsletter.registrations.participant_lists import Report
from newsletter.web.actor import actor_id
from newsletter.web.forms import Form
from newsletter.web.language import current_language

blueprint = Blueprint("participant_lists", __name__)


class ListForm(Form):
    file = FileField(_l("List of participants"))
    is_whole = BooleanField(
        _l("This is the whole list"),
        default=True,
        description=_l("Who was on an earlier list and is not on this one has given up the place."),
    )
    writes_to_strangers = BooleanField(
        _l("We write to everybody on the list as participants"),
        description=_l(
            "Practical information, reminders and material go to all of them. Otherwise the list only "
            "keeps those who follow us from being reminded to register."
        ),
    )


@blueprint.route("/<int:event_id>/participants/import", methods=["GET", "POST"])
def take_in(event_id: int) -> ResponseReturnValue:
    event = queries.by_id(event_id)
    form = ListForm()
    report: Report | None = None
    if form.validate_on_submit():
        try:
            with transaction():
                report = _take_in(event, form)
        except DomainError as fault:
            form.blame(fault)
    status = 422 if form.errors or form.form_errors else 200
    return render_template("registrations/import.html", **_about(event), form=form, report=report), status


def _take_in(event: Event, form: ListForm) -> Report:
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        raise Invalid(_("Choose a file."), "file")
    return participant_lists.take_in(
        event.id,
        upload.read(sheets.LARGEST_FILE + 1),
        is_whole=form.is_whole.data,
        writes_to_strangers=form.writes_to_strangers.data,
        actor_id=actor_id(),
        is_trial=request.form.get("way") == "check",
    )


@blueprint.post("/<int:event_id>/participants/export")
def take_away(event_id: int) -> ResponseReturnValue:
    """POST, because taking personal data away is noted."""
    event = queries.by_id(event_id)
    with transaction():
        rows = list(
            export.rows(event, with_sensitive=bool(request.form.get("sensitive")), actor_id=actor_id())
        )
    if request.form.get("way") == "csv":
        response = make_response(sheets.to_csv(rows))
        response.headers["Content-Type"] = sheets.CSV_TYPE
        name = export.file_name(event, "csv")
    else:
        response = make_response(sheets.to_xlsx(rows, _("Participants")))
        response.headers["Content-Type"] = sheets.XLSX_TYPE
        name = export.file_name(event, "xlsx")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.cache_control.no_store = True
    return response


def _about(event: Event) -> dict[str, object]:
    return {"event": event, "view": page.view_of(event, current_language())}
