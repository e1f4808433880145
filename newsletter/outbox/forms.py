"""Keeping frozen letters, once each, and finding them again quickly."""

import re
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from newsletter.core.database import session
from newsletter.outbox.look import organisation_look
from newsletter.outbox.models import StoredForm
from newsletter.rendering.form import Form
from newsletter.rendering.freeze import freeze
from newsletter.rendering.letter import Letter, fingerprint

KEPT_IN_MEMORY = 64
_from_domain = re.compile(rb"^From:[^<]*(?:\r\n [^<]*)*<[^<>@]+@([A-Za-z0-9.-]+)>", re.IGNORECASE).search


def keep(form: Form) -> str:
    """Stores the form unless it is there; its hash names its content, so nothing is ever overwritten."""
    session.execute(
        insert(StoredForm)
        .values(hash=form.hash, template=form.template, language=form.language, body=form.to_bytes())
        .on_conflict_do_nothing(index_elements=["hash"])
    )
    return form.hash


def keep_letter(letter: Letter) -> str:
    """Hash of the letter's form, which is frozen only when no mailing has needed it before."""
    look = organisation_look(letter.language)
    name = fingerprint(letter, look)
    known = session.scalar(select(StoredForm.hash).where(StoredForm.hash == name))
    return known or keep(freeze(letter, look))


@lru_cache(maxsize=KEPT_IN_MEMORY)
def load(form_hash: str) -> Form:
    """The form itself. Hashes never change their meaning, so a process may keep what it has loaded."""
    body = session.scalars(select(StoredForm.body).where(StoredForm.hash == form_hash)).one()
    return Form.from_bytes(body)


@lru_cache(maxsize=KEPT_IN_MEMORY)
def sender_domain(form_hash: str) -> str | None:
    """Domain of the From header, which stands first in every message: return paths must align with it."""
    first = load(form_hash).pieces[0]
    found = _from_domain(first) if isinstance(first, bytes) else None
    return found[1].decode() if found else None
