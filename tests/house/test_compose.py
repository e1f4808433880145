"""The compose file: valid, every lane served, nothing secret inside."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from newsletter.core.queue import Lane

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    return dict(YAML(typ="safe").load(COMPOSE)["services"])


def test_the_file_meets_the_compose_schema() -> None:
    checker = Path(sys.executable).with_name("check-jsonschema")
    result = subprocess.run(
        [checker, "--builtin-schema", "vendor.compose-spec", COMPOSE],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_lane_has_a_worker(services: dict[str, Any]) -> None:
    commands = [str(service.get("command", "")) for service in services.values()]
    served = {lane for command in commands if "--lanes" in command for lane in command.split()[-1].split(",")}
    assert served == {lane.value for lane in Lane}


def test_every_lasting_service_has_a_health_check(services: dict[str, Any]) -> None:
    brings_its_own = {"mail"}
    without = {
        name
        for name, service in services.items()
        if "healthcheck" not in service and service.get("restart") != "no" and name not in brings_its_own
    }
    assert without == set()


def test_secrets_come_from_outside() -> None:
    text = COMPOSE.read_text(encoding="utf-8")
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD"):
        assert f"${{{name}:?" in text
        assert f"${{{name}:-" not in text
    assert "# syntax=" not in text
    assert "# syntax=" not in (ROOT / "Dockerfile").read_text(encoding="utf-8")
