"""Imported logs: what can be used is kept, what cannot is told by its number and reason."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevice_assets.intents.patterns.logs.keep_log import keep_log, list_logs, tell_format
from onevice_assets.intents.patterns.logs.read_log import read_log
from resources.errors import InputError
from resources.object_store import Objects

GOOD = {
    "conversation": "c-1", "user": "alice", "turn": 1, "time": "2026-11-20T09:30:00+02:00",
    "text": "How long does shipping take?",
}  # fmt: skip


def lines(*rows: Any) -> bytes:
    return b"\n".join(row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows)


def table(*rows: dict[str, Any]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(GOOD))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b"{", "not valid JSON"),
        (b"[1]", "not a JSON object"),
        (b'{"text": "\xff"}', "not UTF-8"),
        ({**GOOD, "text": None}, "no `text`"),
        ({**GOOD, "text": "  "}, "`text` is empty"),
        ({**GOOD, "text": "x" * 20_001}, "`text` has 20001 characters"),
        ({**GOOD, "text": "a\x00b"}, "NUL"),
        ({**GOOD, "user": "icp:1"}, "customer of the monitor"),
        ({**GOOD, "user": "a\nb"}, "`user` is not a name"),
        ({**GOOD, "user": 7}, "`user` is not text"),
        ({**GOOD, "conversation": ""}, "`conversation` is empty"),
        ({**GOOD, "turn": -1}, "`turn` is not a whole number"),
        ({**GOOD, "turn": 1.5}, "`turn` is not a whole number"),
        ({**GOOD, "turn": True}, "`turn` is not a whole number"),
        ({**GOOD, "time": "yesterday"}, "not an ISO 8601 time"),
        ({**GOOD, "time": "2026-11-20T09:30:00"}, "no UTC offset"),
        ({**GOOD, "time": "1969-11-20T09:30:00Z"}, "before 1970"),
    ],
    ids=str,
)
def test_a_line_that_cannot_be_used_is_told_and_the_others_are_kept(row: Any, reason: str) -> None:
    log = read_log(lines(GOOD, b"", row, {**GOOD, "turn": 2}), "jsonl")
    assert [one.line_number for one in log.turns] == [1, 4]
    (bad,) = log.bad
    assert bad.line_number == 3
    assert reason in bad.reason


def test_both_formats_say_the_same() -> None:
    rows = [GOOD, {**GOOD, "turn": 2, "text": 'He said "hm",\nand went'}]
    first, second = read_log(lines(*rows), "jsonl"), read_log(table(*rows), "csv")
    told = [
        [(one.user, one.turn, one.time, one.text) for one in log.turns] for log in (first, second)
    ]
    assert told[0] == told[1]
    assert first.turns[0].time.isoformat() == "2026-11-20T07:30:00+00:00"
    assert not first.bad + second.bad


def test_a_table_tells_its_bad_lines_by_number_too() -> None:
    data = table(GOOD, {**GOOD, "time": "soon"}, {**GOOD, "turn": 3}) + b"a,b\r\n"
    log = read_log(data, "csv")
    assert [one.line_number for one in log.turns] == [2, 4]
    assert [(bad.line_number, bad.reason[:9]) for bad in log.bad] == [
        (3, "`time` is"),
        (5, "2 columns"),
    ]


def test_a_table_without_its_columns_is_refused_with_their_names() -> None:
    with pytest.raises(InputError, match="names no column conversation, user, time"):
        read_log(b"who,text\r\na,b\r\n", "csv")


def test_the_same_line_twice_counts_once_and_another_about_the_same_turn_is_told() -> None:
    log = read_log(lines(GOOD, GOOD, {**GOOD, "text": "Something else"}), "jsonl")
    assert len(log.turns) == 1
    assert log.duplicates == 1
    assert [(bad.line_number, bad.reason) for bad in log.bad] == [
        (3, "says otherwise than line 1 about the same turn")
    ]


def test_without_numbers_two_turns_of_one_second_are_two() -> None:
    first = {name: value for name, value in GOOD.items() if name != "turn"}
    log = read_log(lines(first, {**first, "text": "And to Norway?"}, first), "jsonl")
    assert (len(log.turns), log.duplicates, log.bad) == (2, 1, [])


@given(st.binary(max_size=300))
def test_whatever_bytes_come_are_read_or_told(data: bytes) -> None:
    log = read_log(data, "jsonl")
    assert len(log.turns) + len(log.bad) + log.duplicates <= data.count(b"\n") + 1
    try:
        read_log(b"conversation,user,time,text\r\n" + data, "csv")
    except InputError:
        pytest.fail("a good first line was refused")


def test_the_same_file_is_kept_once_and_a_useless_one_not_at_all(objects: Objects) -> None:
    data = lines(GOOD)
    assert keep_log(objects, "acme", data, "jsonl")[1] is True
    assert keep_log(objects, "acme", data, "jsonl")[1] is False
    assert len(list_logs(objects, "acme")) == 1
    with pytest.raises(InputError, match=r"nothing was imported. line 1: not valid JSON"):
        keep_log(objects, "acme", b"{", "jsonl")
    with pytest.raises(InputError, match=r"ends in \.txt"):
        tell_format("log.txt")
    assert len(list_logs(objects, "acme")) == 1
    assert list_logs(objects, "acm") == []
