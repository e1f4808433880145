"""A change of an event as people read it: the field by its label, the values as the form shows them."""

from datetime import date, time
from typing import Any, NamedTuple

from flask_babel import gettext as _

from newsletter.core import regions
from newsletter.core.languages import format_date, format_time, language_name
from newsletter.events import choices
from newsletter.events.changes import Change
from newsletter.events.form import EventForm, MainTextsForm
from newsletter.events.models import EventChange
from newsletter.rendering import richtext
from newsletter.web.language import interface_language

CHOICES: dict[str, choices.Labels] = {
    "kind": choices.KINDS,
    "date_state": choices.DATE_STATES,
    "mode": choices.MODES,
    "geo_scope": choices.GEO_SCOPES,
    "price_kind": choices.PRICES,
    "registration_mode": choices.REGISTRATION,
    "late_policy": choices.LATE_POLICIES,
    "allocation": choices.ALLOCATIONS,
    "occurrence": choices.OCCURRENCES,
    "confirm_email": choices.YES_NO,
    "substitutes_allowed": choices.YES_NO,
}


class SaidChange(NamedTuple):
    field: str
    old: str
    new: str
    is_material: bool


def said(change: Change | EventChange) -> SaidChange:
    return SaidChange(
        field_label(change.field),
        _value(change.field, change.old),
        _value(change.field, change.new),
        change.is_material,
    )


def field_label(name: str) -> str:
    if name == "occurrence":
        return str(_("State"))
    if name.startswith("texts."):
        _texts, language, field = name.split(".", 2)
        label = _label(MainTextsForm, field)
        return f"{label} ({language_name(language, interface_language())})"
    prefix = {"contact": _("Contact"), "registration_contact": _("Contact for registration")}
    label = _label(EventForm, name)
    owner = prefix.get(name.rpartition("_")[0])
    return f"{owner}: {label}" if owner else label


def _label(form: type[Any], name: str) -> str:
    """The label that the form gives the field; WTForms keeps it unbound, as the first argument."""
    unbound = getattr(form, name, None)
    labels = {
        "organisers": _("Organisers"),
        "programme": _("Programme"),
        "materials": _("Material"),
        "questions": _("Questions"),
    }
    if form is EventForm and name in labels:
        return str(labels[name])
    return str(unbound.args[0]) if unbound is not None and unbound.args else name


def _value(name: str, written: str) -> str:
    if not written:
        return "–"
    if name in CHOICES:
        return choices.label(CHOICES[name], written)
    if name == "audience_roles":
        return ", ".join(choices.label(choices.AUDIENCE_ROLES, role) for role in written.splitlines())
    if name == "audience_regions":
        return ", ".join(regions.name(code, interface_language()) for code in written.splitlines())
    if name == "materials":  # a row of each: title, address, kind
        return ", ".join(row.split(" | ")[0] for row in written.splitlines())
    if name.endswith("_on"):
        return format_date(date.fromisoformat(written), interface_language())
    if name.endswith("_at"):
        return format_time(time.fromisoformat(written), interface_language())
    return richtext.to_plain(written) if name.endswith("body_html") else written
