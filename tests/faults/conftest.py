"""One stage for all tests of this folder; what each of them measured goes into the table of docs/reliability.md."""

import json
import os
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from flask import Flask

from newsletter.outbox.models import MailingState
from newsletter.settings import Settings
from tests.support.invariants import Findings, examine
from tests.support.stage import Sending, Stage, on_stage
from tests.support.stage import stage as open_stage

QUICK_LOAD = 400
KEPT = pytest.StashKey[bool]()

Prove = Callable[..., Findings]


@pytest.fixture(scope="package")
def shared_stage(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with open_stage(settings, tmp_path_factory.mktemp("stage")) as stage:
        yield stage


@pytest.fixture
def stage(app: Flask, settings: Settings, shared_stage: Stage) -> Iterator[Stage]:
    with on_stage(app, settings, shared_stage) as stage:
        yield stage


@pytest.fixture
def load() -> int:
    """How many are mailed: `make faults` asks for more."""
    return int(os.environ.get("FAULTS_RECIPIENTS") or QUICK_LOAD)


@pytest.fixture
def prove(request: pytest.FixtureRequest, stage: Stage) -> Prove:
    """Holds ledger, mail server and audit log against each other, keeps the figures, and fails on any complaint."""

    def settle(
        *sendings: Sending,
        allowed: int = 0,
        killed: bool = False,
        state: MailingState = MailingState.COMPLETED,
    ) -> Findings:
        found = [examine(stage.evidence(one, state), killed=killed, allowed=allowed) for one in sendings]
        total = Findings(
            recipients=sum(one.recipients for one in found),
            lost=sum(one.lost for one in found),
            repeated=sum(one.repeated for one in found),
            allowed=allowed,
            complaints=[words for one in found for words in one.complaints],
        )
        if total.repeated > allowed and not total.complaints:
            total.complaints.append(f"{total.repeated} copies too many, {allowed} allowed")
        _keep(request.node, total)
        assert total.complaints == [], stage.log[-3000:]
        return total

    return settle


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A fault that was not stood long enough to be measured is in the table as well."""
    report = yield
    if report.failed and KEPT not in item.stash and call.excinfo is not None:
        words = " ".join(call.excinfo.exconly().split())
        _keep(item, Findings(0, 0, 0, 0, [f"ended early: {words[:150]}"]))
    return report


def _keep(item: pytest.Item, found: Findings) -> None:
    item.stash[KEPT] = True
    path = os.environ.get("FAULTS_FIGURES")
    marker = item.get_closest_marker("fault")
    if not path or marker is None:
        return
    row = {
        "row": marker.args[0],
        "fault": marker.args[1],
        "test": item.nodeid.partition("[")[0],
        "recipients": found.recipients,
        "lost": found.lost,
        "repeated": found.repeated,
        "allowed": found.allowed,
        "complaints": found.complaints[:5],
        "date": time.strftime("%Y-%m-%d"),
    }
    with Path(path).open("a", encoding="utf-8") as figures:
        figures.write(json.dumps(row) + "\n")
