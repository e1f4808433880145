from collections.abc import Iterator

import pytest

from tests.journeys.service import Service


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    running = Service(tmp_path_factory.mktemp("journey") / "data")
    yield running
    running.stop()
