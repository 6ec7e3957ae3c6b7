"""Read credits that stand on lines of their own: a role above its names, or below one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from onevice_assets.entertainment.entities.chunks import Chunk
from onevice_assets.entertainment.entities.credit import Credit
from onevice_assets.entertainment.entities.credits.read_lines import split_lines

_ROLE = re.compile(r"[RH](?:[/&][RH])*(?::|[:,(o-]O\)?)?")
_NAMES = re.compile(r"[NC](?:\([^()]*\))?(?:(?:,&?|&|/)[NC](?:\([^()]*\))?)*")


def read_blocks(chunks: Sequence[Chunk], said: str) -> list[Credit]:
    """Credits of blocks of lines without an empty line between.

    A block that begins with a role gives every name to the role above it; one that begins with a
    name gives every role to the name above it.
    """
    credits: list[Credit] = []
    block: list[tuple[str, int, int]] = []
    for start, end in [*split_lines(said), (0, 0)]:
        kind = _kind(said[start:end])
        if kind:
            block.append((kind, start, end))
        else:
            credits += _read_block(chunks, said, block)
            block = []
    return credits


_RECORD_NAMES = frozenset({"name", "full name", "crew member", "contact name"})
_RECORD_ROLES = frozenset({"role", "position", "title", "job title", "credit", "function"})


def read_records(chunks: Sequence[Chunk], said: str) -> Iterator[Credit]:
    """Credits of records of lines: "Name: Jane Doe" and "Role: Director", in either order."""
    person = sign = None
    for start, end in split_lines(said):
        key = chunks[start].text.casefold() if end - start > 2 and said[start + 1] == ":" else ""
        if start == end:
            person = sign = None
        elif key in _RECORD_NAMES and said[start + 2] in "NC":
            person = start + 2
        elif key in _RECORD_ROLES and said[start + 2] == "R":
            sign = start + 2
        if person is not None and sign is not None:
            mention = chunks[sign].mention
            if mention is not None:
                yield from (Credit(person, role, sign, 3) for role in mention.roles)
            person = sign = None


def _kind(line: str) -> str:
    if _ROLE.fullmatch(line):
        return "R"
    return "N" if _NAMES.fullmatch(line) else ""


def _read_block(
    chunks: Sequence[Chunk], said: str, block: Sequence[tuple[str, int, int]]
) -> Iterator[Credit]:
    kinds = "".join(kind for kind, _, _ in block)
    if "R" not in kinds or "N" not in kinds:
        return
    ahead = kinds[0] == "R"
    for number, (kind, start, end) in enumerate(block):
        if kind != "N":
            continue
        signs = _signs(said, block, kinds, number, ahead=ahead)
        for person in (place for place in range(start, end) if said[place] in "NC"):
            for sign in signs:
                mention = chunks[sign].mention
                if mention is not None:
                    yield from (Credit(person, role, sign, 3) for role in mention.roles)


def _signs(
    said: str, block: Sequence[tuple[str, int, int]], kinds: str, number: int, *, ahead: bool
) -> list[int]:
    """Chunks of the role lines that a line of names belongs to."""
    if ahead:
        near = kinds.rfind("R", 0, number)
        lines = [near]
    else:
        lines = []
        for after in range(number + 1, len(kinds)):
            if kinds[after] != "R":
                break
            lines.append(after)
    spans = [block[line] for line in lines if line >= 0]
    return [place for _, start, end in spans for place in range(start, end) if said[place] in "RH"]
