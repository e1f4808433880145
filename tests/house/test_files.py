"""Shape of the tree: small files, nothing that names the machine it was written on."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST_FILE = 400
OWN_CODE = ("newsletter/", "workers/", "tests/", "benchmarks/", "templates/", "frontend/src/")
REGISTRY = re.compile(r"https?://(registry\.|pypi|files\.python|deb\.|ftp\.)[\w./-]*", re.IGNORECASE)


def tracked(*suffixes: str) -> list[Path]:
    """Files under version control; in an unpacked source archive without git, all files of the code folders."""
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    names = listing.stdout.splitlines() or [
        str(path.relative_to(ROOT)) for top in OWN_CODE for path in (ROOT / top).rglob("*") if path.is_file()
    ]
    return [ROOT / name for name in names if name.endswith(suffixes) and (ROOT / name).exists()]


def test_no_source_file_is_longer_than_a_person_reads() -> None:
    too_long = {
        str(path.relative_to(ROOT)): length
        for path in tracked(".py", ".js", ".html", ".css")
        if (length := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
        and path.parent.name != "versions"
    }
    assert too_long == {}


def test_there_is_no_drawer_for_odds_and_ends() -> None:
    assert [
        path for path in tracked(".py") if path.name in ("utils.py", "util.py", "helpers.py", "misc.py")
    ] == []


@pytest.mark.parametrize(
    "name", ["requirements/base.txt", "requirements/dev.txt", "frontend/package-lock.json"]
)
def test_pinned_requirements_name_no_registry(name: str) -> None:
    assert REGISTRY.findall((ROOT / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", ["requirements/base.txt", "requirements/dev.txt"])
def test_every_requirement_is_pinned_and_hashed(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    requirements = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    assert requirements
    assert [line for line in requirements if "==" not in line or "--hash=sha256:" not in line] == []
