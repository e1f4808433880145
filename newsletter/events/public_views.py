"""Events for everybody: the list, the page, the calendar file."""

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from newsletter.errors import NotFound
from newsletter.events import calendar, choices, page, queries, state
from newsletter.events.models import Mode
from newsletter.events.queries import Filter, Period
from newsletter.subscribers import topics
from newsletter.web.language import current_language
from newsletter.web.pagination import paginate

PAGE_SIZE = 20

blueprint = Blueprint("events", __name__)


@blueprint.get("/events")
def index() -> ResponseReturnValue:
    wanted = _filter()
    language = current_language()
    found = paginate(queries.listed(wanted), PAGE_SIZE)
    return render_template(
        "events/list.html",
        found=found,
        views=[page.view_of(event, language) for event in found],
        wanted=wanted,
        topics=[(topic.slug, topics.title_in(topic, language)) for topic in topics.offered()],
        modes=choices.MODES,
        chosen_topic=request.args.get("topic", ""),
    )


def _filter() -> Filter:
    """What the address asks for; what is unknown is left out."""
    asked = request.args
    slug = asked.get("topic", "")
    topic = next((topic for topic in topics.offered() if topic.slug == slug), None)
    return Filter(
        period=queries.wished(Period, asked.get("show")) or Period.COMING,
        topic_id=topic.id if topic else None,
        mode=queries.wished(Mode, asked.get("mode")),
    )


@blueprint.get("/events/<slug>")
def show(slug: str) -> ResponseReturnValue:
    return page.render(queries.public(slug), current_language())


@blueprint.get("/events/<slug>.ics")
def calendar_file(slug: str) -> ResponseReturnValue:
    """For one person's calendar; downloaded again, it moves the entry instead of adding one."""
    event = queries.public(slug)
    if not (state.has_date(event) or event.starts_on is not None):
        raise NotFound(_("This event has no date yet, so there is nothing to put in a calendar."))
    response = make_response(calendar.file(event, current_language()))
    response.headers["Content-Type"] = "text/calendar; charset=utf-8; method=PUBLISH"
    response.headers["Content-Disposition"] = f'attachment; filename="{event.slug}.ics"'
    response.set_etag(f"{event.id}-{event.revision}-{current_language()}")
    response.cache_control.no_cache = True
    response.make_conditional(request)
    return response
