"""The text part made tidy: short lines, no trailing spaces, one blank line between paragraphs."""

import re
import textwrap

WIDTH = 72
_nothing = re.compile(r"(?!)")
_item = re.compile(r"\s*(?:- |\d+\. )?")


def _wrapped(line: str) -> str:
    """The line in lines of WIDTH; list items hang, words and addresses stay whole."""
    if len(line) <= WIDTH:
        return line
    mark = _item.match(line)
    indent = " " * mark.end() if mark else ""
    return textwrap.fill(
        line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def tidy(text: str, marks: re.Pattern[str] = _nothing) -> str:
    """`marks` are the sentinels: those around a line take no room, for most are gone from the copy."""
    text = "\n".join(_led(line.rstrip(), marks) for line in text.splitlines())
    text = re.sub(r"\n{3,}", "\n\n", text)
    # What is left out where a condition does not hold must not leave its blank lines behind.
    run = re.compile(rf"(?<=\n\n)(?:(?:{marks.pattern})\n*)+")
    return run.sub(lambda found: found[0].replace("\n", ""), text).strip() + "\n"


def _led(line: str, marks: re.Pattern[str]) -> str:
    end = 0
    while mark := marks.match(line, end):
        end = mark.end()
    rest = line[end:]
    tail = re.search(rf"(?:{marks.pattern})*$", rest)
    words = rest[: tail.start()] if tail else rest
    return line[:end] + _wrapped(words) + rest[len(words) :]


def underlined(text: str, mark: str) -> str:
    """A heading of the text part."""
    return f"{text}\n{mark * min(len(text), WIDTH)}" if mark else text
