from pathlib import Path

import pytest

from hatch_build import stale_catalogues


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-snapshots", action="store_true", help="write the mails as they are now over the stored ones"
    )


@pytest.fixture
def update_snapshots(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-snapshots", default=False))


@pytest.fixture(scope="session", autouse=True)
def compiled_catalogues() -> None:
    """A mail without its catalogue comes in English, and snapshots could be taken of that."""
    if stale := stale_catalogues(Path(__file__).parents[2]):
        languages = ", ".join(source.parent.parent.name for source in stale)
        pytest.fail(
            f"The translations are not compiled, or not anew: {languages}. Run: python hatch_build.py",
            pytrace=False,
        )
