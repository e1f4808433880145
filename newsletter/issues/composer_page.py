"""What the composer's page shows: the text of one language, its tabs, its findings, its choices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from newsletter.accounts.models import Staff
from newsletter.core.clock import utc_to_local
from newsletter.core.database import session
from newsletter.core.languages import format_short_date, format_time, is_supported, language_name
from newsletter.errors import Invalid
from newsletter.events import queries, wording
from newsletter.events.models import Event
from newsletter.events.queries import StaffView
from newsletter.issues import comparing
from newsletter.issues.comparing import Difference
from newsletter.issues.composer_form import Form, read_text
from newsletter.issues.content import (
    Block,
    BlockType,
    LanguageText,
    fallback_language,
    text_in,
    written_languages,
)
from newsletter.issues.drafts import TextConflict
from newsletter.issues.editing import Submit
from newsletter.issues.finding_list import FindingList, finding_list
from newsletter.issues.kinds import KINDS, Kind, kind_name, kind_of
from newsletter.issues.models import Issue
from newsletter.media import service as media
from newsletter.media.models import MediaFile
from newsletter.organisation import service as organisation
from newsletter.web.language import interface_language

MOST_COMING = 100
MOST_PAST = 20
MOST_PICTURES = 24
Option = tuple[str, str]


@dataclass(frozen=True)
class LanguageTab:
    code: str
    name: str
    address: str
    is_current: bool
    is_written: bool


@dataclass(frozen=True)
class Page:
    issue: Issue
    language: str
    text: LanguageText
    revision: int
    tabs: Sequence[LanguageTab]
    findings: FindingList
    events: Sequence[Option]
    pictures: Sequence[MediaFile]
    copy_from: Sequence[Option] = ()
    differences: Sequence[Difference] = ()
    changed_by: str = ""
    fault: Invalid | None = None
    is_unsaved: bool = False
    kinds: Sequence[Kind] = KINDS

    @property
    def language_name(self) -> str:
        return language_name(self.language, interface_language())

    @property
    def tab_links(self) -> list[tuple[str, str, bool]]:
        return [(tab.name, tab.address, tab.is_current) for tab in self.tabs]

    @property
    def previews(self) -> list[tuple[str, str, str]]:
        """Label, address and form of each way to look at the mail."""
        labels = (("desktop", _("Computer")), ("phone", _("Telephone")), ("text", _("Plain text")))
        return [(label, self._preview_address(view), view) for view, label in labels]

    def _preview_address(self, view: str) -> str:
        return url_for("composer.preview", issue_id=self.issue.id, language=self.language, view=view)

    def kind_of(self, block: Block) -> Kind:
        return kind_of(block.type)

    @property
    def deadlines_title(self) -> str:
        """The heading that a list of deadlines gets by itself."""
        with force_locale(self._catalogue):
            return str(_("Registration closes soon"))

    @property
    def _catalogue(self) -> str:
        return self.language if is_supported(self.language) else "en"

    @property
    def removed_name(self) -> str:
        return kind_name(self.text.removed.block.type) if self.text.removed else ""

    @property
    def merge_fields(self) -> tuple[Sequence[Option], Sequence[tuple[str, str, str]]]:
        """What the buttons over a text insert: words in the language of the text, not of the page."""
        with force_locale(self._catalogue):
            fallback, preferences, web = _("reader"), _("Change your choices"), _("Read this in the browser")
        fields = [(_("Name"), f"{{name|{fallback}}}")]
        links = [
            (_("Their choices"), "{preferences_url}", preferences),
            (_("Web version"), "{web_url}", web),
        ]
        return fields, links


def chosen_language(issue: Issue, wanted: str | None) -> str:
    """The language asked for, if the organisation uses it; else the one that is written, or its default."""
    us = organisation.get()
    offered = languages(issue)
    return wanted if wanted in offered else fallback_language(issue.content, us.default_language)


def languages(issue: Issue) -> list[str]:
    """Those of the organisation, and those that were written before it gave one up."""
    return list(dict.fromkeys([*organisation.get().languages, *written_languages(issue.content)]))


def page(
    issue: Issue,
    language: str,
    typed: LanguageText | None = None,
    theirs: LanguageText | None = None,
    fault: Invalid | None = None,
) -> Page:
    stored = text_in(issue.content, language)
    text = typed or stored
    written = written_languages(issue.content)
    return Page(
        issue=issue,
        language=language,
        text=text,
        revision=theirs.revision if theirs else text.revision,
        tabs=_tabs(issue, language, written),
        findings=finding_list(issue, language),
        events=_event_choices(text),
        pictures=session.scalars(media.newest_first().limit(MOST_PICTURES)).all(),
        copy_from=[]
        if text.is_written
        else [(other, language_label(other)) for other in written if other != language],
        differences=comparing.differences(text, theirs) if theirs else (),
        changed_by=person(theirs.changed_by) if theirs else "",
        fault=fault,
        is_unsaved=typed is not None,
    )


def as_typed(form: Form) -> LanguageText | None:
    """What was typed, where a page that is refused can still be read."""
    try:
        return read_text(form, LanguageText())
    except Invalid:
        return None


def person(staff_id: int | None) -> str:
    staff = session.get(Staff, staff_id) if staff_id is not None else None
    return staff.name if staff else ""


def clock_time(moment: datetime) -> str:
    return format_time(utc_to_local(moment, organisation.get().zone).time(), interface_language())


def block_acted_on(submit: Submit) -> str:
    """The block that the pressed button was about, so that the page comes back there."""
    action = submit.action
    if action.verb == "add":
        place = len(submit.text.blocks) - 1 if action.position is None else action.position
        return submit.text.blocks[place].id if place < len(submit.text.blocks) else ""
    return action.target if submit.text.block(action.target) else ""


def conflict_for_scripts(mine: LanguageText, conflict: TextConflict) -> Mapping[str, Any]:
    found = comparing.differences(mine, conflict.theirs)
    return {
        "revision": conflict.theirs.revision,
        "by": person(conflict.theirs.changed_by),
        "blocks": [{"id": each.id, "label": each.label, "theirs": each.theirs} for each in found],
    }


def event_options(words: str) -> list[Option]:
    """Published events for the picker: the coming ones, then what was last."""
    coming = session.scalars(queries.for_staff(StaffView.COMING, words).limit(MOST_COMING)).all()
    past = session.scalars(queries.for_staff(StaffView.PAST, words).limit(MOST_PAST)).all()
    return [_option(event) for event in (*coming, *past)]


def _event_choices(text: LanguageText) -> list[Option]:
    """The coming events and those that are chosen already, whatever became of them."""
    options = dict(event_options(""))
    chosen = {block.values["event"] for block in text.blocks if block.type is BlockType.EVENT}
    missing = [number for number in chosen if number is not None and str(number) not in options]
    options |= dict(_option(event) for event in queries.by_ids(missing))
    return list(options.items())


def _option(event: Event) -> Option:
    title = wording.title(event, interface_language()).words
    starts = wording.starts(event)
    return str(
        event.id
    ), f"{format_short_date(starts.date(), interface_language())} · {title}" if starts else title


def _tabs(issue: Issue, language: str, written: Sequence[str]) -> list[LanguageTab]:
    return [
        LanguageTab(
            code=code,
            name=language_label(code),
            address=url_for("composer.show", issue_id=issue.id, language=code),
            is_current=code == language,
            is_written=code in written,
        )
        for code in languages(issue)
    ]


def language_label(language: str) -> str:
    """The language as it stands alone: `Svenska`, where Swedish sentences write `svenska`."""
    name = language_name(language, interface_language())
    return name[:1].upper() + name[1:]
