"""docker-compose.yml as Compose reads it: `<<` merged, then variables filled in, `$$` a dollar."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docker-compose.yml"
EXAMPLE = ROOT / ".env.example"

_VARIABLE = re.compile(r"\$(?:\$|\{(?P<name>\w+):(?P<kind>[?-])(?P<rest>[^}]*)\})")


def secret_names() -> list[str]:
    """Variables without a value of which Compose refuses to start anything."""
    found = _VARIABLE.finditer(FILE.read_text())
    return sorted({one["name"] for one in found if one["kind"] == "?"})


def read_compose(env: Mapping[str, str]) -> dict[str, Any]:
    """The whole file.

    Raises:
        KeyError: naming a required variable that has no value.
    """
    filled: dict[str, Any] = _fill(yaml.safe_load(FILE.read_text()), env)
    return filled


def _fill(value: Any, env: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _fill(one, env) for name, one in value.items()}
    if isinstance(value, list):
        return [_fill(one, env) for one in value]
    return _VARIABLE.sub(lambda it: _replace(it, env), value) if isinstance(value, str) else value


def _replace(found: re.Match[str], env: Mapping[str, str]) -> str:
    if found["name"] is None:
        return "$"
    value = env.get(found["name"], "")
    if not value and found["kind"] == "?":
        raise KeyError(found["name"])
    return value or found["rest"]
