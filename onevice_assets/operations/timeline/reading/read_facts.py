"""A file of facts (TSV: subject, relation, object, from, to) → statements, line by line.

    subject<TAB>relation<TAB>object<TAB>from<TAB>to        a header in any order, or none

Cells are taken as they are (a quote is a quote); further columns of a header become attributes.
A line that names no fact is refused. One whose time contradicts itself or does not exist
(from after to, month 13) is kept as a statement that holds at no time: what was said is not lost,
and it is told what to mend.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, tzinfo
from pathlib import Path
from typing import Final

from onevice_assets.operations.timeline.reading.read_dates import has_a_year, read_interval
from onevice_assets.operations.timeline.statement import (
    LONGEST_RELATION,
    NEVER,
    Interval,
    Relation,
    Statement,
    check_name,
    check_statement,
)
from resources.errors import InputError
from resources.identity import derived_id
from resources.unpacking import open_gzip

COLUMNS: Final = ("subject", "relation", "object", "from", "to")
_SYNONYMS: Final = {
    **{"valid_from": "from", "start": "from", "since": "from"},
    **{"valid_to": "to", "end": "to", "until": "to"},
}
_LONGEST_LINE: Final = 100_000
_NO_TIME: Final = date(1970, 1, 1)


@dataclass(frozen=True)
class Told:
    """A line, numbered from 1, and what is to be known about it."""

    line: int
    reason: str


@dataclass
class FactsFile:
    """What a file holds.

    Attributes:
        lines: that are not blank, without the header.
        statements: one a line that could be kept, by id in the order of the file.
        refused: lines that were left out.
        without_time: lines that were kept and hold at no time.
        duplicates: lines that say what an earlier one says.
    """

    lines: int = 0
    statements: dict[str, Statement] = field(default_factory=dict)
    refused: list[Told] = field(default_factory=list)
    without_time: list[Told] = field(default_factory=list)
    duplicates: list[Told] = field(default_factory=list)


def read_facts(
    path: Path, organization_id: str, known_at: int, *, zone: tzinfo = UTC, source: str = ""
) -> FactsFile:
    """Read a file, plain or .gz.

    Args:
        path: the file, UTF-8.
        organization_id: whose facts they are; ids depend on it.
        known_at: since when they are known, microseconds.
        zone: of dates and times that name none.
        source: where they come from; the file's name where it is not given.

    Raises:
        InputError: it is not there, is empty, has no usable line or a header without a column.
    """
    found = FactsFile()
    header: Sequence[str] | None = None
    reader = _Reader(found, organization_id, known_at, zone, source or path.name)
    for number, raw in _list_lines(path):
        try:
            cells = _split(raw)
        except InputError as error:
            found.lines += 1
            found.refused.append(Told(number, str(error)))
            continue
        if header is None:
            header = _read_header(cells) or ()
            if header:
                continue
        found.lines += 1
        reader.read(number, cells, header or COLUMNS)
    if not found.statements:
        raise InputError(f"{path} holds no facts{_first(found)}: {_how()}")
    return found


@dataclass
class _Reader:
    found: FactsFile
    organization_id: str
    known_at: int
    zone: tzinfo
    source: str
    _lines: dict[str, int] = field(default_factory=dict)

    def read(self, number: int, cells: Sequence[str], columns: Sequence[str]) -> None:
        """Read one line into what was found."""
        try:
            row = _to_row(cells, columns)
            interval, problem = self._read_times(row)
            statement = self._make(row, interval, problem)
            check_statement(statement, Relation(row["relation"], "many"))
        except InputError as error:
            self.found.refused.append(Told(number, str(error)))
            return
        if statement.id in self.found.statements:
            first = self._lines[statement.id]
            self.found.duplicates.append(Told(number, f"says what line {first} says"))
            return
        self._lines[statement.id] = number
        self.found.statements[statement.id] = statement
        if problem:
            self.found.without_time.append(Told(number, problem))

    def _read_times(self, row: Mapping[str, str]) -> tuple[Interval, str]:
        start, end = row["from"], row["to"]
        try:
            interval = read_interval(start, end, self.zone)
        except InputError as error:
            if has_a_year(start) or has_a_year(end):
                return NEVER, f"kept, but it holds at no time: {error}. Correct the line."
            raise
        if interval.is_empty:
            return NEVER, (
                f"kept, but it holds at no time: it begins ({start}) after it ends ({end}). "
                "Swap or correct them."
            )
        return interval, ""

    def _make(self, row: Mapping[str, str], interval: Interval, problem: str) -> Statement:
        check_name("relation", row["relation"], LONGEST_RELATION)
        more = {name: text for name, text in row.items() if name not in COLUMNS and text}
        if problem:
            more |= {"from": row["from"], "to": row["to"]}
        key = (row["subject"], row["relation"], row["object"], interval.start, interval.end)
        words = sorted(f"{name}={text}" for name, text in more.items())
        return Statement(
            derived_id(
                _NO_TIME, "operations.statements", self.organization_id, *key, len(words), *words
            ),
            row["subject"],
            row["relation"],
            row["object"],
            interval,
            self.known_at,
            attributes=more,
            source=self.source,
        )


def _list_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    if not path.is_file():
        raise InputError(f"There is no file {path}.")
    with path.open("rb") as packed:
        file = open_gzip(packed) if path.suffix == ".gz" else packed
        for number, raw in enumerate(file, 1):
            if number == 1 and raw.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise InputError(f"{path} is UTF-16: save it as UTF-8.")
            line = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
            if line.strip():
                yield number, line.rstrip(b"\r\n")


def _split(raw: bytes) -> list[str]:
    if len(raw) > _LONGEST_LINE:
        raise InputError(f"longer than {_LONGEST_LINE} bytes: is a line break missing?")
    try:
        return [cell.strip() for cell in raw.decode("utf-8").split("\t")]
    except UnicodeDecodeError:
        raise InputError("not UTF-8: save the file as UTF-8") from None


def _read_header(cells: Sequence[str]) -> list[str] | None:
    """The columns that a first line names; none where it is a fact already."""
    names = [_SYNONYMS.get(cell.casefold(), cell.casefold()) for cell in cells]
    if sum(name in COLUMNS for name in names) < 3:
        return None
    missing = [name for name in COLUMNS if name not in names]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if missing or twice:
        what = f"does not name {', '.join(missing)}" if missing else f"names {twice[0]} twice"
        raise InputError(f"The header {what}: {_how()}")
    return names


def _to_row(cells: Sequence[str], columns: Sequence[str]) -> dict[str, str]:
    if not len(COLUMNS) <= len(cells) <= len(columns):
        raise InputError(f"{len(cells)} cells instead of {len(columns)}: {_how()}")
    row = dict(zip(columns, [*cells, *[""] * (len(columns) - len(cells))], strict=True))
    if not row["relation"]:
        raise InputError("the relation is empty: write its name")
    return row


def _first(found: FactsFile) -> str:
    if not found.refused:
        return ""
    return f" that can be used (line {found.refused[0].line}: {found.refused[0].reason})"


def _how() -> str:
    return "a line is subject, relation, object, from and to, with a tab between them."
