"""Files of facts: what can be kept is kept, the rest told by line."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from onevice_assets.operations.timeline.calendar import start_of_day, write_moment
from onevice_assets.operations.timeline.reading.read_facts import FactsFile, read_facts
from resources.errors import InputError

GOOD = b"unit 1\tdriver\tAnn\t2024-03-01\t2024-03-10\n"


def read(tmp_path: Path, content: bytes, name: str = "facts.tsv") -> FactsFile:
    path = tmp_path / name
    path.write_bytes(content)
    return read_facts(path, "acme", 100)


def told(found: FactsFile) -> list[tuple[str, str, str]]:
    every = found.statements.values()
    return [(one.subject, one.relation, str(one.object)) for one in every]


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        GOOD.rstrip(b"\n"),
        b"\xef\xbb\xbf" + GOOD,
        GOOD.replace(b"\n", b"\r\n") + b"\r\n\r\n",
        b"To\tFROM\tsubject\tobject\trelation\n2024-03-10\t2024-03-01\tunit 1\tAnn\tdriver\n",
        b"subject\trelation\tobject\tvalid_from\tvalid_to\n" + GOOD,
    ],
    ids=["plain", "no last line end", "BOM", "CRLF", "another order", "other names"],
)
def test_a_fact_is_the_same_however_the_file_is_written(tmp_path: Path, content: bytes) -> None:
    found = read(tmp_path, content)
    plain = read(tmp_path, GOOD)
    assert list(found.statements) == list(plain.statements)
    assert (found.lines, found.refused) == (1, [])


def test_a_compressed_file_is_read_and_half_of_one_is_refused(tmp_path: Path) -> None:
    packed = gzip.compress(GOOD)
    assert told(read(tmp_path, packed, "f.tsv.gz")) == [("unit 1", "driver", "Ann")]
    with pytest.raises(InputError, match="no whole gzip"):
        read(tmp_path, packed[:-9], "g.tsv.gz")


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (b"unit 1\tdriver\tAnn\t2024", "4 cells instead of 5"),
        (b"unit 1\tdriver\tAnn\t2024\t2025\tx", "6 cells instead of 5"),
        (b"\tdriver\tAnn\t2024\t2025", "subject is empty"),
        (b"unit 1\t\tAnn\t2024\t2025", "relation is empty"),
        (b"unit 1\tdriver\t\t2024\t2025", "object is empty"),
        (b"unit 1\tdriver\tAnn\tsoon\t", "write it as 2024-03-10"),
        (b"unit 1\tdriver\t\xff\t2024\t2025", "save the file as UTF-8"),
        (b"unit 1\tdriver\tA\x00n\t2024\t2025", "no store can hold"),
        (b"unit 1\tdriver\t" + b"A" * 251 + b"\t2024\t", "shorten it to 250"),
        (b"x" * 100_001, "longer than"),
    ],
)
def test_a_bad_line_is_refused_by_its_number_and_good_ones_are_kept(
    tmp_path: Path, line: bytes, what: str
) -> None:
    found = read(tmp_path, GOOD + line + b"\n" + GOOD.replace(b"Ann", b"Bob"))
    assert told(found) == [("unit 1", "driver", "Ann"), ("unit 1", "driver", "Bob")]
    assert [one.line for one in found.refused] == [2]
    assert what in found.refused[0].reason
    assert found.lines == 3


@pytest.mark.parametrize(
    ("start", "end", "what"),
    [
        ("2012-##-##", "416-##-##", "Swap or correct"),
        ("307-13047-09", "978-##-##", "write it as"),
        ("2023-02-29", "2024", "has 28 days"),
        ("2024-03-10T12:00Z", "2024-03-10T12:00Z", "holds at no time"),
        ("400000-01-01", "", "cannot be kept"),
    ],
)
def test_a_line_whose_time_cannot_be_is_kept_without_one_and_told(
    tmp_path: Path, start: str, end: str, what: str
) -> None:
    found = read(tmp_path, f"unit 1\tdriver\tAnn\t{start}\t{end}\n".encode())
    (kept,) = found.statements.values()
    assert not kept.claims
    assert kept.attributes == {"from": start, "to": end}
    assert what in found.without_time[0].reason
    assert found.without_time[0].line == 1


def test_a_line_that_is_there_twice_counts_once_and_names_the_first(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD + GOOD.replace(b"2024-03-10", b" 2024-03-10 ") + b"\n" + GOOD)
    assert len(found.statements) == 1
    assert [(one.line, one.reason) for one in found.duplicates] == [
        (2, "says what line 1 says"),
        (4, "says what line 1 says"),
    ]


def test_quotes_belong_to_names_and_other_columns_become_attributes(tmp_path: Path) -> None:
    header = b"subject\trelation\tobject\tfrom\tto\trate\n"
    found = read(tmp_path, header + b"\"Big\" Al's\tdriver\t'Ann\t12000\t\t2.50\n")
    (one,) = found.statements.values()
    assert (one.subject, one.object, one.attributes) == ('"Big" Al\'s', "'Ann", {"rate": "2.50"})
    assert write_moment(one.valid.start) == "+012000-01-01"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "holds no facts"),
        (b"\n\r\n", "holds no facts"),
        (b"a\tb\n", "line 1: 2 cells"),
        (b"subject\trelation\tobject\tfrom\n" + GOOD, "does not name to"),
        (b"subject\trelation\tobject\tfrom\tto\tto\n" + GOOD, "names to twice"),
        ("a\tb".encode("utf-16"), "save it as UTF-8"),
    ],
)
def test_a_file_without_facts_says_what_a_line_is(
    tmp_path: Path, content: bytes, what: str
) -> None:
    with pytest.raises(InputError, match=what):
        read(tmp_path, content)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no file"):
        read_facts(tmp_path / "nothing.tsv", "acme", 100)


@pytest.mark.shared
def test_the_real_file_goes_in_whole_and_what_cannot_be_in_it_is_told(shared: Path) -> None:
    path = shared / "data" / "temporal" / "atise_yago" / "train.txt.gz"
    found = read_facts(path, "acme", 100)
    assert (found.lines, len(found.statements), found.refused) == (16_408, 16_408, [])
    assert [one.line for one in found.without_time if "Swap" not in one.reason] == [7_436, 11_454]
    plato = [one for one in found.statements.values() if one.subject == "8276"]
    assert start_of_day(-422) in {one.valid.start for one in plato}
