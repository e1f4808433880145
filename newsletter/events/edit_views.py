"""The announcement form. Row buttons send it whole and change nothing but the page; only Save stores."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from newsletter.core.database import transaction
from newsletter.errors import Invalid
from newsletter.events import edit, foresee, form_options, queries, rows, service, twins
from newsletter.events.change_words import said
from newsletter.events.changes import differences
from newsletter.events.checks import Faulty
from newsletter.events.content import clean
from newsletter.events.form import EventForm, doubled_language, stated
from newsletter.events.models import Event
from newsletter.events.move_along import Moved, move_along
from newsletter.web.actor import actor_id

blueprint = Blueprint("event_form", __name__)


@blueprint.get("/new")
def new() -> ResponseReturnValue:
    return _page(form_options.filled_with(form_options.empty()))


@blueprint.post("/new")
def create() -> ResponseReturnValue:
    return _posted(None)


@blueprint.get("/<int:event_id>/edit")
def show(event_id: int) -> ResponseReturnValue:
    event = queries.by_id(event_id)
    return _page(form_options.filled_with(edit.content_of(event), event.revision), event)


@blueprint.post("/<int:event_id>/edit")
def save(event_id: int) -> ResponseReturnValue:
    return _posted(queries.by_id(event_id))


def _posted(event: Event | None) -> ResponseReturnValue:
    typed: rows.Typed = MultiDict(request.form)
    press = rows.Press.read(typed)
    if press.is_about_rows:
        typed, focus = rows.pressed(typed, press)
        return _page(form_options.as_posted(typed, event), event, focus=focus)
    form = form_options.as_posted(rows.without_empty_rows(typed), event)
    if not form.validate() or accuse_doubled_language(form):
        return _page(form, event), 422
    moved = None
    try:
        if event is not None:
            moved = _moved_along(form, event)
            said_before = [] if "confirmed" in typed else _foreseen(form, event, moved)
            if said_before or (moved.offer and "confirmed" not in typed):
                return _page(form, event, consequences=said_before, offer=moved.offer, typed=typed)
        saved = _store(form, event, moved)
    except edit.ChangedMeanwhile as meanwhile:
        return _both_versions(form, meanwhile.event)
    except Faulty as faulty:
        _show_moved_days(form, moved, faulty)
        form.accuse(faulty.faults)
    except Invalid as fault:
        form.accuse({fault.field or "": str(fault)})
    else:
        flash(_("The event is saved."), "success")
        if twins.of(saved):
            flash(_("Another event has the same title and start. Look at both."), "warning")
        return redirect(url_for("staff_events.show", event_id=saved.id), 303)
    return _page(form, event), 422


def accuse_doubled_language(form: EventForm) -> bool:
    if doubled_language(form):
        sentence = _(
            "There are texts in this language under “Other languages”. Empty them, or choose the other one."
        )
        form.accuse({"language": str(sentence)})
        return True
    return False


def _store(form: EventForm, event: Event | None, moved: Moved | None) -> Event:
    with transaction():
        if event is None or moved is None:
            return service.create(stated(form, {}), actor_id())
        return edit.save(event.id, moved.content, _revision(form), actor_id())


def _moved_along(form: EventForm, event: Event) -> Moved:
    """What the form says, with the programme where the event was moved to.

    Raises:
        ChangedMeanwhile: what a row was before can only be told from the version that the editor saw.
    """
    if event.revision != _revision(form):
        raise edit.ChangedMeanwhile(event)
    content = clean(stated(form, event.texts))
    return move_along(edit.content_of(event), content, with_clock="shift_programme" in request.form)


def _foreseen(form: EventForm, event: Event, moved: Moved) -> list[str]:
    """What saving would do to the programme and what is planned; asked once, before the editor confirms."""
    return [*moved.sentences, *foresee.consequences(event.id, moved.content, _revision(form))]


def _show_moved_days(form: EventForm, moved: Moved | None, faulty: Faulty) -> None:
    """A row that moved along and is accused for its day shows the day that it is accused for."""
    for number, row in enumerate(moved.content.programme if moved else ()):
        if row.day is not None and f"programme-{number}-day" in faulty.faults:
            form.programme[number].form.day.raw_data = [row.day.isoformat()]


def _revision(form: EventForm) -> int:
    seen = form.revision.data or ""
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 15 else 0


def _both_versions(form: EventForm, event: Event) -> ResponseReturnValue:
    """Keeps what was typed beside what is stored now; saving once more settles it."""
    changes = differences(edit.content_of(event), clean(stated(form, event.texts)))
    form.revision.data = str(event.revision)
    return _page(form, event, differing=[said(change) for change in changes]), 409


def _page(form: EventForm, event: Event | None = None, **more: Any) -> str:
    shown = {
        "focus": "",
        "part_names": {choice.value: choice.label for choice in form.language.choices},
        **more,
    }
    return render_template("events/form.html", form=form, event=event, **shown)
