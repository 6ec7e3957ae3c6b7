"""Files of answers somebody already has, as they come: the good part kept, the bad part listed."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resources.imports import read_lines

BUSY = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
GOOD: dict[str, Any] = {
    "provider": "OpenAI",
    "model": "gpt-5.6",
    "prompt": "Which browser is best?",
    "answer": "Firefox.",
    "asked_at": "2026-11-20T23:30:00-02:00",
}


def line(**changes: Any) -> bytes:
    row = {name: value for name, value in {**GOOD, **changes}.items() if value is not ...}
    return json.dumps(row).encode() + b"\n"


def test_a_line_is_read_with_its_defaults() -> None:
    (found,) = read_lines(line()).lines
    assert (found.provider, found.sample, found.is_branded) == ("openai", 1, False)
    assert found.topic == found.prompt
    assert found.day.isoformat() == "2026-11-21"


def test_every_field_is_read() -> None:
    data = line(
        served_model="gpt-5.6-2026",
        sample=3,
        topic="browsers",
        citations=["https://a.test", {"url": "https://b.test", "title": "B"}],
        branded=True,
    )
    (found,) = read_lines(data).lines
    assert (found.served_model, found.sample, found.topic) == ("gpt-5.6-2026", 3, "browsers")
    assert [source["url"] for source in found.citations] == ["https://a.test", "https://b.test"]
    assert found.is_branded


def test_a_source_is_read_with_what_is_known_of_it_and_once() -> None:
    given = [
        "https://a.test",
        {"url": "https://b.test", "is_cited": False},
        {"url": "https://a.test", "title": "A", "is_cited": True},
        {"url": "https://c.test", "is_cited": None},
    ]
    (found,) = read_lines(line(citations=given)).lines
    assert found.citations == (
        {"url": "https://a.test", "title": "A", "is_cited": True},
        {"url": "https://b.test", "title": None, "is_cited": False},
        {"url": "https://c.test", "title": None, "is_cited": None},
    )


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"{not json\n", "not valid JSON"),
        (b"[" * 100_000 + b"\n", "not valid JSON"),
        (b'["a"]\n', "not a JSON object"),
        (b'{"provider": "\xff"}\n', "not UTF-8"),
        (line(answer=...), "no `answer`"),
        (line(answer=None), "no `answer`"),
        (line(answer="  "), "`answer` is empty"),
        (line(prompt=7), "`prompt` is not text"),
        (line(asked_at="2026-11-20T10:00:00"), "no UTC offset"),
        (line(asked_at="2026-11-20"), "no UTC offset"),
        (line(asked_at="yesterday"), "not an ISO 8601 time"),
        (line(asked_at="0001-01-01T00:00:00+14:00"), "out of range"),
        (line(sample=0), "`sample`"),
        (line(sample="1"), "`sample`"),
        (line(sample=True), "`sample`"),
        (line(branded="yes"), "`branded`"),
        (line(citations="https://a.test"), "not a list"),
        (line(citations=[{"title": "no address"}]), "no address"),
        (line(citations=[{"url": "https://a.test", "is_cited": "yes"}]), "`is_cited` is not true"),
        (line(provider="x" * 300), "`provider` is not a name"),
        (line(model="a\nb"), "`model` is not a name"),
        (line(answer="a\x00b"), "NUL"),
        (line(answer="half \ud83d"), "surrogate"),
        (line(topic="\ud83d"), "surrogate"),
    ],
)
def test_a_bad_line_is_listed_and_the_good_part_kept(bad: bytes, reason: str) -> None:
    found = read_lines(line() + bad + line(sample=2))
    assert [one.line_number for one in found.lines] == [1, 3]
    assert [one.line_number for one in found.bad] == [2]
    assert reason in found.bad[0].reason


def test_a_byte_order_mark_windows_line_ends_and_blank_lines_are_fine() -> None:
    data = b"\xef\xbb\xbf" + line().replace(b"\n", b"\r\n") + b"\r\n   \n" + line(sample=2)
    found = read_lines(data)
    assert ([one.line_number for one in found.lines], found.bad) == ([1, 4], [])


def test_a_line_separator_inside_a_text_does_not_cut_the_line() -> None:
    data = json.dumps({**GOOD, "answer": "a\u2028b\x85c"}, ensure_ascii=False).encode()
    assert read_lines(data).lines[0].answer == "a\u2028b\x85c"


def test_the_same_answer_twice_counts_once() -> None:
    found = read_lines(line() + line() + line(asked_at="2026-11-21T01:30:00Z"))
    assert (len(found.lines), found.duplicates, found.bad) == (1, 2, [])


def test_two_answers_under_one_key_are_told_apart_aloud() -> None:
    found = read_lines(line() + line(answer="Chrome."))
    assert (len(found.lines), found.duplicates) == (1, 0)
    assert "line 1" in found.bad[0].reason


def test_an_open_file_is_read_line_by_line() -> None:
    assert len(read_lines(io.BytesIO(line() + line(sample=2))).lines) == 2


@BUSY
@given(st.binary(max_size=200))
def test_no_bytes_make_it_fall_over(data: bytes) -> None:
    found = read_lines(data)
    assert len(found.lines) + len(found.bad) <= data.count(b"\n") + 1


@BUSY
@given(
    st.dictionaries(
        st.sampled_from([*GOOD, "sample", "topic", "citations", "branded", "served_model"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=2)
                | st.dictionaries(st.sampled_from(["url", "title"]), inner, max_size=2)
            ),
            max_leaves=4,
        ),
    )
)
def test_no_object_makes_it_fall_over(row: dict[str, Any]) -> None:
    found = read_lines(line(**row))
    assert len(found.lines) + len(found.bad) == 1
