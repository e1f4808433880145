"""The front door: what one can follow, what is coming, and what the law wants said."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from newsletter.events import page, queries
from newsletter.organisation import service as organisation
from newsletter.subscribers.forms import SignUpForm
from newsletter.web.language import current_language

blueprint = Blueprint("site", __name__)

EVENTS_SHOWN = 6


@blueprint.get("/")
def home() -> ResponseReturnValue:
    language = current_language()
    events = [page.view_of(event, language) for event in queries.coming(EVENTS_SHOWN)]
    return render_template("site/home.html", form=SignUpForm(), events=events)


@blueprint.get("/privacy")
def privacy() -> ResponseReturnValue:
    return render_template("site/privacy.html", organisation=organisation.get())


@blueprint.get("/accessibility")
def accessibility() -> ResponseReturnValue:
    return render_template("site/accessibility.html", organisation=organisation.get())
