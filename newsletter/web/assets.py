"""The built browser files: pages name them as their sources are called, the manifest knows the hashed names."""

import json
from pathlib import Path

from flask import Flask, url_for

HOW_TO_BUILD = "Build them with `make assets` (or `python hatch_build.py`), then start again."
YEAR = 365 * 24 * 3600


class AssetsMissing(Exception):
    """The service cannot show a page: its stylesheet and scripts were not built."""


class Assets:
    def __init__(self, folder: Path) -> None:
        self._files = _read_manifest(folder)

    def address(self, name: str) -> str:
        """Address of the current version of `main.css`, `staff.js`, ..."""
        if name not in self._files:
            raise AssetsMissing(f"There is no browser file {name}. {HOW_TO_BUILD}")
        return url_for("static", filename=self._files[name])


def _read_manifest(folder: Path) -> dict[str, str]:
    path = folder / "manifest.json"
    try:
        files: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))["files"]
    except FileNotFoundError:
        raise AssetsMissing(f"The browser files are not built. {HOW_TO_BUILD}") from None
    except (ValueError, KeyError):
        raise AssetsMissing(f"{path} is damaged. {HOW_TO_BUILD}") from None
    missing = [name for name in files.values() if not (folder / name).is_file()]
    if missing:
        raise AssetsMissing(f"Browser files are missing: {', '.join(missing)}. {HOW_TO_BUILD}")
    return files


def install(app: Flask) -> None:
    """Gives templates `asset(name)`; refuses to start without the built files."""
    if app.static_folder is None:
        raise AssetsMissing("The application has no static folder.")
    assets = Assets(Path(app.static_folder))
    app.jinja_env.globals["asset"] = assets.address
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = YEAR
