"""A letter through its templates, with sentinels where each recipient's values will stand."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from html import unescape
from typing import Any

from flask_babel import gettext as _
from jinja2 import TemplateError
from markupsafe import Markup, escape

from newsletter.core.languages import format_short_date, is_right_to_left, language_name
from newsletter.core.text import one_line
from newsletter.rendering import facts, merge_fields, richtext
from newsletter.rendering.blocks import Block, Deadlines, EventReference, Heading, Image
from newsletter.rendering.cards import EventCard
from newsletter.rendering.clean import cleaned
from newsletter.rendering.errors import FreezeError
from newsletter.rendering.letter import Letter
from newsletter.rendering.look import Look
from newsletter.rendering.plain import tidy
from newsletter.rendering.slots import Sentinels
from newsletter.rendering.templates import render

PICTURE_WIDTH = 528  # the sheet less its margins


@dataclass(frozen=True)
class RenderedBlock:
    id: str
    html: str
    text: str


@dataclass(frozen=True)
class Page:
    """What the templates made of a letter; `blocks` tells which of them a sentinel came from."""

    subject: str
    html: str
    text: str
    blocks: tuple[RenderedBlock, ...]


def render_page(letter: Letter, look: Look, sentinels: Sentinels, *, is_draft: bool = False) -> Page:
    """A draft has its blocks marked with `block-ID`, so that a preview can show the one being edited.

    Raises:
        FreezeError: naming the block or the template that failed.
    """
    return _Press(letter, look, sentinels, is_draft).page()


class _Press:
    def __init__(self, letter: Letter, look: Look, sentinels: Sentinels, is_draft: bool) -> None:
        self._letter: Letter = cleaned(letter)
        self._look: Look = cleaned(look)
        self._sentinels = sentinels
        self._is_draft = is_draft
        today = letter.context.get("today")
        self._today: date = today if isinstance(today, date) else date.min

    def page(self) -> Page:
        blocks = tuple(self._blocks())
        subject = one_line(self._render(f"{self._letter.template}/subject.txt", self._text_context()))
        if not subject:
            raise FreezeError(self._letter.template, _("The subject is empty."))
        if merge_fields.has_fields(subject) or self._sentinels.count(subject):
            raise FreezeError(
                self._letter.template,
                _("The subject is the same for everybody. Take the merge field out of it."),
            )
        known = {"subject": subject, "title": self._letter.context.get("title", subject)}
        html_blocks = [Markup(block.html) for block in blocks]  # noqa: S704 - made by templates that escape
        html = self._render(
            f"{self._letter.template}/body.html", self._html_context() | known | {"blocks": html_blocks}
        )
        text = self._render(
            f"{self._letter.template}/body.txt",
            self._text_context() | known | {"blocks": [block.text for block in blocks]},
        )
        return Page(subject, html, tidy(text, self._sentinels.pattern), blocks)

    def _blocks(self) -> Iterator[RenderedBlock]:
        has_section = False
        for block in self._letter.blocks:
            own = self._block_context(block) | {"level": 3 if has_section else 2}
            has_section = has_section or isinstance(block, Heading | Deadlines)
            if isinstance(block, Deadlines) and not own["cards"]:
                continue
            html = self._render(f"blocks/{block.type}.html", self._html_context() | own, block.id)
            text = self._render(f"blocks/{block.type}.txt", self._text_context() | own, block.id)
            if self._is_draft:
                html = f'<div id="block-{block.id}">{html}</div>'
            yield RenderedBlock(block.id, html, text)

    def _block_context(self, block: Block) -> dict[str, Any]:
        context: dict[str, Any] = {"block": block}
        if isinstance(block, EventReference):
            context["card"] = self._event(block)
        elif isinstance(block, Deadlines):
            context["cards"] = self._letter.context.get("deadlines", {}).get(block.id, ())
        return context

    def _event(self, block: EventReference) -> EventCard:
        events: Mapping[str, EventCard] = self._letter.context.get("events", {})
        if block.event not in events:
            raise FreezeError(
                block.id,
                _("This event is not published. Publish it, choose another one or remove the block."),
            )
        return events[block.event]

    def _render(self, name: str, context: dict[str, Any], block: str | None = None) -> str:
        at_fault = block or self._letter.template
        try:
            return render(self._letter.language, name, context)
        except FreezeError as error:
            raise FreezeError(at_fault, f"{error.block}: {error.reason}") from error
        except TemplateError as error:
            raise FreezeError(at_fault, f"the template {name} failed: {error}") from error
        except Exception as error:
            # Whatever a template of an overlay does wrong must stop the mailing, not the worker.
            raise FreezeError(
                at_fault, f"the template {name} failed: {type(error).__name__}: {error}"
            ) from error

    def _common_context(self) -> dict[str, Any]:
        language = self._letter.language
        today = self._today
        return {
            "preheader": "",
            "topics": "",
            "title_language": "",
            **self._letter.context,
            "language": language,
            "direction": "rtl" if is_right_to_left(language) else "ltr",
            "look": self._look,
            "palette": self._look.palette,
            "slot": self._sentinels.slot,
            "when": partial(facts.when, language=language),
            "where": partial(facts.where, language=language),
            "deadline": partial(facts.deadline, language=language, today=today),
            "register_by": partial(facts.register_by, language=language, today=today),
            "event_facts": partial(facts.event_facts, language=language, today=today),
            "hours": partial(facts.hours, language=language),
            "status": partial(facts.status, language=language),
            "is_registration_open": facts.is_registration_open,
            "registration_link": facts.registration_link,
            "short_date": partial(format_short_date, language=language, today=today),
            "language_name": partial(language_name, in_language=language),
            "foreign": self._foreign,
            "picture_size": _picture_size,
        }

    def _foreign(self, card: EventCard) -> str:
        """The event's language where it is not the mail's."""
        return "" if card.language == self._letter.language else card.language

    def _html_context(self) -> dict[str, Any]:
        slot = self._sentinels.slot
        return self._common_context() | {
            "fill": lambda text: Markup(merge_fields.fill(text, slot, lambda part: str(escape(part)))),  # noqa: S704
            "fill_rich": lambda html: Markup(merge_fields.fill(html, slot, fallback=unescape)),  # noqa: S704
            "fill_link": partial(merge_fields.fill, slot=slot),
            "only_if": self._conditional(Markup),
        }

    def _text_context(self) -> dict[str, Any]:
        slot = self._sentinels.slot
        return self._common_context() | {
            "fill": partial(merge_fields.fill, slot=slot),
            "fill_rich": lambda html: merge_fields.fill(richtext.to_plain(html), slot),
            "fill_link": partial(merge_fields.fill, slot=slot),
            "only_if": self._conditional(str),
        }

    def _conditional(self, made: type[str]) -> Callable[..., str]:
        """`{% call only_if("condition") %}…{% endcall %}`: in the copies of those whose bit is set (or is not)."""

        def only_if(condition: str, present: bool = True, *, caller: Callable[[], str]) -> str:
            begin = self._sentinels.begin(condition, present)
            return made(f"{begin}{caller()}{self._sentinels.end(condition)}")

        return only_if


@dataclass(frozen=True)
class _Size:
    width: int
    height: int


def _picture_size(block: Image) -> _Size:
    """Shown no wider than the sheet; Outlook obeys these numbers only."""
    width = min(block.width, PICTURE_WIDTH)
    return _Size(width, round(block.height * width / block.width))
