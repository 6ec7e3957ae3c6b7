"""`onevice retention`: the table, the plan, what goes, what a hold keeps, and the way back."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from onevice_assets.cli.app import app
from onevice_assets.upkeep.retention.data_types import ALL
from resources.control_plane import websites
from resources.control_plane.resource import ControlPlane
from resources.object_store import Objects

PAGE = "scraped-content/{}/p/raw.html"


@pytest.fixture
def page(
    control: ControlPlane,
    monkeypatch: pytest.MonkeyPatch,
    session_database: str,
    tmp_path: Path,
) -> Path:
    """A page that was written long ago, in a store of its own."""
    monkeypatch.setenv("DATABASE_URL", session_database)
    monkeypatch.setenv("ONEVICE_LAKE_URL", (tmp_path / "lake").as_uri())
    monkeypatch.setenv("ONEVICE_OBJECTS_URL", (tmp_path / "objects").as_uri())
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "dagster"))
    with control.begin() as db:
        website = websites.add(db, url="https://demo.test/", name="Demo", actor="test")
    path = PAGE.format(website.id)
    Objects(url=(tmp_path / "objects").as_uri()).put(path, "<p>old</p>")
    at = datetime(2025, 6, 1, 12, tzinfo=UTC).timestamp()
    os.utime(tmp_path / "objects" / path, (at, at))
    return tmp_path / "objects" / path


def call(*words: str) -> Any:
    done = CliRunner().invoke(app, ["retention", *words, "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_a_page_is_planned_held_released_removed_and_brought_back(page: Path) -> None:
    assert [row["data type"] for row in call("show")] == [one.name for one in ALL]
    young = call("plan", "scraped_content", "--as-of", "2025-08-30")
    assert [one["verdict"] for one in young] == ["too_young"]
    held = call("hold", "--website", "demo.test", "--why", "case 12/26")
    (one,) = call("plan", "scraped_content")
    assert one["verdict"] == "held"
    assert "case 12/26" in one["why"]
    assert [hold["id"] for hold in call("holds")] == [held["id"]]
    call("release", held["id"], "--why", "closed")
    assert call("holds") == []
    assert len(call("holds", "--all")) == 1

    assert [one["verdict"] for one in call("apply", "scraped_content")] == ["goes"]
    assert page.exists(), "without --yes nothing goes"
    (gone,) = call("apply", "scraped_content", "--yes")["removed"]
    assert not page.exists()
    (kept,) = call("archive", "list")
    assert (kept["partition"], kept["files"]) == (gone["partition"], 1)
    back = call("archive", "restore", "scraped_content", kept["partition"])
    assert back == {"restored": 1, "failed": []}
    assert page.read_text() == "<p>old</p>"


def test_what_is_not_known_or_not_due_yet_says_what_to_do(page: Path) -> None:
    for words, told in (
        (["plan", "pictures"], "There is no data type 'pictures'"),
        (["plan", "ledger"], "removed by nothing here"),
        (["apply", "--as-of", "2999-01-01", "--yes"], "has not come yet"),
        (["archive", "restore", "users", "2025-01-01|-"], "Nothing is archived"),
        (["hold", "--why", "case"], "at least one"),
    ):
        done = CliRunner().invoke(app, ["retention", *words])
        assert done.exit_code == 1
        assert told in " ".join(done.output.split())
    assert page.exists()
