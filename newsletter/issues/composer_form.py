"""The composer's one form: what it posts becomes the text of a language, then the pressed button acts on it.

Every submit carries everything that is typed, whatever was pressed, so nothing is lost without JavaScript. The order
of the hidden `block` fields (`id:type`) is the order of the blocks: dragging needs no other message.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from newsletter.errors import Invalid
from newsletter.issues import content
from newsletter.issues.content import FIELDS, Block, BlockType, LanguageText

Form = MultiDict[str, str]


@dataclass(frozen=True)
class Action:
    """The pressed button: `up:b12ab34`, `add:text:3`, `pick:b12ab34:<hash>`."""

    verb: str
    target: str = ""
    detail: str = ""

    @classmethod
    def pressed(cls, form: Form) -> "Action":
        verb, target, detail = [*form.get("do", "save").split(":", 2), "", ""][:3]
        return cls(verb, target, detail)

    @property
    def position(self) -> int | None:
        return int(self.detail) if self.detail.isascii() and self.detail.isdigit() else None


def read_text(form: Form, known: LanguageText) -> LanguageText:
    """The typed text; what the form does not carry (the removed block) stays as in `known`."""
    blocks = [_block(form, named) for named in form.getlist("block")]
    return LanguageText(
        subject=content.clean_subject(form.get("subject", "")),
        preheader=content.clean_preheader(form.get("preheader", "")),
        blocks=content.unique_ids(blocks),
        removed=known.removed,
        revision=known.revision,
    )


def _block(form: Form, named: str) -> Block:
    block_id, _colon, type_name = named.partition(":")
    block_type = _block_type(type_name)
    if not _is_id(block_id):
        raise Invalid(_("The page was out of date. Reload it and try again."))
    return Block.of(
        block_type, {name: form.get(f"{block_id}-{name}") for name in FIELDS[block_type]}, block_id
    )


def _is_id(block_id: str) -> bool:
    return block_id.isascii() and block_id.isalnum() and 1 <= len(block_id) <= 20


def _block_type(name: str) -> BlockType:
    try:
        return BlockType(name)
    except ValueError:
        raise Invalid(_("The page was out of date. Reload it and try again.")) from None


def _add(text: LanguageText, action: Action) -> LanguageText:
    return content.add(text, Block.of(_block_type(action.target), {}), action.position)


_ACTIONS: dict[str, Callable[[LanguageText, Action], LanguageText]] = {
    "save": lambda text, _action: text,
    "add": _add,
    "up": lambda text, action: content.move(text, action.target, -1),
    "down": lambda text, action: content.move(text, action.target, +1),
    "remove": lambda text, action: content.remove(text, action.target),
    "undo": lambda text, _action: content.undo_removal(text),
}


def act(text: LanguageText, action: Action) -> LanguageText:
    """The text after the pressed button; buttons that do not change the text itself leave it as it is."""
    return _ACTIONS.get(action.verb, _ACTIONS["save"])(text, action)
