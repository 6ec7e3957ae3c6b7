"""The id a provider gives a request: read where it is documented, never more than fits."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.llm.request_ids import read_request_id


@pytest.mark.parametrize(
    ("headers", "body", "found"),
    [
        ({}, None, None),
        ({"x-request-id": "req_a"}, None, "req_a"),
        ({"request-id": "req_b"}, None, "req_b"),
        ({"request-id": " "}, {"request_id": "req_c"}, "req_c"),
        ({}, {"error": {}, "request_id": "req_c"}, "req_c"),
        ({}, {"request_id": 7}, None),
        ({}, ["request_id"], None),
        ({"x-request-id": "x" * 300}, None, "x" * 255),
        ({"x-request-id": "a\x00b"}, None, "ab"),
    ],
)
def test_the_documented_places_are_read(
    headers: dict[str, str], body: Any, found: str | None
) -> None:
    assert read_request_id(headers, body) == found


@given(st.text(), st.one_of(st.none(), st.dictionaries(st.text(), st.text())))
def test_nothing_that_comes_breaks_the_reading(header: str, body: object) -> None:
    found = read_request_id({"request-id": header}, body)
    assert found is None or 0 < len(found) <= 255
