"""axe-core on a page: every rule for WCAG 2.2 AA and good practice, light and dark, on a desk and in a hand."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from hatch_build import Assets, Node
from tests.support.browser import watched_page

ROOT = Path(__file__).resolve().parents[2]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = {1280: 900, 390: 844}
SCHEMES = ("light", "dark")
# A mail in a frame is checked at its own address: from outside, a sandboxed frame cannot be looked into.
RUN = "([tags, off]) => axe.run({runOnly: {type: 'tag', values: tags}, iframes: false, rules: off})"


@dataclass(frozen=True)
class Violation:
    rule: str
    help: str
    where: str
    elements: list[str]

    def __str__(self) -> str:
        return f"{self.where}: {self.rule}: {self.help}\n" + "\n".join(
            f"    {line}" for line in self.elements
        )


def check(page: Page, *, without: tuple[str, ...] = ()) -> None:
    """Fails with every violation found; `without` names rules that cannot hold here (say why where it is used)."""
    found = violations(page, without=without)
    assert not found, f"{len(found)} accessibility faults on {page.url}\n" + "\n".join(map(str, found))


def check_mail(browser: Browser, address: str) -> None:
    """The same for the page of a mail: scripts cannot run there, so the check looks in past its policy."""
    with watched_page(browser, address, bypass_csp=True) as page:
        page.goto(address)
        check(page, without=("landmark-one-main", "region"))  # a mail has no landmarks


def violations(page: Page, *, without: tuple[str, ...] = ()) -> list[Violation]:
    before = page.viewport_size
    found = [
        violation
        for width, height in WIDTHS.items()
        for scheme in SCHEMES
        for violation in _run(page, width, height, scheme, without)
    ]
    page.emulate_media(color_scheme="light")
    if before:
        page.set_viewport_size(before)
    return found


def _run(page: Page, width: int, height: int, scheme: Any, without: tuple[str, ...]) -> list[Violation]:
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.evaluate(_source())
    result = page.evaluate(RUN, [TAGS, {rule: {"enabled": False} for rule in without}])
    return [
        Violation(
            found["id"], found["help"], f"{width} px, {scheme}", [_shown(node) for node in found["nodes"]]
        )
        for found in result["violations"]
    ]


def _shown(node: dict[str, Any]) -> str:
    checks = [check["message"] for kind in ("any", "all", "none") for check in node[kind]]
    return f"{node['html'][:160]}  ({'; '.join(checks)[:200]})"


@cache
def _source() -> str:
    path = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
    if not path.is_file():
        Assets(ROOT).install_packages(Node())
    return path.read_text(encoding="utf-8")
