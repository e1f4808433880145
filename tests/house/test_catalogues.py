"""Every sentence exists in every language, with the same placeholders."""

import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from newsletter.core.languages import LANGUAGES, SOURCE_LANGUAGE

ROOT = Path(__file__).parents[2]
TRANSLATED = [language for language in LANGUAGES if language != SOURCE_LANGUAGE]
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
METHODS = [
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2"),
    ("**/email/**.txt", "jinja2"),
    ("**/email/**.html", "jinja2"),
]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "_l": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "n_": (1, 2),
}


def sentences_in_source() -> set[tuple[str | None, str]]:
    """(context, singular) of every marked sentence."""
    found: set[tuple[str | None, str]] = set()
    for top in ("newsletter", "templates", "workers"):
        for _file, _line, message, _comments, context in extract_from_dir(
            ROOT / top, METHODS, keywords=KEYWORDS, options_map={"**": {"encoding": "utf-8"}}
        ):
            found.add((context, message if isinstance(message, str) else message[0]))
    found.discard((None, ""))
    return found


def catalogue(language: str) -> Catalog:
    path = ROOT / "newsletter" / "translations" / language / "LC_MESSAGES" / "messages.po"
    return read_po(io.BytesIO(path.read_bytes()), locale=language)


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated(language: str) -> None:
    known = catalogue(language)
    missing = []
    for context, sentence in sorted(sentences_in_source(), key=str):
        message = known.get(sentence, context)
        if message is None or message.fuzzy or not all(forms(message)):
            missing.append(sentence)
    assert missing == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_the_placeholders(language: str) -> None:
    wrong = []
    for message in catalogue(language):
        if not message.id:
            continue
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        allowed = set.union(*(placeholders(text) for text in ids))
        required = placeholders(ids[-1])
        for text in forms(message):
            found = placeholders(text)
            # A singular form may leave its number out: "one day" for "%(num)d day".
            if not found <= allowed or (isinstance(message.id, str) and found != required):
                wrong.append(ids[0])
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_catalogues_hold_nothing_that_the_source_dropped(language: str) -> None:
    source = {sentence for _context, sentence in sentences_in_source()}
    stale = [
        m.id
        for m in catalogue(language)
        if m.id and (m.id if isinstance(m.id, str) else m.id[0]) not in source
    ]
    assert stale == []
