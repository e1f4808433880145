"""The build of browser assets and translations, without the network."""

import json
import re
from pathlib import Path

import pytest

import hatch_build
from hatch_build import Assets, BuildFailed, Node

ROOT = Path(__file__).resolve().parents[1]
LOCKS = (ROOT / "frontend" / "package-lock.json", ROOT / "frontend" / "test-browser" / "package-lock.json")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one source and a build made of it."""
    sources = tmp_path / "frontend" / "src"
    sources.mkdir(parents=True)
    (sources / "main.css").write_text("body {}")
    static = tmp_path / "newsletter" / "static"
    static.mkdir(parents=True)
    (static / "main-ABC.css").write_text("body{}")
    manifest = {"sources": Assets(tmp_path).stamp(), "files": {"main.css": "main-ABC.css"}}
    (static / "manifest.json").write_text(json.dumps(manifest))
    return tmp_path


def test_a_build_of_these_sources_is_not_repeated(project: Path) -> None:
    assert Assets(project).are_current()
    assert hatch_build.build(project) == []


def test_any_changed_source_asks_for_a_new_build(project: Path) -> None:
    (project / "frontend" / "src" / "main.css").write_text("body { margin: 0 }")

    assert not Assets(project).are_current()


def test_packages_that_were_fetched_do_not_count_as_sources(project: Path) -> None:
    (project / "frontend" / "node_modules").mkdir()
    (project / "frontend" / "node_modules" / "a.js").write_text("")

    assert Assets(project).are_current()


def test_a_built_file_that_went_missing_asks_for_a_new_build(project: Path) -> None:
    (project / "newsletter" / "static" / "main-ABC.css").unlink()

    assert not Assets(project).are_current()


def test_node_is_asked_for_only_when_there_is_something_to_build(project: Path) -> None:
    def needed() -> list[str]:
        hook = hatch_build.AssetsBuildHook(str(project), {}, None, None, "", "wheel")  # type: ignore[arg-type]
        return hook.dependencies()

    assert needed() == []
    (project / "frontend" / "src" / "new.js").write_text("")
    assert needed() == [hatch_build.NODE_WHEEL]


def test_a_failure_is_one_sentence_and_the_end_of_what_the_tool_said(tmp_path: Path) -> None:
    script = tmp_path / "fails.js"
    script.write_text("for (let i = 0; i < 100; i++) console.log('line', i); process.exit(3)")

    with pytest.raises(BuildFailed) as failure:
        Node().run("The assets could not be bundled.", script, cwd=tmp_path)

    lines = str(failure.value).splitlines()
    assert lines[0] == "The assets could not be bundled."
    assert lines[-1] == "line 99"
    assert len(lines) == 1 + hatch_build.LINES_OF_A_FAILURE


def test_translations_are_compiled_once_and_again_when_they_change(project: Path) -> None:
    source = project / "newsletter" / "translations" / "sv" / "LC_MESSAGES" / "messages.po"
    source.parent.mkdir(parents=True)
    source.write_text('msgid "Save"\nmsgstr "Spara"\n', encoding="utf-8")

    assert hatch_build.build(project) == ["translations sv"]
    assert b"Spara" in source.with_suffix(".mo").read_bytes()
    assert hatch_build.build(project) == []


def test_what_the_service_shows_was_built_from_the_sources_here() -> None:
    assert Assets(ROOT).are_current(), "run `make assets`"


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.parent.name)
def test_locks_pin_contents_and_name_no_registry(lock: Path) -> None:
    packages = json.loads(lock.read_text())["packages"]

    for name, package in packages.items():
        assert not name or package["integrity"].startswith("sha512-")
        assert "resolved" not in package


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.parent.name)
def test_packages_are_pinned_exactly(lock: Path) -> None:
    package = json.loads(lock.with_name("package.json").read_text())
    versions = {**package.get("dependencies", {}), **package.get("devDependencies", {})}

    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions.values())
