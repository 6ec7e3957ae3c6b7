"""A form of any shape to names and values: flat, nested, a list of fields, brackets in names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from onevice_assets.campaigns.attribution.reading.decode import MOST_FIELDS, UnreadableError

_NAMES: Final = ("name", "key", "label", "ref", "field", "id", "title")
_VALUES: Final = ("value", "values", "answer", "text", "email", "phone_number", "choice")
_OF_A_FIELD: Final = frozenset(("value", "type", "label", "required", "id", "raw_value", "title"))
_PART: Final = re.compile(r"[^\W_]+")


def flatten(value: Any) -> dict[str, str]:
    """Names in small letters and digits alone, each with its value as text.

    Args:
        value: as `decode` has it.

    Returns:
        The first value of each name, in the order they came; what is nested goes by its own name,
        a field of a list by what it calls itself. Empty values are left out.

    Raises:
        UnreadableError: more fields than anybody asks for, or no fields at all.
    """
    if not isinstance(value, dict | list):
        raise UnreadableError("not_an_object")
    found: dict[str, str] = {}
    for number, (name, text) in enumerate(_walk("", value)):
        if number >= MOST_FIELDS:
            raise UnreadableError("too_many_fields")
        if text:
            found.setdefault(name, text)
    return found


def shorten(name: str) -> str:
    """A name as it is compared: `Your E-Mail*` is `youremail`, `form_fields[email]` is `email`."""
    inner = re.findall(r"\[([^\[\]]+)\]", name)
    last = inner[-1] if inner else name
    return "".join(_PART.findall(last.casefold().removeprefix("property_")))


def _walk(name: str, value: Any, *, is_item: bool = False) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        field = _read_field(name, value, is_item=is_item)
        inner = [field] if field else _name_inner(name, value)
        for own, one in inner:
            yield from _walk(own, one)
    elif isinstance(value, list):
        if any(isinstance(one, dict | list) for one in value):
            for one in value:
                yield from _walk(name, one, is_item=True)
        else:
            yield name, ", ".join(str(one) for one in value if one is not None)
    elif value is not None and not isinstance(value, bool):
        yield name, str(value).strip()


def _read_field(name: str, value: Mapping[str, Any], *, is_item: bool) -> tuple[str, Any] | None:
    """Name and value of an object that is one field; none where it is something else."""
    held = next((value[one] for one in _VALUES if value.get(one) not in (None, "")), None)
    if held is None:
        return None
    if isinstance(own := value.get("field"), dict):  # an answer of Typeform
        told = (own.get("ref"), own.get("title"), value.get("type"), own.get("id"))
        return shorten(next(str(one) for one in (*told, "") if one is not None)), held
    called = next((value[one] for one in _NAMES if isinstance(value.get(one), str)), None)
    if is_item and called is not None:
        return shorten(called), held
    # of a field that goes by the name it lies under
    return (name, held) if name and "value" in value and set(value) <= _OF_A_FIELD else None


def _name_inner(name: str, value: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for inner, one in value.items():
        # what the form is called, not who filled it in
        own = f"form{inner}" if name == "form" and inner in ("id", "name", "title") else inner
        yield shorten(str(own)), one
