"""What a due notice may have to wait for, and when there is nobody to send it to."""

from datetime import datetime, timedelta

from sqlalchemy import select

from newsletter.audiences.participants import has_any
from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.events.models import Event, RegistrationMode
from newsletter.notices import materials, reach
from newsletter.notices.kinds import BEFORE_START, INVITING
from newsletter.notices.models import NoticeKind, NoticePlan, PlanReason
from newsletter.notices.rules import ONLINE
from newsletter.registrations import participant_lists

FRESH = timedelta(days=2)
"""A participant list older than this no longer tells who has registered elsewhere."""


def why_waits(plan: NoticePlan, event: Event) -> PlanReason:
    """NONE if it may leave. What waits longer than its grace is missed."""
    if plan.kind in INVITING | BEFORE_START and list_is_awaited(event, now()):
        return PlanReason.LIST_AWAITED
    if plan.kind is NoticeKind.PRACTICAL and plan.step == ONLINE and not event.join_url:
        return PlanReason.JOIN_LINK_MISSING if has_any(event.id, reach.states(plan)) else PlanReason.NONE
    if plan.kind is NoticeKind.EVALUATION:
        others = list(session.scalars(select(NoticePlan).where(NoticePlan.event_id == event.id)))
        if materials.material_to_wait_for(others, plan) is not None:
            return PlanReason.WITH_MATERIAL
    return PlanReason.NONE


def list_is_awaited(event: Event, moment: datetime) -> bool:
    """An outside registration promised its participant list, and the newest one is too old to trust."""
    if event.list_due is None or event.registration_mode is RegistrationMode.BUILTIN:
        return False
    newest = participant_lists.newest(event.id)
    return newest is None or moment - newest > FRESH


def why_for_nobody(plan: NoticePlan, event: Event) -> PlanReason:
    """A cheap look before a mailing is made; who exactly gets it is settled by the fan-out."""
    if plan.kind in BEFORE_START | {NoticeKind.EVALUATION} and not has_any(event.id, reach.states(plan)):
        return PlanReason.NOBODY
    return PlanReason.NONE
