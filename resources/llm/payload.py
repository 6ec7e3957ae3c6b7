"""Reading JSON that somebody else sends: what is not of the expected kind is not there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def as_mapping(value: object) -> Mapping[str, Any]:
    """The object, or an empty one."""
    return value if isinstance(value, dict) else {}


def list_of(value: Mapping[str, Any], name: str) -> list[Any]:
    """The list of that name, or an empty one."""
    found = value.get(name)
    return found if isinstance(found, list) else []


def as_text(value: object) -> str | None:
    """The text, cleaned; None where nothing is left of it, or it is no text."""
    return (clean_text(value) or None) if isinstance(value, str) else None


def clean_text(text: str) -> str:
    """Make text that any store can hold: no NUL, no half of a surrogate pair."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\x00", "")
