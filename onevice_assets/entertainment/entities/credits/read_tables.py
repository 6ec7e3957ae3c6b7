"""Tables whose first row says what the columns are: roles nobody lists, companies, crew.

Rows of a known role and a name are read as lines (`read_lines`); this adds what only the heading
tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from onevice_assets.entertainment.entities.chunks import Chunk
from onevice_assets.entertainment.entities.credit import Credit
from onevice_assets.entertainment.entities.credits.read_lines import split_lines
from onevice_assets.entertainment.entities.roles.compare_roles import split_roles

_COLUMNS = {
    "role": "role position title job function credit",
    "name": "name names person crew talent",
    "company": "company organization organisation agency employer vendor",
    "other": "phone cell mobile email call time in out department dept notes contact rate day days",
}
_COLUMN = {word: column for column, words in _COLUMNS.items() for word in words.split()}
_RULES = frozenset(":-|.")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table with a heading: chunks of each named column."""

    cells: Mapping[str, tuple[int, int]]


def settle_tables(chunks: Sequence[Chunk]) -> list[Chunk]:
    """The chunks with every name in a column of companies as one (letter O)."""
    said = "".join(chunk.kind for chunk in chunks)
    settled = list(chunks)
    for row in find_rows(chunks, said):
        for place in range(*row.cells.get("company", (0, 0))):
            if said[place] in "NCw" and chunks[place].text[:1].isupper():
                settled[place] = replace(settled[place], kind="O")
    return settled


def read_tables(chunks: Sequence[Chunk], said: str) -> Iterator[Credit]:
    """Credits of rows whose role no table of ours has: it is taken as it is written."""
    for row in find_rows(chunks, said):
        role, name = row.cells.get("role"), row.cells.get("name")
        if role is None or name is None or role[0] == role[1] or {*said[slice(*role)]} & {*"RNM"}:
            continue
        title = " ".join(chunk.text for chunk in chunks[slice(*role)]).title()
        people = [place for place in range(*name) if said[place] in "NC"]
        yield from (Credit(n, one, role[0], 3) for n in people for one in split_roles(title))


def find_rows(chunks: Sequence[Chunk], said: str) -> Iterator[Row]:
    """Rows below a heading that names a column of names, up to the next empty line."""
    columns: list[str] = []
    for start, end in split_lines(said):
        cells = list(_cells(said, start, end))
        heading = [_column(chunks, *cell) for cell in cells]
        if "name" in heading and len([one for one in heading if one]) > 1:
            columns = heading
        elif start == end:
            columns = []
        elif columns and not {*said[start:end]} <= _RULES and len(cells) <= len(columns):
            named = {name: cell for name, cell in zip(columns, cells, strict=False) if name}
            yield Row(named)


def _column(chunks: Sequence[Chunk], start: int, end: int) -> str:
    return _COLUMN.get(chunks[start].text.casefold(), "") if end - start == 1 else ""


def _cells(said: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Chunks of each cell; separators at either end of a row (Markdown) make no cell."""
    while start < end and said[start] == ":":
        start += 1
    while end > start and said[end - 1] == ":":
        end -= 1
    first = start
    for place in range(start, end + 1):
        if place == end or said[place] == ":":
            yield first, place
            first = place + 1
