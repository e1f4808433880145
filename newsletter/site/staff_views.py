"""Where staff arrive."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from newsletter.organisation import service as organisation
from newsletter.site import overview
from newsletter.web.language import current_language

blueprint = Blueprint("staff", __name__)


@blueprint.get("/")
def home() -> ResponseReturnValue:
    language = current_language()
    return render_template(
        "staff/overview.html",
        sender=organisation.sender(None),
        trouble=overview.trouble(language),
        drafts=overview.drafts(),
        events=overview.coming_events(language),
        sendings=overview.sendings(language),
    )
