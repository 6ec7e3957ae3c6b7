"""A whole platform for end-to-end tests: a home, the command line, a provider, no network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier

from resources.graph_store import GraphStore
from resources.local_servers import ensure
from tests.graphs import dump

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]

ANSWER = """Here are the browsers I would look at:

1. **Firefox**: private by default and open source.
2. **Chrome**: fast, with the most extensions.
3. **Brave**: blocks ads out of the box.
4. **Vivaldi**: for people who like to tinker.

Safari is better than Edge on a Mac. [Opera](https://www.opera.com) is also around."""


@dataclass
class Market:
    """One home and how to act in it.

    Attributes:
        folder: everything the test writes.
        program: the console command.
        env: variables of every command; the provider's address is in it.
    """

    folder: Path
    program: Path
    env: dict[str, str] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def environment(self) -> dict[str, str]:
        """What its processes see: nothing that an earlier test left behind."""
        return {**_clean_environment(), **self.env}

    def command(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Run `onevice …` to its end."""
        return subprocess.run(
            [str(self.program), *words],
            cwd=self.folder,
            env={**self.environment, **env},
            capture_output=True,
            text=True,
            timeout=280,
            check=False,
        )

    def told(self, *words: str, **env: str) -> Any:
        """Run `onevice … --json` and read what it printed."""
        done = self.command(*words, "--json", **env)
        assert done.returncode == 0, f"{words} ended {done.returncode}:\n{done.stderr[-4000:]}"
        return json.loads(done.stdout)

    def calls(self) -> int:
        """How many calls the provider has seen."""
        log = self.folder / "calls.jsonl"
        return len(log.read_text("utf-8").splitlines()) if log.exists() else 0

    def files(self, *folders: str) -> dict[str, str]:
        """SHA-256 of every file below folders of the home, by relative path."""
        return {
            str(path.relative_to(self.home)): sha256(path.read_bytes()).hexdigest()
            for folder in folders
            for path in sorted((self.home / folder).rglob("*"))
            if path.is_file()
        }

    def graph(self) -> tuple[list[str], list[str]]:
        """Every node and relationship of the graph with its properties."""
        address = ensure("graph", self.home)
        store = GraphStore(uri=address.url, user=address.user, password=address.password)
        with store.session() as session:
            return dump(session)

    def rows(self, *tables: str) -> dict[str, list[tuple[Any, ...]]]:
        """All rows of tables that hold decisions."""
        with psycopg.connect(ensure("postgres", self.home).url) as db:
            read = SQL("SELECT * FROM {} ORDER BY 1").format
            return {one: db.execute(read(Identifier("control", one))).fetchall() for one in tables}

    def refused(self) -> str:
        """What tried to leave this machine."""
        log = self.folder / "refused.log"
        return log.read_text("utf-8") if log.exists() else ""


def _clean_environment() -> dict[str, str]:
    ours = ("ONEVICE_", "OPENAI_", "ANTHROPIC_", "GEMINI_", "PERPLEXITY_", "DAGSTER_", "NEO4J_")
    single = ("SITE", "BRAND", "COMPETITORS", "DAY", "SAMPLES", "CANARIES", "MAX_USD", "MAX_PAGES")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(ours) and k not in single}
    kept.pop("DATABASE_URL", None)
    return kept


def start_provider(
    folder: Path, plans: list[dict[str, Any]]
) -> tuple[subprocess.Popen[bytes], str]:
    """Start the test provider as a process of its own.

    Returns:
        The process and its base address.
    """
    port_file = folder / "provider.url"
    log = folder / "calls.jsonl"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.provider_server", port_file, log, json.dumps(plans)], cwd=ROOT
    )
    deadline = time.monotonic() + 120
    while not port_file.exists():
        assert time.monotonic() < deadline, "the test provider did not start"
        time.sleep(0.05)
    return process, port_file.read_text("utf-8")
