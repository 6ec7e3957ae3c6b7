"""Bytes of a body to values: JSON or a form's fields, within limits; what cannot be is told."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from dataclasses import dataclass
from decimal import Decimal
from email.message import Message
from typing import Any, Final
from urllib.parse import parse_qsl

MOST_FIELDS: Final = 500
DEEPEST: Final = 32

HINTS: Final = {
    "empty": "The sender sent no body: look at its settings.",
    "encoding": "Send UTF-8, or name the encoding in Content-Type.",
    "not_json": "Send JSON as RFC 8259 has it.",
    "too_deep": f"Send at most {DEEPEST} objects within one another.",
    "too_many_fields": f"Send at most {MOST_FIELDS} fields.",
    "not_an_object": "Send an object, or a list of fields.",
    "bad_money": "Amounts are written 12.50, with a point, 0 or more.",
    "no_number": "An order has a number `id`.",
    "no_currency": "An order has a `currency` of three letters.",
    "no_contact": "A form needs an e-mail address or a telephone number to be a lead.",
    "gone": "Its body is not in the object store any more: it was erased, or lost.",
    "service_client": "A client that sells services has no orders: change its business model, or "
    "take the webhook out of the shop.",
    "erasure_request": "Somebody asks to be erased: docs/campaigns.md says what holds their data.",
    "not_used": "Nothing is made of it; it is kept.",
}


@dataclass(frozen=True)
class UnreadableError(Exception):
    """A body that cannot be used.

    Attributes:
        reason: one word, a key of `HINTS`; nothing of the body stands in it.
    """

    reason: str


def decode(body: bytes, content_type: str) -> Any:
    """The values of a body; numbers with a point as `Decimal`.

    Args:
        body: as it came.
        content_type: of its header, with the encoding where it names one.

    Raises:
        UnreadableError: it is neither JSON nor a form, or deeper or longer than anybody writes.
    """
    kind, text = _decode_text(body, content_type)
    if not text.strip():
        raise UnreadableError("empty")
    return _decode_form(text) if kind == "application/x-www-form-urlencoded" else _decode_json(text)


def _decode_text(body: bytes, content_type: str) -> tuple[str, str]:
    head = Message()
    head["Content-Type"] = content_type
    named = str(head.get_param("charset") or "utf-8")
    for encoding in ("utf-8", named):
        try:
            return head.get_content_type(), body.removeprefix(BOM_UTF8).decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise UnreadableError("encoding")


def _decode_json(text: str) -> Any:
    try:
        value = json.loads(text, parse_float=Decimal, parse_constant=_refuse)
    except RecursionError:
        raise UnreadableError("too_deep") from None
    except ValueError:
        raise UnreadableError("not_json") from None
    _check_depth(value)
    return value


def _check_depth(value: Any) -> None:
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise UnreadableError("too_deep")
        inner = [list(one.values()) if isinstance(one, dict) else one for one in level]
        level = [
            one for some in inner if isinstance(some, list) for one in some
            if isinstance(one, dict | list)
        ]  # fmt: skip


def _decode_form(text: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise UnreadableError("too_many_fields") from None
    found: dict[str, str] = {}
    for name, value in pairs:
        found[name] = f"{found[name]}, {value}" if found.get(name) and value else value
    return found


def _refuse(_constant: str) -> None:
    raise ValueError  # NaN and Infinity are no JSON
