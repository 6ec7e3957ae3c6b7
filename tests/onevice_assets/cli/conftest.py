"""A home for each test, on the shared control plane, and the command line to act in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.main
import typer.testing
from typer.testing import CliRunner

from onevice_assets.cli import output
from onevice_assets.cli.app import app
from resources.control_plane import audit
from resources.control_plane.audit import AuditEntry
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake
from resources.local_servers import stop_all

SITE = "https://shop.test/"
KEY = "default.shop.test"

# it builds all commands anew for each that is run, a third of a second; a program does so once
typer.testing._get_command = cache(typer.main.get_command)


@dataclass
class Terminal:
    """What a person types, and what they read."""

    control: ControlPlane
    home: Path

    @property
    def lake(self) -> Lake:
        return Lake(url=(self.home / "lake").as_uri())

    def run(self, *words: str, code: int = 0, stdin: str = "") -> str:
        """Run a command that ends with `code`; everything it printed."""
        done = CliRunner().invoke(app, list(words), input=stdin)
        assert done.exit_code == code, f"{words} ended {done.exit_code}: {done.output}"
        return done.output

    def error(self, *words: str, stdin: str = "") -> str:
        """Run a command that is refused: one line `error …`."""
        told = self.run(*words, code=1, stdin=stdin)
        assert told.startswith("error "), told
        assert told.count("\n") == 1, told
        return told

    def json(self, *words: str) -> Any:
        """Run a command with --json and read it."""
        done = CliRunner().invoke(app, [*words, "--json"])
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    def decisions(self) -> list[AuditEntry]:
        """The audit log, oldest first."""
        with self.control.begin() as db:
            return audit.entries(db)[::-1]

    def actions(self) -> list[str]:
        return [one.action for one in self.decisions()]


@pytest.fixture(scope="session")
def dagster_storage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One DAGSTER_HOME for all tests: making one takes a second, and they only add websites."""
    return tmp_path_factory.mktemp("dagster")


@pytest.fixture
def terminal(
    control: ControlPlane,
    dagster_storage: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Terminal]:
    """An empty platform: no website, no brand, no row."""
    home = tmp_path / "home"
    monkeypatch.setenv("ONEVICE_HOME", str(home))
    monkeypatch.setenv("DATABASE_URL", control.url)
    monkeypatch.setenv("DAGSTER_HOME", str(dagster_storage))
    for name in ("ONEVICE_LAKE_URL", "ONEVICE_OBJECTS_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(output.console, "width", 200)
    yield Terminal(control, home)
    stop_all(home)  # what a command started in it would run on for minutes


@pytest.fixture
def shop(terminal: Terminal) -> Terminal:
    """A platform that watches one website."""
    terminal.run("site", "add", SITE)
    return terminal
