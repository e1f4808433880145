"""The text part made tidy: short lines, no trailing spaces, one blank line between paragraphs."""

import re
import textwrap

WIDTH = 72
_item = re.compile(r"\s*(?:- |\d+\. )?")


def _wrapped(line: str) -> str:
    """The line in lines of WIDTH; list items hang, words and addresses stay whole."""
    line = line.rstrip()
    if len(line) <= WIDTH:
        return line
    mark = _item.match(line)
    indent = " " * mark.end() if mark else ""
    return textwrap.fill(
        line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def tidy(text: str) -> str:
    wrapped = "\n".join(_wrapped(line) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", wrapped).strip() + "\n"


def underlined(text: str, mark: str) -> str:
    """A heading of the text part."""
    return f"{text}\n{mark * min(len(text), WIDTH)}" if mark else text
