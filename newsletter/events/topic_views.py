"""The page of a topic, with what one can follow and take part in."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from newsletter.errors import NotFound
from newsletter.events import topic_page
from newsletter.subscribers import topics
from newsletter.web.language import current_language

blueprint = Blueprint("topic_pages", __name__)


@blueprint.get("/<slug>")
def show(slug: str) -> ResponseReturnValue:
    topic = topics.by_slug(slug)
    if not topic_page.is_shown(topic):
        raise NotFound(_("There is no such topic."))
    return render_template("events/topic.html", view=topic_page.view_of(topic, current_language()))
