"""What a file holds, a piece at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Row:
    """A row of a CSV, or a JSON object, flattened.

    Attributes:
        line: where it begins, from 1; none where the file is one object.
        cells: text by column, as `name_column` writes it; only those that are filled.
        kind: `row`, or `webhook` where it is JSON.
        file: name of the file, of an attachment with its mail's name before it.
        columns: of the whole file, filled or not; none where each row has its own.
    """

    line: int | None
    cells: Mapping[str, str]
    kind: Literal["row", "webhook"] = "row"
    file: str = ""
    columns: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Text:
    """A document or a mail.

    Attributes:
        kind: which of both.
        content: what is kept of it as text: headers, body, name, media type.
        data: its bytes.
        own_key: Message-ID of a mail; none of a document.
        event_at: when it was sent, as the mail says; ISO 8601 with its offset.
        file: name of the file, of an attachment with its mail's name before it.
    """

    kind: Literal["document", "email"]
    content: Mapping[str, Any]
    data: bytes = field(repr=False)
    own_key: str | None = None
    event_at: str | None = None
    file: str = ""


@dataclass(frozen=True)
class Broken:
    """Something that is no piece: where, why, and what to do."""

    line: int | None
    reason: str
    what_to_do: str
    file: str = ""


Piece = Row | Text | Broken
