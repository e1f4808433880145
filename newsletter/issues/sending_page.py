"""What the pages about sending show: who will get an issue, how far it has come, who got it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import url_for
from flask_babel import gettext as _

from newsletter.contacts import service as contacts
from newsletter.contacts.models import Contact
from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.core.languages import LANGUAGES, format_time, zone_city
from newsletter.core.tokens import sign
from newsletter.errors import StopMailing
from newsletter.issues import delivery_words, letters
from newsletter.issues.composer_page import language_label
from newsletter.issues.content import text_in, written_languages
from newsletter.issues.dispatch import UNDER_WAY, Stage, mailing_of, stage, trial_mailing
from newsletter.issues.finding_list import FindingList, finding_list
from newsletter.issues.models import Issue
from newsletter.organisation import service as organisation
from newsletter.outbox import hours
from newsletter.outbox import service as outbox
from newsletter.outbox.figures import Figures
from newsletter.outbox.models import DeliveryState, Mailing, MailingState, Reason
from newsletter.outbox.service import AudienceCounts
from newsletter.subscribers import topics
from newsletter.web.language import interface_language

TAKEN_UP_WITHIN = timedelta(seconds=10)


@dataclass(frozen=True)
class Excluded:
    words: str
    count: int


@dataclass(frozen=True)
class Preparation:
    """What an editor sees before an issue leaves."""

    issue: Issue
    newsletter: str
    sender: str
    subjects: Sequence[tuple[str, str]]
    audience: AudienceCounts
    findings: FindingList
    regret_minutes: int
    zone: str
    opens: str
    closes: str

    @property
    def by_language(self) -> list[tuple[str, int]]:
        return [(language_label(code), n) for code, n in self.audience.queued_by_language.items()]

    @property
    def excluded(self) -> list[Excluded]:
        return _excluded(self.audience.excluded_by_reason)


def preparation(issue: Issue) -> Preparation:
    us, office, language = organisation.get(), hours.of_organisation(), interface_language()
    return Preparation(
        issue=issue,
        newsletter=topics.title_in(issue.topic, interface_language()),
        sender=_sender(issue),
        subjects=[(code, text_in(issue.content, code).subject) for code in written_languages(issue.content)],
        audience=outbox.preview_audience(trial_mailing(issue)),
        findings=finding_list(issue, ""),
        regret_minutes=us.regret_minutes,
        zone=zone_city(us.zone, language),
        opens=format_time(office.opens, language),
        closes=format_time(office.closes, language),
    )


def _sender(issue: Issue) -> str:
    try:
        sender = letters.sender_of(issue)
    except StopMailing:
        return ""
    return f"{sender.name} <{sender.address}>"


def _excluded(counts: Mapping[Reason, int]) -> list[Excluded]:
    largest_first = sorted(counts.items(), key=lambda pair: -pair[1])
    return [Excluded(delivery_words.reason_name(reason), count) for reason, count in largest_first if count]


@dataclass(frozen=True)
class Hitch:
    address: str
    said: str
    next_try_at: datetime | None


@dataclass(frozen=True)
class Progress:
    issue: Issue
    stage: Stage
    mailing: Mailing
    figures: Figures
    excluded: Sequence[Excluded]
    refused: Sequence[Hitch]
    deferred: Sequence[Hitch]
    copies: Sequence[tuple[str, str]]
    findings: FindingList | None

    @property
    def is_moving(self) -> bool:
        """Whether looking again in a moment may show something else."""
        return self.stage in (Stage.SCHEDULED, Stage.SENDING) or self.is_under_way

    @property
    def is_under_way(self) -> bool:
        """Also when somebody had copies sent again after all had been sent."""
        return self.mailing.state in UNDER_WAY

    @property
    def shown_stage(self) -> str:
        """Changes whenever other parts of the page than the figures do."""
        return f"{self.stage}-{self.mailing.state}{'-leaving' if self.is_leaving else ''}"

    @property
    def is_paused(self) -> bool:
        return self.mailing.state is MailingState.PAUSED

    @property
    def has_begun(self) -> bool:
        return self.mailing.queued is not None

    @property
    def is_leaving(self) -> bool:
        """Its time has come, and nobody has taken it up yet; where that lasts, something is wrong."""
        waited = now() - self.mailing.start_at
        return self.mailing.state is MailingState.SCHEDULED and timedelta() <= waited < TAKEN_UP_WITHIN

    @property
    def can_be_taken_back(self) -> bool:
        return self.mailing.state is MailingState.SCHEDULED and not self.is_leaving


def progress(issue: Issue) -> Progress | None:
    """None while the issue is a draft."""
    mailing = mailing_of(issue)
    if mailing is None:
        return None
    begun = mailing.queued is not None
    return Progress(
        issue=issue,
        stage=stage(issue, mailing),
        mailing=mailing,
        figures=outbox.figures(mailing.id),
        excluded=_excluded(outbox.reasons(mailing.id)),
        refused=_exceptions(mailing, DeliveryState.REFUSED),
        deferred=_exceptions(mailing, DeliveryState.DEFERRED),
        copies=_copies(issue, mailing) if begun else [],
        # An event may be cancelled or withdrawn after the issue was scheduled.
        findings=None if begun else finding_list(issue, ""),
    )


def _exceptions(mailing: Mailing, state: DeliveryState) -> list[Hitch]:
    notes = outbox.exceptions(mailing.id, state)
    people = {note.contact_id: session.get(Contact, note.contact_id) for note in notes}
    return [
        Hitch(
            address=contact.address if (contact := people[note.contact_id]) else _("erased"),
            said=f"{note.code} {note.said}".strip(),
            next_try_at=note.next_try_at,
        )
        for note in notes
    ]


def _copies(issue: Issue, mailing: Mailing) -> list[tuple[str, str]]:
    """Each language with the address of the mail in the browser."""
    written = [code for code in written_languages(issue.content) if code in LANGUAGES]
    tokens = {code: sign("view", mailing.id, LANGUAGES.index(code)) for code in written}
    return [(language_label(code), url_for("archive.view", token=token)) for code, token in tokens.items()]


@dataclass(frozen=True)
class Found:
    address: str
    answer: str
    because: str


def look_up(mailing: Mailing, typed: str) -> Found:
    """
    Raises:
        Invalid: what was typed is no address.
    """
    address = contacts.parse_address(typed)
    contact = contacts.find(address)
    if contact is None:
        return Found(address.shown, _("No."), _("Nobody with this address is known here."))
    answer, because = delivery_words.answer(outbox.delivery(mailing.id, contact.id))
    return Found(address.shown, answer, because)
