"""Rows that do not fit are refused by table, column and row, and leave nothing half written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from onevice_assets.publishing.digest import digest_rows
from onevice_assets.tables import serving
from resources.control_plane.resource import ControlPlane
from resources.errors import MissingDataError, SchemaError, StoreError
from resources.serving_tables.read import read_rows
from resources.serving_tables.replace import replace_rows
from resources.serving_tables.storable import make_storable
from tests.resources.serving_tables.rows import DAY, Rows, Site


@pytest.fixture
def site(control: ControlPlane) -> Site:
    site = Site(control)
    site.replace(site.standing())
    site.replace(site.day(answers=2), DAY)
    return site


def change(
    rows: pa.Table, column: str, value: object, type_: pa.DataType | None = None
) -> pa.Table:
    """The rows with another value in the last one."""
    place = rows.schema.get_field_index(column)
    values = [*rows[column].to_pylist()[:-1], value]
    return rows.set_column(place, column, pa.array(values, type_ or rows[column].type))


def refused(site: Site, rows: Rows, error: type[Exception] = SchemaError) -> str:
    """Publish what must be refused; what is said, after nothing has changed."""
    with site.control.begin() as db:
        before = digest_rows(read_rows(db, serving.ALL, site.scope(DAY)))
    with pytest.raises(error) as caught:
        site.replace(rows, DAY)
    with site.control.begin() as db:
        assert digest_rows(read_rows(db, serving.ALL, site.scope(DAY))) == before
    return str(caught.value)


@pytest.mark.parametrize(
    ("table", "column", "value", "why"),
    [
        ("llm_responses", "response_text", "A\x00B", "holds a NUL character"),
        ("llm_responses", "brands_mentioned", '["A\\u0000"]', "is no JSON that JSONB holds"),
        ("llm_responses", "brands_mentioned", '["\\ud800"]', "is no JSON that JSONB holds"),
        ("llm_responses", "brands_mentioned", "[", "is no JSON that JSONB holds"),
        ("llm_responses", "llm_model", "m" * 256, "is longer than 255 characters"),
        ("llm_responses", "response_text", None, "is empty"),
        ("llm_responses", "prompt_id", "not-an-id", "is no id"),
        ("llm_brand_states", "website_id", "0" * 8 + "-0000-0000-0000-" + "0" * 12, "not "),
        ("llm_brand_states", "id", None, "is empty"),
    ],
)
def test_a_value_that_does_not_fit_is_named(
    site: Site, table: str, column: str, value: object, why: str
) -> None:
    rows = site.day(answers=3)
    rows[table] = change(rows[table], column, value)
    said = refused(site, rows)
    assert f"serving.{table}: column {column} of row {rows[table]['id'][-1].as_py()}" in said
    assert why in said


@pytest.mark.parametrize(
    ("table", "column", "value", "type_", "why"),
    [
        ("share_of_voice", "mention_count", 2**31, pa.int64(), "2147483648, which is no INTEGER"),
        ("share_of_voice", "visibility_score", 1000.0, pa.float64(), "no DECIMAL(5,2)"),
        ("share_of_voice", "period_start", "soon", pa.string(), "'soon', which is no DATE"),
    ],
)
def test_a_value_of_another_type_or_range_is_named(
    site: Site, table: str, column: str, value: object, type_: pa.DataType, why: str
) -> None:
    rows = site.day(answers=3)
    values = [str(one) if type_ == pa.string() else one for one in rows[table][column].to_pylist()]
    place = rows[table].schema.get_field_index(column)
    if type_ == pa.float64():
        values = [float(one) for one in values]
    rows[table] = rows[table].set_column(place, column, pa.array([*values[:-1], value], type_))
    said = refused(site, rows)
    assert f"column {column} of row {rows[table]['id'][-1].as_py()}" in said
    assert why in said


def test_what_only_the_database_knows_is_named_too(site: Site) -> None:
    rows = site.day(answers=3)
    rows["llm_responses"] = change(rows["llm_responses"], "simulation_run_id", site.id("no run"))
    said = refused(site, rows, MissingDataError)
    assert f"column simulation_run_id of row {rows['llm_responses']['id'][-1].as_py()}" in said
    assert "no such simulation run" in said
    rows = site.day(answers=3)
    twice = rows["llm_brand_states"]["brand_id"][-2].as_py()
    rows["llm_brand_states"] = change(rows["llm_brand_states"], "brand_id", twice)
    assert f"of row {rows['llm_brand_states']['id'][-2].as_py()} breaks" in refused(site, rows)


def test_a_signal_out_of_its_range_is_named(site: Site) -> None:
    rows = site.standing()
    classes = change(rows["prompt_classifications"], "trust_need", Decimal("1.01"))
    with pytest.raises(SchemaError, match=f"row {classes['id'][-1]} breaks .*trust_need_check"):
        site.replace({**rows, "prompt_classifications": classes})


def test_an_id_that_stands_twice_and_a_missing_column_are_refused(site: Site) -> None:
    rows = site.day(answers=3)
    rows["brands"] = pa.concat_tables([rows["brands"], rows["brands"].slice(0, 1)])
    assert "1 ids stand twice" in refused(site, rows)
    rows = site.day(answers=3)
    rows["brands"] = rows["brands"].drop_columns(["name"])
    assert "lack, or have and should not, name" in refused(site, rows)


def _raw(**columns: Any) -> pa.Table:
    """Rows of `share_of_voice` as the lake has them: whole numbers and fractions of 64 bits."""
    moment = datetime(2026, 11, 20, tzinfo=UTC)
    known = {
        "id": "a", "organization_id": "o", "website_id": "w", "day": DAY, "brand_id": "b",
        "llm_provider": "all", "mention_count": 1, "recommendation_count": 1,
        "first_position_count": 1, "total_responses": 1, "visibility_score": 12.125,
        "trust_score": None, "recommendation_rate": 100.0, "is_demonstration": False,
        "period_start": DAY, "period_end": DAY, "created_at": moment,
    }  # fmt: skip
    return pa.Table.from_pylist([{**known, **columns}])


def test_fractions_become_the_decimals_of_their_column() -> None:
    row = make_storable(serving.share_of_voice, _raw()).to_pylist()[0]
    assert (row["visibility_score"], row["trust_score"]) == (Decimal("12.12"), None)
    assert row["recommendation_rate"] == Decimal("100.00")


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"visibility_score": 1234.5}, "visibility_score of row a holds 1234.5, which is no DECI"),
        ({"mention_count": 2**40}, "mention_count of row a holds 1099511627776, which is no INT"),
    ],
)
def test_a_number_that_no_column_holds_is_refused_when_built(
    columns: dict[str, Any], why: str
) -> None:
    with pytest.raises(SchemaError, match=why):
        make_storable(serving.share_of_voice, _raw(**columns))


def _break_off(site: Site) -> None:
    with site.control.begin() as db:
        db.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def _drop(site: Site) -> None:
    with site.control.begin() as db:
        db.exec_driver_sql("DROP SCHEMA serving CASCADE")


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (_break_off, ("The control plane (Post", "Nothing of this transaction was kept", "status")),
        (_drop, ("Tried to write the serving rows", "Nothing was written", "`onevice migrate up`")),
    ],
)
def test_a_store_that_is_gone_or_half_there_is_named_without_its_secret(
    own_database: str, harm: Callable[[Site], None], told: tuple[str, ...]
) -> None:
    site = Site(ControlPlane(url=own_database))
    site.replace(site.standing())
    rows = site.day()
    with pytest.raises(StoreError) as caught, site.control.begin() as db:
        db.exec_driver_sql("SELECT 1")
        harm(site)
        replace_rows(db, serving.ALL, site.scope(DAY), rows)
    assert all(part in str(caught.value) for part in told), str(caught.value)
