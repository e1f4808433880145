import json
from pathlib import Path

import pytest

from newsletter.web.assets import Assets, AssetsMissing


def test_a_missing_build_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(AssetsMissing, match="make assets"):
        Assets(tmp_path)


def test_a_half_deleted_build_is_noticed_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({"files": {"main.css": "main-ABC.css"}}))

    with pytest.raises(AssetsMissing, match=r"main-ABC\.css"):
        Assets(tmp_path)


def test_a_damaged_manifest_is_noticed_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{")

    with pytest.raises(AssetsMissing, match="damaged"):
        Assets(tmp_path)
