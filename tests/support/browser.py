"""A browser for tests, and pages that notice what no page may do."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Error,
    Page,
    Playwright,
    Request,
    Response,
    sync_playwright,
)

from tests.support.chromium import Chromium, NoBrowser, find_chromium

LOCAL_SCHEMES = ("data", "blob", "about")
# What a page asks for on purpose may be refused on purpose; a missing picture or script may not.
MAY_FAIL = ("document", "fetch", "xhr")


@contextmanager
def open_browser() -> Iterator[Browser]:
    chromium = find_chromium()
    with sync_playwright() as playwright:
        browser = _launch(playwright, chromium)
        try:
            yield browser
        finally:
            browser.close()


def _launch(playwright: Playwright, chromium: Chromium) -> Browser:
    try:
        return playwright.chromium.launch(
            executable_path=chromium.program,
            args=["--font-render-hinting=none"],
            env={**os.environ, **chromium.environment},
            chromium_sandbox=False,
        )
    except Error as error:
        raise NoBrowser(f"The browser {chromium.program} does not start.\n{error.message[:500]}") from error


@dataclass
class Watch:
    """Everything a page did that it may not do: requests to others, refused resources, errors in its console."""

    faults: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def on(self, page: Page) -> None:
        page.on("request", lambda request: self._note_request(page, request))
        page.on("response", self._note_response)
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))

    def assert_clean(self) -> None:
        assert not self.faults, "The page did what no page may do:\n" + "\n".join(self.faults)

    def _note_request(self, page: Page, request: Request) -> None:
        asked, own = urlsplit(request.url), urlsplit(page.url)
        self.requests.append(request.url)
        is_navigation = request.is_navigation_request()
        if asked.scheme not in LOCAL_SCHEMES and not is_navigation and asked.netloc != own.netloc:
            self.faults.append(f"request to a third party: {request.url}")

    def _note_response(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type not in MAY_FAIL:
            self.faults.append(f"{response.status} for {response.url}")

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"console: {message.text}")


@contextmanager
def watched_page(browser: Browser, base_url: str, **options: object) -> Iterator[Page]:
    """A page of a new visitor; fails at the end when it did what no page may do.

    `options` are Playwright's for a context, such as `java_script_enabled=False` or `locale="sv-SE"`.
    """
    context = browser.new_context(
        **{"base_url": base_url, "viewport": {"width": 1280, "height": 900}, "locale": "en-GB", **options}  # type: ignore[arg-type]
    )
    context.set_default_timeout(10_000)
    watch = Watch()
    context.on("page", watch.on)
    try:
        yield context.new_page()
    finally:
        context.close()
    watch.assert_clean()


def look_at(page: Page, name: str) -> None:
    """Leaves pictures where SCREENSHOTS says, for those who want to look."""
    folder = os.environ.get("SCREENSHOTS")
    if not folder:
        return
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(folder) / f"{name}-{width}-{scheme}.png", full_page=True)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})
