"""The sentences of a mail in its language: the catalogues of the interface, read without a request."""

import hashlib
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from babel.support import NullTranslations, Translations

CATALOGUES = Path(str(files("newsletter"))) / "translations"


@lru_cache(maxsize=32)
def translations(language: str) -> NullTranslations:
    """The catalogue of `language`; without one every sentence stays English."""
    return Translations.load(CATALOGUES, [language])


@lru_cache(maxsize=32)
def catalogue_digest(language: str) -> str:
    """Changes when a sentence does, so that forms frozen before are not taken for the same letter."""
    path = CATALOGUES / language / "LC_MESSAGES" / "messages.mo"
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""
