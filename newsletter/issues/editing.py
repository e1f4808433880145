"""One submit of the composer, from what was typed to what is stored."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from werkzeug.datastructures import FileStorage, MultiDict

from newsletter.issues import content, drafts
from newsletter.issues.composer_form import Action, Form, act, read_text
from newsletter.issues.content import Block, BlockType, LanguageText, text_in
from newsletter.issues.drafts import Cause, Saved
from newsletter.issues.models import Issue
from newsletter.media import service as media
from newsletter.media.models import MediaFile

Files = MultiDict[str, FileStorage]
_media_hash = re.compile(r"/media/([0-9a-f]{64})/").match


@dataclass(frozen=True)
class Submit:
    """What the composer sent for one language of an issue."""

    text: LanguageText
    action: Action
    base_revision: int


def read(issue: Issue, language: str, form: Form, files: Files, staff_id: int | None) -> Submit:
    """
    Raises:
        Invalid: the page was tampered with, a text is too long, or a chosen file is no picture.
    """
    action = Action.pressed(form)
    typed = read_text(form, text_in(issue.content, language))
    typed = _with_pictures(typed, files, action, staff_id)
    revision = form.get("revision", "")
    is_number = revision.isascii() and revision.isdigit() and len(revision) < 10
    return Submit(measured(act(typed, action)), action, int(revision) if is_number else 0)


def store(issue_id: int, language: str, submit: Submit, staff_id: int | None) -> Saved:
    """
    Raises:
        TextConflict: somebody else saved this language meanwhile.
    """
    if submit.action.verb == "copy":
        return drafts.copy_language(issue_id, submit.action.target, language, staff_id)
    saved = drafts.save(issue_id, language, submit.text, submit.base_revision, staff_id)
    if submit.action.verb == "save":
        drafts.keep_version(saved.issue, Cause.SAVE, staff_id)
    return saved


def _with_pictures(text: LanguageText, files: Files, action: Action, staff_id: int | None) -> LanguageText:
    """Files that came along (without scripts) are stored; a picked picture is put in its block."""
    chosen: dict[str, MediaFile | None] = {}
    if action.verb == "pick":
        chosen[action.target] = media.find(action.detail)
    for block in text.blocks:
        upload = files.get(f"{block.id}-src-file")
        if block.type is BlockType.IMAGE and upload and upload.filename:
            chosen[block.id] = media.store(upload, staff_id)
    for block_id, picture in chosen.items():
        if picture is not None:
            text = content.change(text, block_id, {"src": media.address(picture)})
    return text


def measured(text: LanguageText) -> LanguageText:
    """Pictures with the size they really have: what the page says about it is not trusted."""
    return replace(text, blocks=tuple(_measured(block) for block in text.blocks))


def _measured(block: Block) -> Block:
    if block.type is not BlockType.IMAGE:
        return block
    picture = picture_of(block.values)
    size = (
        {"width": picture.width, "height": picture.height}
        if picture
        else {"src": "", "width": 0, "height": 0}
    )
    return Block.of(block.type, {**block.values, **size}, block.id)


def picture_of(values: Mapping[str, object]) -> MediaFile | None:
    found = _media_hash(str(values.get("src", "")))
    return media.find(found[1]) if found else None
