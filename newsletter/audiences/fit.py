"""For whom an event is meant: who has told us a region, municipality or role that it is not for.

What somebody has not told counts as fitting, and so does everybody who asked to hear of this event.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from newsletter.audiences.participants import marked_as
from newsletter.events.models import Event, GeoScope
from newsletter.registrations.models import MarkKind
from newsletter.subscribers.models import Profile
from newsletter.subscribers.profiles import municipality_key


def outside(event: Event) -> Select[Any] | None:
    """Ids of the contacts who are outside the target group; None where the event is for everybody."""
    misses = [*_elsewhere(event), *_other_roles(event)]
    if not misses:
        return None
    return select(Profile.contact_id).where(
        or_(*misses), Profile.contact_id.not_in(marked_as(event.id, MarkKind.INTERESTED))
    )


def _elsewhere(event: Event) -> list[ColumnElement[bool]]:
    match event.geo_scope:
        case GeoScope.REGIONS:
            return [(Profile.region != "") & Profile.region.not_in(event.audience_regions)]
        case GeoScope.MUNICIPALITIES:
            keys = {municipality_key(name) for name in event.audience_municipalities}
            return [(Profile.municipality_key != "") & Profile.municipality_key.not_in(sorted(keys))]
    return []


def _other_roles(event: Event) -> list[ColumnElement[bool]]:
    if not event.audience_roles:
        return []
    return [(func.cardinality(Profile.roles) > 0) & ~Profile.roles.overlap(event.audience_roles)]
