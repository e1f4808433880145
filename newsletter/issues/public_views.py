"""The archive, and a mail in the browser."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from newsletter.issues import archive
from newsletter.subscribers import topics
from newsletter.subscribers.models import Topic
from newsletter.web.headers import mail_page
from newsletter.web.language import current_language

blueprint = Blueprint("archive", __name__)


@blueprint.get("/view/<token>")
def view(token: str) -> ResponseReturnValue:
    return mail_page(archive.view(token).html)


@blueprint.get("/archive")
def index() -> ResponseReturnValue:
    newsletters = archive.newsletters()
    chosen = next((topic for topic in newsletters if topic.slug == request.args.get("newsletter")), None)
    return render_template(
        "issues/archive.html",
        entries=archive.entries(chosen, current_language()),
        tabs=_tabs(newsletters, chosen),
    )


def _tabs(newsletters: Sequence[Topic], chosen: Topic | None) -> list[tuple[str, str, bool]]:
    one_each = [
        (
            topics.title_in(topic, current_language()),
            url_for("archive.index", newsletter=topic.slug),
            topic is chosen,
        )
        for topic in newsletters
    ]
    return [(_("All"), url_for("archive.index"), chosen is None), *one_each]


@blueprint.get("/archive/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """The mail itself, in the language asked for if it has it."""
    issue = archive.sent_issue(slug)
    language = archive.shown_language(issue, request.args.get("lang") or current_language())
    return mail_page(archive.copy_of(issue, language).html)
