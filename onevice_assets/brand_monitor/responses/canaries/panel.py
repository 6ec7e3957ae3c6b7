"""The panel of canaries as it is shipped."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from resources.identity import derived_id
from resources.llm.calls import Call

_FILE = Path(__file__).with_name("panel.toml")


@dataclass(frozen=True)
class Panel:
    """What is asked: texts in their order, and the version they go by."""

    version: int
    texts: tuple[str, ...]


def read_panel() -> Panel:
    """The shipped panel."""
    found = tomllib.loads(_FILE.read_text("utf-8"))
    return Panel(found["version"], tuple(one["text"] for one in found["canaries"]))


def build_call(text: str) -> Call:
    """The call that asks a canary: alone, as a provider's defaults have it."""
    return Call(({"role": "user", "content": text},))


def derive_canary_id(text: str) -> str:
    """Id of a canary: it depends on the text alone, so that versions can be compared."""
    return derived_id(date(1970, 1, 1), "canaries", text)
