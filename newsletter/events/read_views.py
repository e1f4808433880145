"""Starting from an announcement: handing it in, and the form with every value beside the line it was read from."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_limiter.errors import RateLimitExceeded
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import FileField, StringField, TextAreaField

from newsletter.core.database import transaction
from newsletter.errors import Invalid
from newsletter.events import (
    announcement,
    calendar_entries,
    evidence,
    fetch,
    form_options,
    prefill,
    queries,
    rows,
    service,
    source,
)
from newsletter.events.calendar_entries import CalendarEntry
from newsletter.events.checks import Faulty
from newsletter.events.edit_views import accuse_doubled_language
from newsletter.events.form import EventForm, stated
from newsletter.events.prefill import Prefilled
from newsletter.events.reader.calendar_file import looks_like_calendar
from newsletter.events.reader.reading import decoded
from newsletter.events.reader.result import Reading
from newsletter.events.source import AnnouncementSource, SourceKind
from newsletter.extensions import limiter
from newsletter.organisation import service as organisation
from newsletter.web.actor import actor_id
from newsletter.web.forms import Form

LARGEST_FILE = 2 * 1024 * 1024
LONGEST_PASTE = 200_000

blueprint = Blueprint("announcements", __name__)
_fetches = limiter.limit("20/10 minutes", key_func=lambda: f"fetches of {actor_id()}")


class ReadForm(Form):
    """Three ways, one of which is used."""

    text = TextAreaField(_l("Text of the announcement"))
    file = FileField(_l("File"))
    address = StringField(_l("Address of the page"))


@blueprint.get("")
def start() -> ResponseReturnValue:
    return render_template("events/read.html", form=ReadForm())


@blueprint.post("")
def read() -> ResponseReturnValue:
    form, status = ReadForm(), 422
    ways = {"paste": _pasted, "file": _uploaded, "address": _fetched}
    try:
        kept = ways.get(request.form.get("way", ""), _pasted)(form)
    except RateLimitExceeded:
        status = 429
        form.blame(
            Invalid(_("You have opened many addresses. Wait ten minutes, or paste the text."), "address")
        )
    except Invalid as fault:
        form.blame(fault)
    else:
        return redirect(url_for("announcements.show", source_id=kept.id), 303)
    return render_template("events/read.html", form=form), status


def _pasted(form: ReadForm) -> AnnouncementSource:
    text = form.text.data or ""
    if not text.strip():
        raise Invalid(_("Paste the text of the announcement here."), "text")
    if len(text) > LONGEST_PASTE:
        raise Invalid(_("This is too long for an announcement. Paste only the part about the event."), "text")
    return _kept(SourceKind.PASTE, text, text.encode("utf-8", "replace"), "text")


def _uploaded(form: ReadForm) -> AnnouncementSource:
    sent = form.file.data
    raw = sent.read(LARGEST_FILE + 1) if isinstance(sent, FileStorage) else b""
    if not raw:
        raise Invalid(_("Choose a file that is not empty."), "file")
    if len(raw) > LARGEST_FILE:
        raise Invalid(_("The file is larger than 2 MB. Paste the text of the announcement instead."), "file")
    if announcement.is_binary(raw):
        raise Invalid(
            _("This file is neither a web page nor text nor a calendar file. Open it and paste its text."),
            "file",
        )
    return _kept(SourceKind.FILE, decoded(raw), raw, "file")


def _fetched(form: ReadForm) -> AnnouncementSource:
    rules = current_app.extensions.get("fetch_rules")
    with _fetches:
        page = fetch.fetch(form.address.data or "", rules)
    return _kept(SourceKind.URL, page.text, page.raw, "address", page.url)


def _kept(kind: SourceKind, text: str, raw: bytes, field: str, url: str = "") -> AnnouncementSource:
    if looks_like_calendar(text):
        kind = SourceKind.ICS if kind is SourceKind.FILE else kind
        if not calendar_entries.entries(text):
            raise Invalid(_("There is no event in this calendar file."), field)
    with transaction():
        return source.keep(kind, announcement.storable(text), raw, actor_id(), url)


@dataclass(frozen=True)
class Page:
    """What there is to show of a kept announcement."""

    kept: AnnouncementSource
    reading: Reading
    prefilled: Prefilled
    entry: CalendarEntry | None = None
    earlier: tuple[int, ...] = ()

    @property
    def quoted(self) -> set[str]:
        """The lines that something was read from."""
        found = [*self.prefilled.evidence.values(), *self.prefilled.row_evidence.values()]
        return {one.line for one in found}


@blueprint.get("/<int:source_id>")
def show(source_id: int) -> ResponseReturnValue:
    kept = source.by_id(source_id)
    if kept.event_id is not None:
        return redirect(url_for("event_form.show", event_id=kept.event_id), 303)
    entries = calendar_entries.entries(kept.text) if looks_like_calendar(kept.text) else []
    if len(entries) > 1 and _entry(entries) is None:
        return _choice(kept, entries)
    try:
        page = _page_of(kept, entries)
    except Invalid as fault:
        return render_template("events/read_nothing.html", kept=kept, reason=str(fault), readable=False), 422
    if not page.reading.is_event and "anyway" not in request.args:
        return render_template(
            "events/read_nothing.html", kept=kept, reason=_reason(page), readable=True, page=page
        )
    return _form_page(form_options.filled_with(page.prefilled.content), page)


@blueprint.post("/<int:source_id>")
def save(source_id: int) -> ResponseReturnValue:
    kept = source.by_id(source_id)
    if kept.event_id is not None:
        return _already(kept.event_id)
    entries = calendar_entries.entries(kept.text) if looks_like_calendar(kept.text) else []
    page = _page_of(kept, entries)
    typed: rows.Typed = MultiDict(request.form)
    press = rows.Press.read(typed)
    if press.is_about_rows:
        typed, focus = rows.pressed(typed, press)
        return _form_page(_posted(typed, page), page, focus=focus)
    form = _posted(rows.without_empty_rows(typed), page)
    if not form.validate() or accuse_doubled_language(form):
        return _form_page(form, page), 422
    if evidence.accuse_unchecked(form, page.prefilled, typed):
        return _form_page(form, page), 422
    return _saved(form, page)


def _saved(form: EventForm, page: Page) -> ResponseReturnValue:
    try:
        with transaction():
            kept = source.locked(page.kept.id)
            if kept.event_id is not None:
                return _already(kept.event_id)
            event = service.create(stated(form, {}), actor_id())
            source.confirm(kept, event.id, actor_id())
    except Faulty as faulty:
        form.accuse(faulty.faults)
    except Invalid as fault:
        form.accuse({fault.field or "": str(fault)})
    else:
        flash(_("The event is saved as a draft. Look at it, then publish it."), "success")
        return redirect(url_for("staff_events.show", event_id=event.id), 303)
    return _form_page(form, page), 422


def _already(event_id: int) -> ResponseReturnValue:
    flash(_("This announcement became an event already. Here it is."), "info")
    return redirect(url_for("staff_events.show", event_id=event_id), 303)


def _posted(typed: rows.Typed, page: Page) -> EventForm:
    return form_options.as_posted(typed, None, page.prefilled.content)


def _entry(entries: list[CalendarEntry]) -> CalendarEntry | None:
    """The event of a calendar file that was chosen; the only one needs no choice."""
    if len(entries) == 1:
        return entries[0]
    wished = request.args.get("entry", "")
    return next((entry for entry in entries if str(entry.number) == wished), None)


def _page_of(kept: AnnouncementSource, entries: list[CalendarEntry]) -> Page:
    base, entry = form_options.empty(), _entry(entries)
    today = source.day_of_reading(kept, base.zone)
    if entries:
        entry = entry or entries[0]
        read = announcement.of_calendar(kept.text, entry, today, entry.zone or base.zone)
        base = prefill.with_zone_of(base, entry.zone)
    else:
        read = announcement.of_text(kept.text, today, base.zone)
    filled = prefill.fill(read, base, today, kept.url)
    return Page(kept, read.reading, filled, entry, tuple(source.events_of_same(kept)))


def _choice(kept: AnnouncementSource, entries: list[CalendarEntry]) -> str:
    shown = entries[: calendar_entries.MOST_LISTED]
    zone = organisation.get().zone
    days = {entry.number: entry.day(zone) for entry in shown}
    return render_template("events/read_choice.html", kept=kept, entries=shown, days=days, count=len(entries))


def _reason(page: Page) -> str:
    if page.reading.start is None and page.reading.registration_deadline is not None:
        return str(_("It has a last day, but no day on which something takes place."))
    if page.reading.start is None:
        return str(_("No day on which something takes place was found in it."))
    sentence: str = _(
        "It has a date, but reads more like news, a job advertisement or opening hours than an invitation."
    )
    return sentence


def _form_page(form: EventForm, page: Page, **more: Any) -> str:
    evidence.show(form, page.prefilled, request.form)
    earlier = [queries.by_id(event_id) for event_id in page.earlier]
    part_names = {choice.value: choice.label for choice in form.language.choices}
    shown = {"focus": "", "part_names": part_names, **more}
    return render_template(
        "events/read_form.html", form=form, event=None, page=page, earlier=earlier, **shown
    )
