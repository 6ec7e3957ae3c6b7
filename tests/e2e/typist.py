"""Types what our documents say, in one home, as a person would who has the files they name."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
import typer.main
from typer.core import TyperCommand, TyperGroup
from typer.testing import CliRunner

from onevice_assets.cli.app import app
from tests.docs.documented_commands import Documented

PROGRAM = typer.main.get_command(app)
Words = tuple[str, ...]

# What stands for an id in a document: behind which words, what to ask, and the key to take.
_STANDS_FOR: dict[tuple[str, str], tuple[Words, str]] = {
    ("timeline", "STATEMENT"): (("timeline", "show", "unit 1234", "--history"), "statement_id"),
    ("episodes", "EPISODE"): (("episodes", "list"), "id"),
    ("intents", "PATTERN"): (
        ("intents", "list", "--user", "alice", "--organization", "acme"),
        "id",
    ),
    ("campaigns", "CLIENT"): (("campaigns", "clients", "list"), "key"),
    ("retention", "0190…"): (("retention", "holds"), "id"),
}
# What a person answers who is asked back.
_ANSWERS = {"user": "a long password of hers\n" * 2}
_OTHER_OWNERS = frozenset(
    {"--website", "-w", "--organization", "--user", "--person", "--response", "--run", "--help"}
)


@dataclass
class Typist:
    """A person at a terminal.

    Attributes:
        folder: where they are, which is also their home.
        website: the one they mean where a command asks.
    """

    folder: Path
    website: str

    def type(self, one: Documented) -> tuple[int, str]:
        """Run a documented command: how it ended, and all it printed."""
        words = self.words_of(one)
        code, told = self.run(*words)
        if words[:3] == ("backup", "keys", "--new"):  # what each page says to do then
            os.environ.setdefault("ONEVICE_BACKUP_KEY_FILE", words[3])
        return code, told

    def run(self, *words: str) -> tuple[int, str]:
        """Run a command of ours in this process."""
        done = CliRunner().invoke(app, self._meant(words), input=_ANSWERS.get(words[0]))
        told = done.output
        if done.exception and not isinstance(done.exception, SystemExit):
            told += f"{type(done.exception).__name__}: {done.exception}"
        return done.exit_code, told

    def ask(self, *words: str) -> Any:
        """What a command prints with --json."""
        code, told = self.run(*words, "--json")
        assert code == 0, f"onevice {' '.join(words)} ended {code}: {told}"
        return json.loads(told)

    def words_of(self, one: Documented) -> Words:
        """Its words, with what `~` and the stand-ins for ids mean here."""
        return tuple(self._word(one.words, word) for word in one.words)

    def _word(self, words: Words, word: str) -> str:
        if word.startswith("~/"):
            return str(self.folder / word[2:])
        asked = _STANDS_FOR.get((words[0], word))
        return str(_first(self.ask(*asked[0]), asked[1])) if asked else word

    def _meant(self, words: Words) -> list[str]:
        """With the website, where a command takes one and none is named."""
        command: TyperCommand | TyperGroup | None = PROGRAM
        for word in words:
            if not isinstance(command, TyperGroup):
                break
            command = command.get_command(typer.Context(command), word)
        takes = {name for one in getattr(command, "params", []) for name in one.opts}
        if "--website" in takes and not _OTHER_OWNERS & {*words}:
            return [*words, "--website", self.website]
        return list(words)


def _first(told: Any, key: str) -> Any:
    """The first value of a key, however deep it stands."""
    found = told.get(key) if isinstance(told, dict) else None
    if found is not None:
        return found
    inside = told.values() if isinstance(told, dict) else told if isinstance(told, list) else ()
    return next((value for one in inside if (value := _first(one, key)) is not None), None)
