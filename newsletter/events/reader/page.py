"""The announcement as lines, whatever it came as, with what its markup says beside."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from newsletter.events.reader import dates, names, noise
from newsletter.events.reader.top import parted

_SPACES = re.compile(r"[ \u00a0\u2000-\u200a\u202f\u205f\u3000]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MARKUP = re.compile(r"^(?:#{1,6}\s+|>\s?)|(?<!\w)(?:\*\*|__)|(?:\*\*|__)(?!\w)")
_RULE = re.compile(r"^[=\-_*~–—\s]{3,}$")
_MAIL_LINK = re.compile(r"\[([^\]]+)\]\((?:mailto:)?([^)\s]+)\)")
_ROW = re.compile(r"^\W*(?:kl\.?|klo)?\s*\d{1,2}[.:]\d\d")
LONGEST = 60_000  # characters of an announcement, and of one line: what is longer was made to be slow
LONGEST_LINE = 3_000
_LONG_WORD = re.compile(r"\S{150,}")


@dataclass
class Page:
    lines: list[str]
    title: str | None = None  # of the markup, not of the text
    language: str | None = None
    published: date | None = None
    site: str | None = None  # the name of the body whose page it is
    is_news: bool = False  # says of itself that it is a press release
    data: list[dict[str, Any]] = field(default_factory=list)  # schema.org

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def clean_lines(text: str) -> list[str]:
    text = unicodedata.normalize("NFC", text[:LONGEST])
    text = _INVISIBLE.sub("", _SPACES.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")))
    return [_clean(line) if line else "" for line in _CONTROLS.sub("", text).split("\n")]


def _clean(line: str) -> str:
    line = _MAIL_LINK.sub(r"\1 \2", _LONG_WORD.sub("", line.strip()[:LONGEST_LINE]))
    line = _MARKUP.sub("", line).strip()
    return "" if _RULE.match(line) else line


def from_text(text: str) -> Page:
    lines = clean_lines(text)
    published = stamp(lines)
    is_news = any(noise.PRESS_RELEASE.match(line) for line in lines[:12])
    top = parted(_without_mail_header(lines))
    lines = [line for line in top.lines if not line or not noise.is_noise(line)]
    lines = noise.without_footer(_trimmed(lines))
    return Page(
        unwrapped([line for line in lines if not noise.UPDATED.match(line) or _keeps(line)]),
        published=published,
        is_news=is_news,
        site=top.site or names.checked(noise.owner(top.lines) or ""),
    )


def _keeps(line: str) -> bool:
    """`Nyhet: …` is a headline, `Publicerad 3 mars` is a stamp."""
    return not dates.find(line) and len(line.split()) > 3


def _trimmed(lines: list[str]) -> list[str]:
    first = next((index for index, line in enumerate(lines) if line), len(lines))
    return lines[first:]


_HEADER = re.compile(
    r"^(?:från|fra|lähettäjä|from|till|til|vastaanottaja|to|kopia|kopi|cc|skickat|"
    r"sendt|lähetetty|sent|datum|dato|date|påvägg)\s?:",
    re.I,
)
_SUBJECT = re.compile(r"^(?:ämne|emne|aihe|subject)\s?:", re.I)


def _without_mail_header(lines: list[str]) -> list[str]:
    """Of a forwarded mail's header only the subject says something of the event."""
    top = [index for index, line in enumerate(lines[:12]) if line]
    subject = next((index for index in top if _SUBJECT.match(lines[index])), None)
    headers = [index for index in top if _HEADER.match(lines[index])]
    if subject is None or not any(index < subject for index in headers):
        return lines
    near = {
        index
        for index in headers
        if abs(index - subject) <= 5 and ("@" in lines[index] or index < subject + 3)
    }
    return [line for index, line in enumerate(lines) if index not in near]


def stamp(lines: list[str]) -> date | None:
    """The day the page was published, else last updated: only it can tell the year of a day without one."""
    found: list[tuple[int, date]] = []
    for index, line in enumerate(lines):
        spans = [span for span in dates.find(line) if span.first.year and not span.is_range]
        if not spans or not (day := spans[0].first.on(0)):
            continue
        if noise.UPDATED.match(line):
            found.append(
                (1 if re.search(r"uppdat|opdat|oppdat|endr|päivit|updat|modif|ändr", line, re.I) else 0, day)
            )
        elif index < 8 and is_only_date(line):
            found.append((0, day))
    return min(found, key=lambda item: item[0])[1] if found else None


def is_only_date(line: str) -> bool:
    """A line of one day with its year and nothing else, not even a weekday: as a rule the day it was published."""
    spans = dates.find(line)
    if len(spans) != 1 or spans[0].is_range or not spans[0].first.year:
        return False
    rest = line[: spans[0].at] + line[spans[0].to :]
    return not re.search(r"\w{2,}", re.sub(r"\bkl\.?\s?\d\d?[.:]\d\d|\d\d[.:]\d\d", "", rest)) or bool(
        noise.UPDATED.match(line)
    )


_OPEN_END = re.compile(
    r"\b(?:i|på|av|af|och|og|ja|and|till|til|to|med|for|för|the|of|at|in|ved|vid|"
    r"den|det|en|et|ett|ein|eit|from|från|fra|om|som|der)$"
)


def unwrapped(lines: list[str]) -> list[str]:
    """Lines of a mail broken at a fixed width, put together again."""
    joined: list[str] = []
    for line in lines:
        before = joined[-1] if joined else ""
        goes_on = (
            line[:1].islower()
            or _OPEN_END.search(before)
            or (line[:1].isdigit() and not _ROW.match(line) and not before.endswith(","))
        )
        if len(before) >= 50 and line and goes_on and before[-1] not in ".!?:;" and "@" not in before[-30:]:
            joined[-1] = f"{before} {line}"
        else:
            joined.append(line)
    return joined
