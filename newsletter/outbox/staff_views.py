"""Deciding about mails whose reply was lost, for mailings of every kind."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from newsletter.core.database import session, transaction
from newsletter.errors import NotPossible
from newsletter.outbox import service
from newsletter.outbox.models import Decision, DeliveryNote, Mailing
from newsletter.outbox.recipients import recipients
from newsletter.web.actor import actor_id

blueprint = Blueprint("mailings", __name__)

MOST_SHOWN = 500


@blueprint.app_context_processor
def _for_progress() -> dict[str, object]:
    return {"waits_until": service.waits_until}


ALL = "all"


@dataclass(frozen=True)
class Lost:
    """One person, and what was decided."""

    contact_id: int
    address: str
    note: DeliveryNote

    @property
    def words(self) -> str:
        if self.note.decision is Decision.LEAVE:
            return str(_("Left as it is."))
        if self.note.decision is Decision.REPEAT:
            return str(_("Sent again, and that reply was lost too. It is not sent a third time."))
        return self.note.said


@dataclass(frozen=True)
class LostReplies:
    mailing: Mailing
    people: Sequence[Lost]
    undecided: int
    why_not_again: str

    @property
    def open(self) -> list[Lost]:
        return [lost for lost in self.people if lost.note.decision is None]

    @property
    def decided(self) -> list[Lost]:
        return [lost for lost in self.people if lost.note.decision is not None]


@blueprint.get("/<int:mailing_id>/unknown")
def unknown(mailing_id: int) -> ResponseReturnValue:
    return render_template("outbox/unknown.html", lost=_lost_replies(mailing_id))


@blueprint.post("/<int:mailing_id>/unknown")
def decide(mailing_id: int) -> ResponseReturnValue:
    """First asks whether it is meant; the answer comes back with `confirmed`."""
    lost = _lost_replies(mailing_id)
    chosen, wish = _chosen(), _wish()
    if chosen is not None and not chosen:
        fault = _("Tick the people you want to decide about.")
        return render_template("outbox/unknown.html", lost=lost, fault=fault), 422
    if not request.form.get("confirmed"):
        people = lost.undecided if chosen is None else len(chosen)
        return render_template(
            "outbox/decide.html", lost=lost, wish=wish, people=people, contacts=_as_field(chosen)
        )
    try:
        with transaction():
            act = service.send_again if wish is Decision.REPEAT else service.leave
            count = act(mailing_id, chosen, actor_id())
    except NotPossible as fault:
        flash(str(fault), "warning")
    else:
        _tell(wish, count)
    return redirect(url_for("mailings.unknown", mailing_id=mailing_id), 303)


def _tell(wish: Decision, count: int) -> None:
    if not count:
        flash(_("There was nothing left to decide: somebody has done it already."), "info")
    elif wish is Decision.REPEAT:
        flash(ngettext("%(num)s mail is sent again.", "%(num)s mails are sent again.", count), "success")
    else:
        flash(
            ngettext("%(num)s mail is left as it is.", "%(num)s mails are left as they are.", count),
            "success",
        )


def _lost_replies(mailing_id: int) -> LostReplies:
    mailing = session.get(Mailing, mailing_id)
    if mailing is None:
        abort(404)
    notes = service.lost_replies(mailing_id, MOST_SHOWN)
    known = recipients([note.contact_id for note in notes])
    people = [
        Lost(
            note.contact_id,
            known[note.contact_id].address if note.contact_id in known else _("erased"),
            note,
        )
        for note in notes
    ]
    return LostReplies(mailing, people, service.count_undecided(mailing_id), service.why_not_again(mailing))


def _chosen() -> Collection[int] | None:
    """Contacts that were ticked; None for all."""
    if request.form.get("whom") == ALL:
        return None
    typed = [*request.form.getlist("contact"), *request.form.get("contacts", "").split(",")]
    return {int(number) for number in typed if number.isascii() and number.isdigit() and len(number) < 19}


def _as_field(chosen: Collection[int] | None) -> dict[str, str]:
    if chosen is None:
        return {"whom": ALL}
    return {"contacts": ",".join(map(str, sorted(chosen)))}


def _wish() -> Decision:
    try:
        return Decision(request.form.get("wish", ""))
    except ValueError:
        abort(400)
