"""The whole service in processes whose clock a test sets: web, one worker for every lane, beat, the catching mailbox."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Page
from sqlalchemy import select

from newsletter.core.database import session
from newsletter.notices.models import NoticePlan, PlanState
from newsletter.outbox.models import Mailing, MailingState
from tests.journeys.service import Mail, eventually
from tests.support.mailroom import Crew

EDITOR = "ida"
ZONE = ZoneInfo("Europe/Stockholm")
PATIENCE = 120.0
UNDER_WAY = (MailingState.SCHEDULED, MailingState.PREPARING, MailingState.SENDING)


@dataclass(frozen=True)
class Ports:
    web: int
    mailbox: int


class Year(Crew):
    """Everything that happens is at the time of `now`; nothing of it is mocked but the clock."""

    program = "tests.support.elsewhen"

    def __init__(self, env: dict[str, str], ports: Ports, folder: Path) -> None:
        super().__init__(env, folder / "processes.log")
        self.address = f"http://127.0.0.1:{ports.web}"
        self._clock, self._rounds = Path(env["CLOCK_FILE"]), Path(env["ROUNDS_FILE"])
        self._rounds.touch()
        self._offset = 0.0
        self._read = 0
        self._ports = ports

    def open(self) -> None:
        with self._log.open("ab") as log:
            self.processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", "newsletter.cli", "mailbox", "--port", str(self._ports.mailbox)],
                    env=self.env,
                    stdout=log,
                    stderr=log,
                )
            )
        self._followers = [self.start("web"), self.start("worker")]
        self.env = self.env | {"CLOCK_FILE": str(self._clock.with_name("clock-of-beat"))}
        self._beat = self.start("beat")
        eventually(self._answers, PATIENCE)

    def _answers(self) -> bool:
        with suppress(OSError):
            return urlopen(f"{self.address}/mailbox.json?limit=1", timeout=5).status == 200  # type: ignore[no-any-return]
        return False

    # The clock

    @property
    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time() + self._offset, UTC)

    def on(self, moment: str) -> None:
        """It is now this time in Stockholm (`2027-03-01 09:00`), and what was due until then is done."""
        wanted = datetime.fromisoformat(moment).replace(tzinfo=ZONE)
        self._offset = wanted.timestamp() - time.time()
        self._set(self._clock, *self._followers)
        self._set(self._clock.with_name("clock-of-beat"), self._beat)  # last: else it finds work long overdue
        self.come_to_rest()

    def _set(self, clock: Path, *processes: subprocess.Popen[bytes]) -> None:
        beside = clock.with_suffix(".new")
        beside.write_text(str(self._offset))
        beside.replace(clock)
        told = [clock.with_name(f"{clock.name}.{process.pid}") for process in processes]
        self.wait_until(
            lambda: all(each.is_file() and each.read_text() == str(self._offset) for each in told), PATIENCE
        )

    def come_to_rest(self) -> None:
        """Until beat has looked at everything and nothing that is due is left to do."""
        self._see_rounds(3)
        self.wait_until(self._is_at_rest, PATIENCE)
        self._see_rounds(1)
        self.wait_until(self._is_at_rest, PATIENCE)

    def _see_rounds(self, number: int) -> None:
        end = self._rounds.stat().st_size + number
        self.wait_until(lambda: self._rounds.stat().st_size >= end, PATIENCE)

    def _is_at_rest(self) -> bool:
        session.rollback()
        due = NoticePlan.state.in_([PlanState.PLANNED, PlanState.SENDING]) & (NoticePlan.due_at <= self.now)
        waits = NoticePlan.held_until > self.now
        plans = session.scalars(select(NoticePlan.id).where(due, waits.is_not(True)).limit(1)).all()
        mailings = session.scalars(
            select(Mailing.id).where(Mailing.state.in_(UNDER_WAY), Mailing.start_at <= self.now).limit(1)
        ).all()
        return not plans and not mailings

    # What people see

    def page(self, browser: Browser, **options: Any) -> Page:
        """A new visitor's, in English unless said otherwise."""
        context = browser.new_context(
            **{
                "base_url": self.address,
                "locale": "en-GB",
                "viewport": {"width": 1280, "height": 900},
                **options,
            }
        )
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    def post_bag(self) -> list["Letter"]:
        """What came since it was last asked for, by recipient and subject.

        On a crowded machine a worker may be taken for dead; what it had sent goes out once more, as the same message.
        """
        new = [each for each in self._listed() if each["id"] > self._read]
        self._read = max([self._read, *(each["id"] for each in new)])
        letters = (Letter(each, self._open(each["id"])) for each in new)
        once = {letter.message["Message-ID"]: letter for letter in letters}
        for letter in once.values():
            self._read_through(letter)
        return sorted(once.values(), key=lambda letter: (letter.to, letter.subject))

    def _read_through(self, letter: "Letter") -> None:
        """Leaves it beside the pictures for those who want to look."""
        kind = "bulk" if letter.message["List-Unsubscribe"] else "transactional"
        letter.keeps_the_rules(kind, letter.address, self.address)
        if folder := os.environ.get("SCREENSHOTS"):
            (Path(folder) / f"mail-{letter.number:03}-{letter.to}.eml").write_bytes(letter.raw)

    def _listed(self, to: str = "") -> list[dict[str, Any]]:
        with urlopen(f"{self.address}/mailbox.json?to={quote(to)}&limit=5000", timeout=20) as answer:
            found: list[dict[str, Any]] = json.loads(answer.read())
        return found

    def _open(self, number: int) -> bytes:
        with urlopen(f"{self.address}/mailbox/{number}.eml", timeout=20) as answer:
            raw: bytes = answer.read()
        return raw


class Letter(Mail):
    def __init__(self, listed: dict[str, Any], raw: bytes) -> None:
        super().__init__(raw)
        self.number, self.address = int(listed["id"]), str(listed["to"])
        self.subject = str(listed["subject"]).partition(": ")[0]
        """Without the title of the event."""
        self.to = self.address.split("@")[0]

    @property
    def calendar(self) -> str:
        found = [part for part in self.message.walk() if part.get_content_type() == "text/calendar"]
        return str(found[0].get_content()) if found else ""


def told(letters: Collection[Letter]) -> list[tuple[str, str]]:
    """Who got what; the editor's own notes apart."""
    return [(letter.to, letter.subject) for letter in letters if letter.to != EDITOR]


def own_pages(letters: Collection[Letter]) -> dict[str, str]:
    """Where each looks after their registration."""
    return {
        letter.to: letter.link("/registrations/") for letter in letters if "/registrations/" in letter.text
    }
