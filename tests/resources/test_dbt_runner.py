"""Compiled statements run in dbt's order, and what happens after one that fails."""

from __future__ import annotations

from typing import Any

import pytest

from resources import dbt_runner
from resources.dbt_runner import Dbt, NodeResult
from resources.errors import StoreError

SOURCE = {
    "schema": "lake",
    "identifier": "answers",
    "columns": {"id": {"name": "id", "data_type": "varchar"}},
}


def node(
    kind: str, name: str, sql: str | None, *needs: str, folder: str = "marts", **config: str
) -> dict[str, Any]:
    """A node as dbt's manifest has it; `needs` are models of the same project."""
    return {
        "unique_id": f"{kind}.onevice.{name}",
        "resource_type": kind,
        "name": name,
        "fqn": ["onevice", folder, name],
        "schema": "main",
        "compiled_code": sql,
        "depends_on": {"nodes": [f"model.onevice.{one}" for one in needs]},
        "config": {"materialized": "table", "severity": "ERROR", **config},
    }


def run(
    monkeypatch: pytest.MonkeyPatch, *nodes: dict[str, Any]
) -> tuple[dict[str, NodeResult], dict[str, str]]:
    """Results by name in the order they ran, and which relations there are afterwards."""
    manifest = {"nodes": {n["unique_id"]: n for n in nodes}, "sources": {"source.answers": SOURCE}}
    monkeypatch.setattr(dbt_runner, "load_manifest", lambda: manifest)
    dbt = Dbt(threads=1)
    with dbt.open() as db:
        results = {one.name: one for one in dbt.build(db)}
        made = db.execute(
            "select table_name, table_type from information_schema.tables "
            "where table_schema = 'main'"
        ).fetchall()
    return results, dict(made)


def test_what_a_model_reads_is_built_before_it_whatever_their_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    results, made = run(
        monkeypatch,
        node("model", "a", "select * from b", "b"),
        node("model", "b", "select * from c", "c", folder="intermediate"),
        node("model", "c", "select 1 as x", folder="staging", materialized="view"),
        node("test", "a_is_not_two", "select * from a where x = 2", "a"),
    )
    assert list(results) == ["c", "b", "a", "a_is_not_two"]
    assert [one.status for one in results.values()] == ["success"] * 3 + ["pass"]
    assert made == {"a": "BASE TABLE", "b": "BASE TABLE", "c": "VIEW"}
    assert not any(one.is_failed for one in results.values())


def test_what_builds_on_a_failing_model_is_skipped_and_the_rest_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    results, made = run(
        monkeypatch,
        node("model", "broken", "select nonsense"),
        node("model", "child", "select * from broken", "broken"),
        node("model", "grandchild", "select * from child", "child"),
        node("model", "other", "select 1 as x"),
        node("test", "of_a_child", "select * from child", "child"),
        node("test", "of_another", "select * from other where x = 2", "other"),
    )
    told = {name: one.status for name, one in results.items()}
    assert told == {
        "broken": "error",
        "child": "skipped",
        "grandchild": "skipped",
        "of_a_child": "skipped",
        "other": "success",
        "of_another": "pass",
    }
    assert "nonsense" in results["broken"].message
    assert [name for name, one in results.items() if one.is_failed] == ["broken"]
    assert set(made) == {"other"}


def test_a_failing_test_tells_its_rows_and_how_to_see_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    statement = "select x from numbers where x > 1"
    results, _ = run(
        monkeypatch,
        node("model", "numbers", "select unnest([1, 2, 3]) as x"),
        node("test", "numbers_are_small", statement, "numbers"),
    )
    failed = results["numbers_are_small"]
    assert (failed.status, failed.failures, failed.sql) == ("fail", 2, statement)
    assert failed.is_failed


@pytest.mark.parametrize(
    ("severity", "sql", "status", "breaks"),
    [
        ("ERROR", "select 1", "fail", True),
        ("error", "select 1", "fail", True),
        ("WARN", "select 1", "warn", False),
        ("warn", "select 1 where false", "pass", False),
        ("WARN", "select nonsense", "error", True),
    ],
)
def test_a_warning_does_not_break_the_build_but_a_broken_one_does(
    monkeypatch: pytest.MonkeyPatch, severity: str, sql: str, status: str, breaks: bool
) -> None:
    results, _ = run(monkeypatch, node("test", "it_holds", sql, severity=severity))
    assert (results["it_holds"].status, results["it_holds"].is_failed) == (status, breaks)


def test_views_over_periods_are_not_built_nor_tested(monkeypatch: pytest.MonkeyPatch) -> None:
    results, made = run(
        monkeypatch,
        node("model", "days", "select 1 as x"),
        node("model", "weeks", "select * from days", "days", folder="periods"),
        node("test", "weeks_are_whole", "select * from weeks", "weeks", folder="periods"),
    )
    assert list(results) == ["days"]
    assert set(made) == {"days"}


def test_a_manifest_that_was_only_parsed_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = node("model", "a", None)
    del parsed["compiled_code"]
    for one in (parsed, node("model", "a", "")):
        with pytest.raises(StoreError, match=r"no compiled statement for model\.onevice\.a.*setup"):
            run(monkeypatch, one)


def test_every_source_is_an_empty_table_of_a_database_of_its_own() -> None:
    dbt = Dbt(threads=1, memory="1GB")
    with dbt.open() as one, dbt.open() as other:
        sources = one.execute(
            "select table_name from information_schema.tables where table_schema = 'brand_monitor'"
        ).fetchall()
        assert {"llm_responses", "llm_brand_states"} <= {name for (name,) in sources}
        one.execute("insert into brand_monitor.icps (id) values ('i')")
        assert other.execute("select count(*) from brand_monitor.icps").fetchall() == [(0,)]
