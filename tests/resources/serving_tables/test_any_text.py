"""Whatever an answer or a page says comes back as it was."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from onevice_assets.tables import serving
from resources.control_plane.resource import ControlPlane
from resources.serving_tables.copying import copy_in, copy_out
from resources.serving_tables.read import driver_of
from resources.serving_tables.storable import HALF_SIGN, NUL_SIGN, canonical_json, make_storable
from tests.resources.serving_tables.rows import Site

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
MANY = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
# two keys that differ only by a character that stands in for one that JSONB cannot hold are one
KEYS = st.text().filter(lambda key: "\u2400" not in key and "\ufffd" not in key)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**25), 10**25)
    | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner),
    max_leaves=8,
)  # fmt: skip


@pytest.fixture
def site(control: ControlPlane) -> Site:
    return Site(control)


def round_trip(site: Site, rows: list[dict[str, Any]]) -> pa.Table:
    """Rows of `icps` by COPY into a table without keys, and back."""
    from psycopg import sql

    table = site.table(serving.icps, rows)
    with site.control.begin() as db, driver_of(db).cursor() as cursor:
        cursor.execute("TRUNCATE serving.icps CASCADE; SET LOCAL search_path TO serving")
        copy_in(cursor, "icps", table)
        found = copy_out(cursor, serving.icps, sql.SQL("true"))
        db.rollback()
    assert found.sort_by("id").equals(table.sort_by("id"))
    return found


@given(texts=st.lists(TEXTS | st.none(), min_size=1, max_size=5), document=ANY_JSON)
@example(texts=["", None, "\\.", "a\n\\.\nb", '"', ",", "\\N", "NULL", "\r\n", "\r"], document=[])
@example(texts=["\ufeff", "\U0010ffff", "\u2028", "\t", " ", "é\u0301"], document={"a": -0.0})
@MANY
def test_any_text_and_any_json_survive_copy(
    site: Site, texts: list[str | None], document: Any
) -> None:
    base = site.standing()["icps"].to_pylist()[0]
    raw = [
        {**base, "id": site.id("icp", n), "sequence_number": n, "description": text,
         "name": f"n{n}", "objections": json.dumps(document)}
        for n, text in enumerate(texts)
    ]  # fmt: skip
    ready = make_storable(serving.icps, pa.Table.from_pylist(raw, serving.icps.arrow_schema))
    found = {row["id"]: row for row in round_trip(site, ready.to_pylist()).to_pylist()}
    assert [found[row["id"]]["description"] for row in raw] == texts


@given(document=ANY_JSON)
@MANY
def test_canonical_json_means_the_same_and_is_canonical(document: Any) -> None:
    text = canonical_json(json.dumps(document))
    assert json.loads(text) == document
    assert canonical_json(text) == text


@given(st.text())
@example("\x00")
@example("\u2400\x00\ud800\ufffd")
@MANY
def test_what_was_replaced_in_a_text_or_in_json_can_be_had_back(text: str) -> None:
    sound = text.encode("utf-8", "replace").decode()
    row = dict.fromkeys(serving.icps.column_names)
    row |= {"id": "a", "description": sound, "goals": json.dumps([text])}
    [made] = make_storable(
        serving.icps, pa.Table.from_pylist([row], serving.icps.arrow_schema)
    ).to_pylist()
    offsets = json.loads(made["replaced_characters"] or "{}")
    back = list(made["description"])
    for place in offsets.get("description", []):
        assert back[place] == NUL_SIGN
        back[place] = "\x00"
    assert "".join(back) == sound
    assert "\x00" not in made["description"]
    changed = [made["goals"][place] for place in offsets.get("goals", [])]
    lost = [one for one in text if one == "\x00" or "\ud800" <= one <= "\udfff"]
    assert changed == [NUL_SIGN if one == "\x00" else HALF_SIGN for one in lost]
