import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from newsletter.cli import main
from tests.newsletter.local.processes import PROJECT
from tests.support.servers import TestServers

COMMANDS = (
    "up",
    "web",
    "worker",
    "beat",
    "mailbox",
    "healthy",
    "migrate",
    "settings",
    "staff",
    "events",
    "topics",
)
Command = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def environ(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("DATABASE_URL", "REDIS_URL", "SMTP_URL", "BASE_URL", "SECRET_KEY", "PORT", "ENVIRONMENT"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.fixture(scope="module")
def command(servers: TestServers, tmp_path_factory: pytest.TempPathFactory) -> Command:
    """Starts `newsletter` in a process of its own, on a database of its own."""
    env = os.environ | {
        "DATABASE_URL": servers.database_url("cli"),
        "REDIS_URL": servers.redis_url(1),
        "DATA_DIR": str(tmp_path_factory.mktemp("cli")),
        "BASE_URL": "https://news.example.org",
    }

    def start(*arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "newsletter.cli", *arguments],
            cwd=PROJECT,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


@pytest.mark.parametrize(
    "arguments", [[], *([name] for name in COMMANDS), ["staff", "add"], ["topics", "add"]]
)
def test_every_command_explains_itself(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--help"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith(" ".join(["usage: newsletter", *arguments]))


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["dance"],
        ["staff"],
        ["staff", "add"],
        ["topics", "add", "x"],
        ["worker", "--lanes", "slow"],
        ["up", "x"],
    ],
)
def test_wrong_use_is_answered_with_two_and_a_hint(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "--help` lists what is possible" in captured.err


def test_settings_are_listed_with_their_meaning_and_without_secrets(
    environ: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environ.setenv("DATABASE_URL", "postgresql://budkavle:hemligt@db.example.org/x")
    environ.setenv("SMTP_URL", "smtp+starttls://me:hemligt@mail.example.org")
    environ.setenv("SECRET_KEY", "hemligt" * 6)
    assert main(["settings"]) == 0
    printed = capsys.readouterr().out
    assert "hemligt" not in printed
    assert "DATABASE_URL = postgresql://budkavle:••••••@db.example.org/x\n" in printed
    assert "SMTP_URL = smtp+starttls://me:••••••@mail.example.org\n" in printed
    assert "SECRET_KEY = ••••••\n" in printed


def test_settings_list_every_fault_and_answer_one(
    environ: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environ.setenv("PORT", "many")
    environ.setenv("SMTP_URL", "gopher://x:hemligt@y")
    assert main(["settings", "--json"]) == 1
    captured = capsys.readouterr()
    answer = json.loads(captured.out)
    assert len(answer["faults"]) == 2
    assert {row["name"]: row["value"] for row in answer["settings"]}["PORT"] == "many"
    assert "hemligt" not in captured.out + captured.err


def test_a_command_with_faulty_settings_lists_them_without_a_trace(
    environ: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environ.setenv("ENVIRONMENT", "production")
    assert main(["topics"]) == 1
    assert "DATABASE_URL must be set in production." in capsys.readouterr().err


def test_a_database_that_is_away_is_said_in_one_sentence(command: Command, tmp_path: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "newsletter.cli", "topics"],
        cwd=PROJECT,
        env=os.environ
        | {
            "DATABASE_URL": "postgresql://127.0.0.1:1/x",
            "REDIS_URL": "redis://127.0.0.1:1",
            "DATA_DIR": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1
    assert answer.stderr.startswith("The database cannot be used; DATABASE_URL says where it is.")
    assert len(answer.stderr.splitlines()) == 1


def test_migrating_several_times_at_once_is_safe(command: Command) -> None:
    started = [command("migrate") for _ in range(2)]
    assert [process.communicate()[1] for process in started] == ["The database has the newest schema.\n"] * 2
    assert [process.returncode for process in started] == [0, 0]


def test_a_topic_is_added_once(command: Command) -> None:
    assert command("topics", "add", "kultur", "--title", "Kultur & fritid").communicate()[0] == "kultur\n"
    again = command("topics", "add", "kultur", "--title", "Kultur")
    assert len(again.communicate()[1].splitlines()) == 1
    assert again.returncode == 1
    listed = json.loads(command("topics", "--json").communicate()[0])
    assert {"slug": "kultur", "kind": "theme", "title": "Kultur & fritid"} in listed


def test_a_newsletter_is_added_for_issues_to_belong_to(command: Command) -> None:
    added = command("topics", "add", "nytt", "--title", "Nytt från oss", "--kind", "newsletter")
    assert added.communicate()[0] == "nytt\n"
    listed = json.loads(command("topics", "--json").communicate()[0])
    assert {"slug": "nytt", "kind": "newsletter", "title": "Nytt från oss"} in listed
    assert "--kind" in command("topics", "add", "x", "--title", "X", "--kind", "podcast").communicate()[1]


def test_a_staff_member_is_added_once_with_a_one_time_link(command: Command) -> None:
    added, _ = command("staff", "add", "eva@example.org", "--role", "admin", "--json").communicate()
    assert json.loads(added)["link"].startswith("https://news.example.org/staff/password/")
    again = command("staff", "add", "eva@example.org", "--role", "editor")
    assert again.communicate()[0] == ""
    assert again.returncode == 1
