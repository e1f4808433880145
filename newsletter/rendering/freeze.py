"""Making a letter final: from here on nothing changes, and no recipient can make it fail."""

import hashlib
from collections.abc import Callable

from flask_babel import gettext as _

from newsletter.rendering.blocks import faults
from newsletter.rendering.compile import html_part, text_part
from newsletter.rendering.envelope import message
from newsletter.rendering.errors import FreezeError
from newsletter.rendering.form import Form
from newsletter.rendering.inline import inline
from newsletter.rendering.letter import Letter, MailClass, fingerprint, source
from newsletter.rendering.look import Look
from newsletter.rendering.page import Page, render_page
from newsletter.rendering.slots import Mark, Sentinels, ValueMark

LARGEST_HTML = 100_000  # Gmail cuts off what comes after about 102 kB
ROOM_FOR_VALUE = 100


def freeze(letter: Letter, look: Look, *, is_draft: bool = False) -> Form:
    """The form of a letter. Takes about 20 ms, so share forms: `fingerprint` names the one that may exist already.

    A draft may lack what stops a mailing (a description of a picture, say): it is for looking at, never for sending.

    Raises:
        FreezeError: naming the block or template at fault, with a sentence for the editor.
    """
    incomplete = [] if is_draft else faults(letter.blocks)
    if incomplete:
        raise FreezeError(incomplete[0].block, str(incomplete[0]))
    sentinels = Sentinels(source(letter, look), letter.slots, letter.all_conditions)
    page = render_page(letter, look, sentinels, is_draft=is_draft)
    at_fault = _at_fault(letter, page, sentinels)
    html = _inlined(letter, page)
    _check_nothing_lost(page.html, html, sentinels, at_fault)
    _check_size(letter, html, sentinels)
    _check_way_out(letter, page.text, html, sentinels)
    name = fingerprint(letter, look)
    boundary = "=_" + hashlib.sha256(name.encode()).hexdigest()[:32]
    pieces = message(
        letter,
        look,
        page.subject,
        boundary,
        text_part(page.text, sentinels),
        html_part(html, sentinels, at_fault),
    )
    return Form(name, letter.template, letter.language, page.subject, letter.all_conditions, tuple(pieces))


def _inlined(letter: Letter, page: Page) -> str:
    try:
        return inline(page.html)
    except Exception as error:
        raise FreezeError(letter.template, f"its HTML cannot be inlined: {error}") from error


def _at_fault(letter: Letter, page: Page, sentinels: Sentinels) -> Callable[[Mark], str]:
    """Names the block a sentinel came from, or the template when no block holds it."""

    def name(mark: Mark) -> str:
        holders = (block.id for block in page.blocks if sentinels.count(block.html)[mark])
        return next(holders, letter.template)

    return name


def _check_nothing_lost(
    before: str, after: str, sentinels: Sentinels, at_fault: Callable[[Mark], str]
) -> None:
    expected, found = sentinels.count(before), sentinels.count(after)
    for mark, times in expected.items():
        if found[mark] != times:
            slot = sentinels.describe(mark)
            raise FreezeError(
                at_fault(mark),
                f"the slot “{slot}” stood there {times} times, and {found[mark]} times after inlining.",
            )


def _check_size(letter: Letter, html: str, sentinels: Sentinels) -> None:
    size = len(html.encode()) + ROOM_FOR_VALUE * sentinels.count(html).total()
    if size > LARGEST_HTML:
        raise FreezeError(
            letter.template,
            _(
                "The mail is too large: %(size)s kB, and mail programs cut off what is beyond %(limit)s kB. "
                "Shorten it, or move something to a page of its own.",
                size=size // 1000,
                limit=LARGEST_HTML // 1000,
            ),
        )


def _check_way_out(letter: Letter, text: str, html: str, sentinels: Sentinels) -> None:
    """Bulk mail must show how to leave in both parts, whatever an overlay made of the templates."""
    if letter.mail_class is not MailClass.BULK:
        return
    way_out = ValueMark("unsubscribe_url", None)
    if not sentinels.count(text)[way_out] or not sentinels.count(html)[way_out]:
        raise FreezeError(
            letter.template, "the mail does not show the link to unsubscribe in both of its parts."
        )
