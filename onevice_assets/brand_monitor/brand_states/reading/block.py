"""A piece of an answer, as `read_blocks` gives it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["heading", "item", "row", "paragraph", "card", "code", "reference"]


@dataclass(slots=True)
class Block:
    """A piece of an answer.

    Attributes:
        start: offset of its first character, marker included.
        end: offset behind its last.
        body: offset of its content, behind marker and number.
        head_end: end of an item's or heading's title; equals `body` where it has none.
        depth: nesting of lists, 0 for the outermost; level of headings, 1 for `#`, 7 for bold.
        number: explicit number of a list item or heading.
        section: index of the heading above it, -1 for none.
        parent: index of the item it is nested in, -1 for none.
    """

    kind: Kind
    start: int
    end: int
    body: int
    head_end: int
    depth: int = 0
    number: int | None = None
    section: int = -1
    parent: int = -1
