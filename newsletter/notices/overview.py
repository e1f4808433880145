"""What the staff pages show of an event's notices: when, in which state, to how many, and why others not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from newsletter.core.clock import utc_to_local
from newsletter.core.database import session
from newsletter.core.languages import format_moment, language_name
from newsletter.errors import StopMailing
from newsletter.events import twins, wording
from newsletter.events.change_words import SaidChange, said
from newsletter.events.changes import Change
from newsletter.events.models import Event
from newsletter.events.state import is_public
from newsletter.notices import letters, moving, plans, reach, send_now, words
from newsletter.notices.models import NoticeKind, NoticePlan, PlanState
from newsletter.organisation import service as organisation
from newsletter.outbox import service as outbox
from newsletter.outbox.figures import Figures
from newsletter.outbox.look import organisation_look
from newsletter.outbox.models import Mailing, Reason
from newsletter.outbox.service import AudienceCounts
from newsletter.rendering.freeze import freeze
from newsletter.rendering.reading import ReadCopy, read_copy
from newsletter.web.language import interface_language

SAMPLE_VALUES = {
    "to_address": "reader@example.org",
    "date": "Thu, 01 Jan 1970 00:00:00 +0000",
    "message_id": "preview@example.org",
}


@dataclass(frozen=True)
class Row:
    """One notice in the timeline of its event."""

    plan: NoticePlan
    when: str
    name: str
    state: tuple[str, str]
    reason: str
    fault: str
    figures: Figures | None
    can_be_sent: bool
    note: str = ""
    expected: reach.Expected | None = None
    has_own_time: bool = False
    can_be_moved: bool = False
    can_be_brought_back: bool = False

    @property
    def waits_for_decision(self) -> bool:
        return self.plan.state is PlanState.AWAITING_APPROVAL

    @property
    def can_be_skipped(self) -> bool:
        return self.plan.state is PlanState.PLANNED


def timeline(event: Event) -> list[Row]:
    """In the order in which they are due."""
    return [_row(plan) for plan in sorted(plans.of_event(event.id), key=lambda plan: plan.due_at)]


def _row(plan: NoticePlan) -> Row:
    event = send_now.event_of(plan)
    mailing = session.get(Mailing, plan.mailing_id) if plan.mailing_id is not None else None
    return Row(
        plan=plan,
        when=format_moment(_local(plan), interface_language()),
        name=words.name(plan),
        state=words.state(plan),
        reason=words.reason(plan),
        fault=mailing.fault if mailing else "",
        figures=outbox.figures(mailing.id) if mailing and mailing.queued is not None else None,
        can_be_sent=plan.state is not PlanState.AWAITING_APPROVAL and send_now.can_be_sent(plan),
        note=str(plan.details.get("note") or ""),
        expected=reach.expected(plan) if plan.state in plans.OPEN else None,
        has_own_time=plan.state in plans.OPEN and plans.has_own_time(plan),
        can_be_moved=moving.can_be_moved(plan, event),
        can_be_brought_back=moving.can_be_brought_back(plan, event),
    )


def changes(plan: NoticePlan) -> list[SaidChange]:
    """What a draft tells: each thing as it was and as it is."""
    return [said(Change(each["field"], each["old"], each["new"])) for each in plan.details.get("changes", ())]


def _local(plan: NoticePlan) -> datetime:
    """When it left; until then, when it is due."""
    return utc_to_local(plan.sent_at, send_now.event_of(plan).zone) if plan.sent_at else plan.due_local


@dataclass(frozen=True)
class Twin:
    """Another published event with the same title and start; `readers` of the notice follow that one as well."""

    event: Event
    title: str
    readers: int


@dataclass(frozen=True)
class Preparation:
    """What an editor sees before a notice is sent at once."""

    row: Row
    event: Event
    audience: AudienceCounts
    topics: Sequence[str]
    subjects: Sequence[tuple[str, str, str]]  # code, language, subject
    fault: str
    twins: Sequence[Twin] = ()

    @property
    def by_language(self) -> list[tuple[str, int]]:
        counted = self.audience.queued_by_language.items()
        return [(language_name(code, interface_language()), count) for code, count in counted]

    @property
    def excluded(self) -> list[tuple[str, int]]:
        return excluded(self.audience.excluded_by_reason)


def preparation(plan: NoticePlan) -> Preparation:
    event = send_now.event_of(plan)
    subjects, fault = _subjects(plan, event)
    return Preparation(
        row=_row(plan),
        event=event,
        audience=outbox.preview_audience(send_now.trial_mailing(plan)),
        topics=[letters.any_of([topic], interface_language()) for topic in letters.told_topics(event)],
        subjects=subjects,
        fault=fault,
        twins=_twins(plan, event),
    )


def _twins(plan: NoticePlan, event: Event) -> list[Twin]:
    if reach.is_for_participants(plan):
        return []
    published = (twin for twin in twins.of(event) if is_public(twin))
    return [
        Twin(
            twin,
            wording.title(twin, interface_language()).words,
            reach.how_many_follow_both(plan, event, twin),
        )
        for twin in published
    ]


def _subjects(plan: NoticePlan, event: Event) -> tuple[list[tuple[str, str, str]], str]:
    """The subject in each language, or what keeps the mail from being put together."""
    try:
        return [
            (code, language_name(code, interface_language()), copy(plan, event, code).subject)
            for code in organisation.get().languages
        ], ""
    except StopMailing as stopped:
        return [], str(stopped)


def copy(plan: NoticePlan, event: Event, language: str) -> ReadCopy:
    """The mail as one reader would get it, through the real pipeline; its links lead nowhere personal.

    Raises:
        StopMailing: it cannot be put together.
    """
    form = freeze(letters.letter_for(plan, event, language), organisation_look(language))
    links = {slot: organisation_look(language).base_url for slot in form.slots if slot.endswith("_url")}
    return read_copy(form.merge({"name": "", "topics": "–", **SAMPLE_VALUES, **links}))


@dataclass(frozen=True)
class Look:
    row: Row
    event: Event
    copy: ReadCopy


def look(plan: NoticePlan, language: str) -> Look:
    event = send_now.event_of(plan)
    return Look(_row(plan), event, copy(plan, event, language))


def reminders_with_own_time(event: Event) -> list[str]:
    """Names of the reminders of the deadline that go back to their rule when the deadline moves."""
    return [
        words.name(plan)
        for plan in plans.of_event(event.id)
        if plan.kind is NoticeKind.DEADLINE and plan.state is PlanState.PLANNED and plans.has_own_time(plan)
    ]


@dataclass(frozen=True)
class TimeOfItsOwn:
    """What an editor sees who gives a notice another time. `by_rule`: in words, for what follows a rule."""

    row: Row
    event: Event
    by_rule: str


def time_of_its_own(plan: NoticePlan) -> TimeOfItsOwn:
    event = send_now.event_of(plan)
    slot = moving.by_rule(plan, event)
    return TimeOfItsOwn(_row(plan), event, format_moment(slot.local, interface_language()) if slot else "")


@dataclass(frozen=True)
class Progress:
    row: Row
    event: Event
    mailing: Mailing
    figures: Figures
    excluded: Sequence[tuple[str, int]]

    @property
    def is_moving(self) -> bool:
        return self.row.plan.state is PlanState.SENDING


def progress(plan: NoticePlan) -> Progress | None:
    """None while nothing was handed to the outbox."""
    mailing = session.get(Mailing, plan.mailing_id) if plan.mailing_id is not None else None
    if mailing is None:
        return None
    return Progress(
        row=_row(plan),
        event=send_now.event_of(plan),
        mailing=mailing,
        figures=outbox.figures(mailing.id),
        excluded=excluded(outbox.reasons(mailing.id)),
    )


def excluded(counts: Mapping[Reason, int]) -> list[tuple[str, int]]:
    largest_first = sorted(counts.items(), key=lambda pair: -pair[1])
    return [(words.exclusion(reason), count) for reason, count in largest_first if count]


def nobody_told(event: Event) -> str:
    """Why an event with a deadline has nobody to tell, if so."""
    return "" if letters.told_topics(event) else str(_("The event has no topics, so nobody is reminded."))
