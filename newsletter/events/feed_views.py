"""Feeds for calendars and feed readers: `/feeds/events.ics`, `/feeds/<topic>.atom`, and several topics together."""

from collections.abc import Callable

from flask import Blueprint, current_app, make_response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from newsletter.errors import NotFound
from newsletter.events import feeds
from newsletter.events.feeds import Feed
from newsletter.subscribers import topics
from newsletter.web.language import current_language

SECONDS_TO_KEEP = 900
EVERYTHING = "events"

blueprint = Blueprint("feeds", __name__)


@blueprint.get("/<slug>.ics")
def calendar(slug: str) -> ResponseReturnValue:
    """`?deadlines=1` adds the last days to register; `events.ics?topic=a&topic=b` holds several topics."""
    return _answer(slug, feeds.calendar_feed, "text/calendar; charset=utf-8")


@blueprint.get("/<slug>.atom")
def atom(slug: str) -> ResponseReturnValue:
    return _answer(slug, feeds.atom_feed, "application/atom+xml; charset=utf-8")


def _answer(slug: str, write: Callable[[Feed], bytes], content_type: str) -> ResponseReturnValue:
    response = make_response(write(_feed(slug)))
    response.headers["Content-Type"] = content_type
    response.headers["Content-Disposition"] = "inline"
    response.cache_control.public = True
    response.cache_control.max_age = SECONDS_TO_KEEP
    response.vary.add("Accept-Language")
    response.add_etag()
    return response.make_conditional(request)


def _feed(slug: str) -> Feed:
    """
    Raises:
        NotFound: a topic that does not exist or that is not offered to the public.
    """
    base = current_app.config["SETTINGS"].base_url
    asked = sorted(set(request.args.getlist("topic"))) if slug == EVERYTHING else [slug]
    known = {topic.slug: topic.id for topic in topics.offered()}
    if any(name not in known for name in asked):
        raise NotFound(_("There is no such topic, so there is no feed of it."))
    query = request.query_string.decode()
    return Feed(
        address=f"{base}{request.path}{'?' + query if query else ''}",
        page_address=f"{base}/events" + (f"?topic={asked[0]}" if len(asked) == 1 else ""),
        language=current_language(),
        topic_ids=[known[name] for name in asked] or None,
        with_deadlines=request.args.get("deadlines") == "1",
    )
