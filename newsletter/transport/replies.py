"""What the server says, and what it means for the copy at hand."""

import re
from enum import Enum, StrEnum, auto
from typing import NamedTuple

from newsletter.core.text import one_line

LONGEST_TEXT = 500
LONGEST_REPLY = 64 * 1024
_ENHANCED = re.compile(r"([245]\.\d{1,3}\.\d{1,3})(?:\s|$)")


class Meaning(StrEnum):
    """What a copy's result means for what happens next."""

    ACCEPTED = "accepted"  # the server owns it now
    DEFERRED = "deferred"  # try this person again later
    REFUSED = "refused"  # this person cannot be reached; trying again is useless
    FAULT = "fault"  # the server objects to us or to the letter: says nothing about the person
    UNKNOWN = "unknown"  # the final dot was sent and no reply came (RFC 5321 section 6.1)
    NOT_SENT = "not_sent"  # certainly not accepted; nothing is known about the person
    NOT_SERVABLE = "not_servable"  # the address cannot be written into an envelope
    TOO_LARGE = "too_large"  # the server takes no message of this size; nothing had been said of it
    WITHDRAWN = "withdrawn"  # no longer wanted; nothing but the envelope had left


class Result(NamedTuple):
    meaning: Meaning
    code: str = ""
    text: str = ""

    @property
    def asks_for_patience(self) -> bool:
        return is_plea_for_patience(self.code)


class Trouble(NamedTuple):
    """No connection can be had. `is_our_fault`: a person must change a setting; else waiting may help."""

    text: str
    is_our_fault: bool = False
    asks_for_patience: bool = False


class Step(Enum):
    """Where in the dialogue a reply belongs."""

    MAIL = auto()
    RCPT = auto()
    DATA = auto()
    BODY = auto()
    RSET = auto()


class Reply(NamedTuple):
    code: int
    enhanced: str
    text: str

    @property
    def codes(self) -> str:
        return f"{self.code} {self.enhanced}".rstrip()


def is_plea_for_patience(codes: str) -> bool:
    """421 and 4.7.x mean that we come too fast or too often, or that they have had enough for now."""
    return codes.startswith("421") or codes[3:8] == " 4.7."


class BrokenDialogue(Exception):
    """What came is no reply of SMTP; the connection is of no more use."""


class ReplyReader:
    """Cuts what was received into whole replies; those of several lines come joined by line feeds."""

    __slots__ = ("_lines", "_rest")

    def __init__(self) -> None:
        self._rest = b""
        self._lines: list[bytes] = []

    @property
    def is_empty(self) -> bool:
        """Whether no part of a reply waits for the rest of it."""
        return not self._rest and not self._lines

    def feed(self, received: bytes) -> list[bytes]:
        *lines, self._rest = (self._rest + received).split(b"\n")
        replies = []
        for line in lines:
            if line[3:4] == b"-":
                self._keep(line)
            elif self._lines:
                replies.append(b"\n".join([*self._lines, line]))
                self._lines = []
            else:
                replies.append(line)
        if len(self._rest) > LONGEST_REPLY:
            raise BrokenDialogue("a reply without an end")
        return replies

    def _keep(self, line: bytes) -> None:
        """A reply may have any number of lines; the first few tell enough."""
        if sum(map(len, self._lines)) < LONGEST_REPLY:
            self._lines.append(line)


def parse(raw: bytes) -> Reply:
    """Code, enhanced code and text of a whole reply, whatever its bytes; texts are cut and made harmless."""
    lines = raw.split(b"\n")
    code = lines[-1][:3]
    if not code.isdigit():
        raise BrokenDialogue(f"no reply of SMTP: {clean(raw[:80])}")
    text = clean(b" ".join(line[4:] for line in lines))
    enhanced = _ENHANCED.match(text)
    if enhanced is None:
        return Reply(int(code), "", text)
    return Reply(int(code), enhanced[1], text[enhanced.end() :])


def clean(raw: bytes) -> str:
    return one_line(raw[: LONGEST_TEXT * 4].decode("utf-8", "replace"))[:LONGEST_TEXT]


# Enhanced codes that speak of the sender, the letter or our rights although their class speaks of the recipient.
_ABOUT_US = re.compile(r"5\.1\.[78]$|5\.[3567]\.")
_ABOUT_THE_PERSON = re.compile(r"5\.[124]\.")
_CODES_ABOUT_THE_PERSON = {550, 551, 553, 556, 521, 525, 501}
_FULL_MAILBOX = 552  # RFC 5321 section 4.5.3.1.10: at RCPT it is to be treated as 452


def judge(step: Step, reply: Reply) -> Result:
    """The result of a copy that this reply has ended."""
    return Result(_meaning(step, reply), reply.codes, reply.text)


def _meaning(step: Step, reply: Reply) -> Meaning:
    if 400 <= reply.code < 500:
        return Meaning.DEFERRED
    if reply.code < 500:
        return Meaning.ACCEPTED if step is Step.BODY and reply.code < 300 else Meaning.FAULT
    if step is Step.RCPT:
        return _meaning_for_recipient(reply)
    about_person = step is Step.BODY and _ABOUT_THE_PERSON.match(reply.enhanced)
    return Meaning.REFUSED if about_person and not _ABOUT_US.match(reply.enhanced) else Meaning.FAULT


def _meaning_for_recipient(reply: Reply) -> Meaning:
    if reply.enhanced == "5.3.0":  # how old servers say "user unknown"
        return Meaning.REFUSED
    if _ABOUT_US.match(reply.enhanced):
        return Meaning.FAULT
    if reply.enhanced:
        return Meaning.REFUSED
    if reply.code == _FULL_MAILBOX:
        return Meaning.DEFERRED
    return Meaning.REFUSED if reply.code in _CODES_ABOUT_THE_PERSON else Meaning.FAULT
