"""The composer: one language of an issue as a form, with its preview and what is to be mended."""

from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from newsletter.core.clock import now
from newsletter.core.database import transaction
from newsletter.errors import Invalid, NotPossible, StopMailing
from newsletter.issues import composer_page, copies, drafts, editing, trial
from newsletter.issues.drafts import TextConflict
from newsletter.issues.editing import Submit
from newsletter.issues.finding_list import finding_list
from newsletter.issues.models import Issue, IssueState
from newsletter.media import service as media
from newsletter.rendering.errors import FreezeError
from newsletter.web.actor import actor_id
from newsletter.web.errors import problem
from newsletter.web.headers import mail_page

blueprint = Blueprint("composer", __name__)


@blueprint.get("/<int:issue_id>")
def show(issue_id: int) -> ResponseReturnValue:
    issue = drafts.find(issue_id)
    if issue.state is not IssueState.DRAFT:
        return redirect(url_for("sending.show", issue_id=issue_id), 303)
    return _page(issue, composer_page.chosen_language(issue, request.args.get("language")))


@blueprint.post("/<int:issue_id>")
def save(issue_id: int) -> ResponseReturnValue:
    """Every button of the composer ends here with all that is typed."""
    issue = drafts.find(issue_id)
    language = composer_page.chosen_language(issue, request.args.get("language"))
    try:
        submit = editing.read(issue, language, request.form, request.files, actor_id())
        with transaction():
            editing.store(issue_id, language, submit, actor_id())
    except TextConflict as conflict:
        return _both_texts(issue, language, submit, conflict), 409
    except Invalid as fault:
        return _page(issue, language, typed=composer_page.as_typed(request.form), fault=fault), 422
    return _after(issue_id, language, submit)


@blueprint.post("/<int:issue_id>/autosave")
def autosave(issue_id: int) -> ResponseReturnValue:
    issue = drafts.find(issue_id)
    language = composer_page.chosen_language(issue, request.args.get("language"))
    try:
        submit = editing.read(issue, language, request.form, request.files, actor_id())
        with transaction():
            saved = editing.store(issue_id, language, submit, actor_id())
    except TextConflict as conflict:
        return jsonify(composer_page.conflict_for_scripts(submit.text, conflict)), 409
    except (Invalid, NotPossible) as fault:
        return jsonify(errors={"": str(fault)}), 422
    return jsonify(revision=saved.text.revision, saved_at=composer_page.clock_time(now()))


def _after(issue_id: int, language: str, submit: Submit) -> ResponseReturnValue:
    """Where the pressed button leads once everything is stored."""
    here = url_for("composer.show", issue_id=issue_id, language=language)
    match submit.action.verb:
        case "test":
            return _send_test(issue_id, language, here)
        case "schedule":
            return redirect(url_for("sending.schedule", issue_id=issue_id), 303)
        case "save":
            flash(_("The issue is saved."), "success")
            return redirect(here, 303)
        case _:
            block = composer_page.block_acted_on(submit)
            return redirect(f"{here}#block-{block}" if block else here, 303)


def _send_test(issue_id: int, language: str, here: str) -> ResponseReturnValue:
    try:
        with transaction():
            address = trial.send(issue_id, language, actor_id())
        flash(_("A test is on its way to %(address)s.", address=address), "success")
    except (Invalid, StopMailing) as fault:
        flash(_("The test was not sent. %(reason)s", reason=str(fault)), "danger")
    return redirect(here, 303)


def _page(issue: Issue, language: str, **more: Any) -> str:
    return render_template("issues/composer.html", page=composer_page.page(issue, language, **more))


def _both_texts(issue: Issue, language: str, submit: Submit, conflict: TextConflict) -> str:
    """Keeps what was typed; saving once more then puts it in the place of the other text."""
    return _page(issue, language, typed=submit.text, theirs=conflict.theirs)


@blueprint.get("/<int:issue_id>/preview")
def preview(issue_id: int) -> Response:
    issue = drafts.find(issue_id)
    language = composer_page.chosen_language(issue, request.args.get("language"))
    try:
        copy = copies.preview(issue, language)
    except FreezeError as fault:
        return mail_page(render_template("issues/no_preview.html", reason=fault.reason))
    if request.args.get("view") == "text":
        return mail_page(render_template("issues/plain_text.html", copy=copy, language=language))
    return mail_page(copy.html)


@blueprint.get("/<int:issue_id>/findings")
def findings(issue_id: int) -> ResponseReturnValue:
    issue = drafts.find(issue_id)
    language = composer_page.chosen_language(issue, request.args.get("language"))
    return render_template("issues/findings.html", findings=finding_list(issue, language))


@blueprint.get("/events")
def event_options() -> ResponseReturnValue:
    """Choices of the event picker for the words typed beside it."""
    found = composer_page.event_options(request.args.get("q", ""))
    return render_template("issues/event_options.html", options=found)


@blueprint.post("/pictures")
def upload() -> ResponseReturnValue:
    try:
        with transaction():
            picture = media.store(request.files.get("file"), actor_id())
    except Invalid as fault:
        return problem(422, _("The picture was not stored"), str(fault))
    address = media.address(picture)
    return jsonify(value=address, url=address)
