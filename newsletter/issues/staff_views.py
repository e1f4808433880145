"""Editors find, begin and rename issues, and look back at older versions."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from newsletter.core.database import transaction
from newsletter.errors import Invalid
from newsletter.issues import drafts, listing
from newsletter.issues.forms import IssueForm
from newsletter.issues.models import IssueState
from newsletter.web.actor import actor_id

blueprint = Blueprint("issues", __name__)


@blueprint.get("")
def index() -> ResponseReturnValue:
    view = listing.view_named(request.args.get("show", ""))
    return render_template(
        "issues/list.html", view=view, rows=listing.rows(view), counts=listing.counts(), views=listing.View
    )


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    form = IssueForm()
    if form.validate_on_submit():
        try:
            with transaction():
                issue = drafts.create(form.topic_id.data, form.title.data or "", actor_id())
            return redirect(url_for("composer.show", issue_id=issue.id), 303)
        except Invalid as fault:
            form.blame(fault)
    status = 422 if form.is_submitted() else 200
    return render_template("issues/new.html", form=form, newsletters=drafts.newsletters()), status


@blueprint.route("/<int:issue_id>/settings", methods=["GET", "POST"])
def settings(issue_id: int) -> ResponseReturnValue:
    issue = drafts.find(issue_id)
    form = IssueForm(obj=issue)
    if form.validate_on_submit():
        try:
            with transaction():
                drafts.rename(issue_id, form.topic_id.data, form.title.data or "", actor_id())
            return redirect(url_for("composer.show", issue_id=issue.id), 303)
        except Invalid as fault:
            form.blame(fault)
    status = 422 if form.is_submitted() else 200
    return render_template("issues/settings.html", form=form, issue=issue), status


@blueprint.post("/<int:issue_id>/copy")
def copy(issue_id: int) -> ResponseReturnValue:
    with transaction():
        issue = drafts.copy_issue(issue_id, actor_id())
    flash(_("This is a new draft with the same content."), "success")
    return redirect(url_for("composer.show", issue_id=issue.id), 303)


@blueprint.route("/<int:issue_id>/delete", methods=["GET", "POST"])
def delete(issue_id: int) -> ResponseReturnValue:
    issue = drafts.find(issue_id)
    if request.method == "GET":
        return render_template("issues/delete.html", issue=issue)
    with transaction():
        drafts.delete(issue_id, actor_id())
    flash(_("The draft is deleted."), "success")
    return redirect(url_for("issues.index"), 303)


@blueprint.get("/<int:issue_id>/versions")
def versions(issue_id: int) -> ResponseReturnValue:
    issue = drafts.find(issue_id)
    return render_template(
        "issues/versions.html",
        issue=issue,
        versions=listing.versions(issue_id),
        is_draft=issue.state is IssueState.DRAFT,
    )


@blueprint.post("/<int:issue_id>/versions/<int:version_id>/restore")
def restore(issue_id: int, version_id: int) -> ResponseReturnValue:
    with transaction():
        drafts.restore_version(issue_id, version_id, actor_id())
    flash(_("The older version is back. What stood there before is kept in the list of versions."), "success")
    return redirect(url_for("composer.show", issue_id=issue_id), 303)
