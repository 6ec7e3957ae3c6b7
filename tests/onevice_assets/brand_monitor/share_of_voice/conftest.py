"""One run of dbt for all that the tests of the numbers look at; it takes six seconds."""

from __future__ import annotations

from pathlib import Path

import pytest

from resources.dbt_runner import Dbt
from resources.lake import Lake
from tests.onevice_assets.brand_monitor.share_of_voice import worlds

# A home whose name must be quoted wherever it is handed on.
AWKWARD = "home of {O'Neil} é"


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's own; these tests need no server."""
    folder = tmp_path / AWKWARD
    monkeypatch.setenv("ONEVICE_HOME", str(folder))
    return folder


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """A lake with every world's answers, and the marts over them made by one run of dbt."""
    from onevice_assets.brand_monitor.share_of_voice.publish_marts import publish_marts

    folder = tmp_path_factory.mktemp("marts")
    lake = Lake(url=(folder / "lake").as_uri())
    partitions = worlds.write_all(lake)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONEVICE_HOME", str(folder / AWKWARD))
        done = publish_marts(lake, Dbt(), partitions)
    assert not done.offenders
    return lake
