"""Every store, with a Dagster of its own beside them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from onevice_assets.upkeep.erasure.place import Stores
from resources.erasure.dagster_log import DagsterLog


@pytest.fixture
def stores(every_store: dict[str, Any], tmp_path: Path) -> Iterator[Stores]:
    names = ("lake", "control", "objects", "graph", "search", "vectors", "redis")
    (tmp_path / "dagster").mkdir()
    with dg.DagsterInstance.local_temp(
        str(tmp_path / "dagster"), overrides={"telemetry": {"enabled": False}}
    ) as instance:
        given = {name: every_store[name] for name in names}
        yield Stores(**given, dagster=DagsterLog(instance), home=tmp_path)
