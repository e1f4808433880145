"""The whole service as `newsletter up` starts it, seen by a visitor, an editor and a mail reader."""

import email
import email.policy
import re
import time
import urllib.request
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Browser, Page

from tests.newsletter.local.running import Up
from tests.support.message_rules import assert_message_rules

PATIENCE = 30.0


def eventually(found: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """The first true answer of `found`; fails when none comes."""
    end = time.monotonic() + seconds
    while not (answer := found()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)
    return answer


class Service:
    def __init__(self, data_dir: Path) -> None:
        self.up = Up(data_dir)
        self.address = f"http://127.0.0.1:{self.up.port}"
        told = re.search(r"Sign in as (\S+) with the password (\S+)", self.up.words)
        assert told, self.up.words
        self.admin, self.password = told.groups()

    def stop(self) -> None:
        self.up.process.terminate()
        self.up.process.wait(60)

    def mails(self, to: str = "", limit: int = 5000) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.up.get_json(f"/mailbox.json?to={quote(to)}&limit={limit}")
        return found

    def mail(self, number: int) -> "Mail":
        with urllib.request.urlopen(f"{self.address}/mailbox/{number}.eml", timeout=20) as answer:
            return Mail(answer.read())

    def wait_for_mail(self, to: str, subject: str = "") -> "Mail":
        def newest() -> dict[str, Any] | None:
            return next((mail for mail in self.mails(to) if subject in mail["subject"]), None)

        return self.mail(eventually(newest)["id"])

    def post(self, address: str, body: str) -> int:
        """A POST as mail clients send it: no cookie, no login."""
        request = urllib.request.Request(address, body.encode(), method="POST")
        with urllib.request.urlopen(request, timeout=20) as answer:
            return int(answer.status)

    def page(self, browser: Browser, language: str = "en-GB", **options: Any) -> Page:
        context = browser.new_context(base_url=self.address, locale=language, **options)
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        return page

    def sign_in(self, browser: Browser) -> Page:
        page = self.page(browser)
        page.goto("/staff/")
        page.get_by_label("E-mail address").fill(self.admin)
        page.locator("input[type=password]").fill(self.password)
        page.locator("main button[type=submit]").click()
        page.wait_for_url("**/staff/")
        return page


class Mail:
    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.message = email.message_from_bytes(raw, _class=EmailMessage, policy=email.policy.default)

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain",))
        assert part is not None
        return str(part.get_content())

    @property
    def html(self) -> str:
        part = self.message.get_body(("html",))
        assert part is not None
        return str(part.get_content())

    def link(self, words: str) -> str:
        """The first address in the text part that has `words` in it."""
        found = re.search(rf"https?://\S*{re.escape(words)}\S*", self.text)
        assert found, self.text
        return found.group(0)

    def one_click(self) -> str:
        assert self.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        found = re.search(r"<(https?://[^>]+)>", self.message["List-Unsubscribe"])
        assert found
        return found.group(1)

    def keeps_the_rules(self, kind: str, recipient: str, service_url: str) -> None:
        assert_message_rules(self.raw, kind=kind, recipient=recipient, service_url=service_url)
