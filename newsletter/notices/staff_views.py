"""Notices for staff: the timeline on an event's page, who would get one, sending it at once, how far it has come."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from newsletter.core.clock import now
from newsletter.core.database import transaction
from newsletter.core.languages import OWN_NAMES
from newsletter.errors import NotPossible
from newsletter.events import page
from newsletter.events.models import Event
from newsletter.notices import overview, plans, send_now
from newsletter.notices.models import NoticeKind
from newsletter.notices.needs import why_unwanted
from newsletter.organisation import service as organisation
from newsletter.outbox import service as outbox
from newsletter.web.actor import actor_id
from newsletter.web.headers import mail_page
from newsletter.web.language import current_language

blueprint = Blueprint("notices", __name__)


@blueprint.app_template_global()
def notices_part(event: Event) -> Markup:
    """The timeline, for the event's page, which belongs to a room below this one."""
    html = render_template(
        "notices/timeline.html",
        event=event,
        rows=overview.timeline(event),
        nobody=overview.nobody_told(event),
        can_be_extended=not why_unwanted(event, NoticeKind.EXTENDED, now()),
    )
    return Markup(html)  # noqa: S704 - a template of ours


@blueprint.get("/<int:plan_id>")
def show(plan_id: int) -> ResponseReturnValue:
    plan = plans.by_id(plan_id)
    found = overview.progress(plan)
    if found is None:
        return redirect(url_for("notices.prepare", plan_id=plan_id), 303)
    return render_template("notices/progress.html", progress=found, view=_view(found.event))


@blueprint.get("/<int:plan_id>/send")
def prepare(plan_id: int) -> ResponseReturnValue:
    plan = plans.by_id(plan_id)
    if plan.state in plans.HANDED_OVER:
        return redirect(url_for("notices.show", plan_id=plan_id), 303)
    found = overview.preparation(plan)
    return render_template("notices/send.html", plan=found, view=_view(found.event))


@blueprint.post("/<int:plan_id>/send")
def send(plan_id: int) -> ResponseReturnValue:
    try:
        with transaction():
            plan = send_now.send_now(plan_id, actor_id())
    except NotPossible as refused:
        flash(str(refused), "danger")
        return redirect(url_for("notices.prepare", plan_id=plan_id), 303)
    flash(_("The notice is on its way."), "success")
    return redirect(url_for("notices.show", plan_id=plan.id), 303)


@blueprint.post("/<int:plan_id>/stop")
def stop(plan_id: int) -> ResponseReturnValue:
    plan = plans.by_id(plan_id)
    if plan.mailing_id is None:
        abort(409)
    with transaction():
        outbox.cancel(plan.mailing_id, actor_id())
    flash(_("Sending is stopped. Nobody else gets this notice."), "success")
    return redirect(url_for("notices.show", plan_id=plan_id), 303)


@blueprint.get("/<int:plan_id>/look/<language>")
def look(plan_id: int, language: str) -> ResponseReturnValue:
    """The mail in a frame, and as plain text."""
    found = overview.look(plans.by_id(plan_id), _offered(language))
    languages = [
        (OWN_NAMES.get(code, code), url_for("notices.look", plan_id=plan_id, language=code), code == language)
        for code in organisation.get().languages
    ]
    return render_template(
        "notices/look.html",
        row=found.row,
        copy=found.copy,
        view=_view(found.event),
        language=language,
        languages=languages,
    )


@blueprint.get("/<int:plan_id>/preview/<language>")
def preview(plan_id: int, language: str) -> ResponseReturnValue:
    """The mail itself, for a frame."""
    found = overview.look(plans.by_id(plan_id), _offered(language))
    return mail_page(found.copy.html)


def _offered(language: str) -> str:
    if language not in organisation.get().languages:
        abort(404)
    return language


def _view(event: Event) -> page.EventView:
    return page.view_of(event, current_language())
