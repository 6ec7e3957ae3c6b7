"""What is said: one notice about one brand of one website on one day, or about failed runs.

Brand names and sentences come from outside, so a notice is clean from the start: its title is one
line, nothing in it is a control character or turns the direction of reading, its link is an
address of the web or a path.
"""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, TypeAlias

from resources.errors import InputError
from resources.identity import derived_id, normalize_brand_name

Severity: TypeAlias = Literal["info", "warning", "error"]
Fact: TypeAlias = str | int | float | bool | None

_LONGEST_TITLE = 200
_LONGEST_BODY = 10_000
_TURNS_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class Notice:
    """One thing to tell people.

    Attributes:
        title: one line; 200 characters at most.
        body: sentences, lines apart.
        severity: `info`, `warning` or `error`.
        website: key of the website, e.g. `default.example.com`.
        brand: name of the brand it is about; empty where it has a reference.
        day: day of the numbers, UTC.
        facts: numbers behind it by name, in the order they are shown.
        link: where to read on, an address or a path; may be empty.
        reference: id of what it is about where that is no brand.
    """

    title: str
    body: str
    severity: Severity
    website: str
    brand: str
    day: date
    facts: Mapping[str, Fact] = field(default_factory=dict)
    link: str = ""
    reference: str = ""

    def __post_init__(self) -> None:
        """Clean every text, whoever wrote it.

        Raises:
            InputError: when nothing is left of the title or the brand.
        """
        for name in ("title", "website", "brand", "link"):
            object.__setattr__(self, name, clean_line(getattr(self, name)))
        object.__setattr__(self, "title", _shorten(self.title, _LONGEST_TITLE))
        lines = (clean_line(line) for line in self.body.splitlines())
        object.__setattr__(self, "body", _shorten("\n".join(lines).strip(), _LONGEST_BODY))
        facts = {clean_line(name): _clean_fact(value) for name, value in self.facts.items()}
        object.__setattr__(self, "facts", facts)
        if not self.title or not (self.reference or normalize_brand_name(self.brand)):
            raise InputError(
                f"A notice for {self.website!r} needs a title and a brand; found {self.title!r} "
                f"and {self.brand!r}."
            )

    @property
    def id(self) -> str:
        """The same for every notice about a brand of a website on a day, or about a reference."""
        key = (self.website, self.reference or normalize_brand_name(self.brand))
        return derived_id(self.day, "notices", *key)

    def payload(self) -> dict[str, Any]:
        """The JSON of the webhook; fields are added, never renamed, while `schema` ends in 1.

        `text` is for chats that read Slack's form; a brand's name cannot ring everybody
        (`<!channel>`, `@here`) or hide a link in it.
        """
        whole = "\n".join(part for part in (self.title, self.body, self.link) if part)
        return {
            "schema": "onevice.notice/1",
            "id": self.id,
            "text": _escape_chat(whole),
            "title": self.title,
            "body": self.body,
            "severity": self.severity,
            "website": self.website,
            "brand": self.brand,
            "day": self.day.isoformat(),
            "facts": dict(self.facts),
            "link": self.link,
        }

    def as_json(self) -> bytes:
        """The payload as UTF-8 JSON; the same notice is the same bytes."""
        return json.dumps(self.payload(), ensure_ascii=False, allow_nan=False).encode()


def clean_line(text: str) -> str:
    """A text as one line: single spaces, no control character, no half character."""
    whole = text.encode("utf-8", "replace").decode()
    spaced = " ".join(whole.split())
    return "".join(
        one for one in spaced if unicodedata.category(one) != "Cc" and one not in _TURNS_DIRECTION
    )


def _clean_fact(value: Fact) -> Fact:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return clean_line(value) if isinstance(value, str) else value


def _shorten(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _escape_chat(text: str) -> str:
    """Slack's three escapes; a zero-width space keeps `@name` from being a mention."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("@", "@\u200b")
