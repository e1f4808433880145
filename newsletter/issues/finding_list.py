"""What is to be mended or thought of, as a list that leads to the places."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from newsletter.core.languages import language_name
from newsletter.issues import checks
from newsletter.issues.checks import Finding
from newsletter.issues.content import text_in
from newsletter.issues.kinds import kind_name
from newsletter.issues.models import Issue
from newsletter.web.language import interface_language


@dataclass(frozen=True)
class Item:
    message: str
    place: str = ""
    address: str = ""


@dataclass(frozen=True)
class FindingList:
    errors: Sequence[Item]
    warnings: Sequence[Item]

    def __bool__(self) -> bool:
        return bool(self.errors or self.warnings)


def finding_list(issue: Issue, current: str) -> FindingList:
    """`current` is the language of the page it stands on: ways within it need no other page."""
    found = sorted(checks.findings(issue), key=lambda finding: finding.language not in ("", current))
    return FindingList(
        errors=[_item(issue, finding, current) for finding in found if finding.is_error],
        warnings=[_item(issue, finding, current) for finding in found if not finding.is_error],
    )


def _item(issue: Issue, finding: Finding, current: str) -> Item:
    if not finding.language:
        return Item(finding.message)
    place, anchor = _place(issue, finding)
    if finding.language == current:
        return Item(finding.message, place, anchor)
    name = language_name(finding.language, interface_language())
    page = url_for("composer.show", issue_id=issue.id, language=finding.language)
    return Item(finding.message, _("%(place)s in %(language)s", place=place, language=name), page + anchor)


def _place(issue: Issue, finding: Finding) -> tuple[str, str]:
    """Name and anchor of the block, or of the subject."""
    text = text_in(issue.content, finding.language)
    block = text.block(finding.block_id)
    if block is None:
        return _("Subject"), "#subject"
    place = _("Block %(number)d, %(kind)s", number=text.blocks.index(block) + 1, kind=kind_name(block.type))
    return place, f"#block-{block.id}"
