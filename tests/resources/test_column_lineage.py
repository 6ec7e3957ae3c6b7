"""Where a column comes from: through models, conditions and counts, to the lake."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from onevice_assets.brand_monitor.share_of_voice.describe_origins import (
    find_origins,
    list_origins,
)
from onevice_assets.tables import ALL, marts
from resources import dbt_project
from resources.column_lineage import trace_columns
from resources.dbt_project import compile_project, load_column_lineage
from resources.errors import ConfigurationError
from resources.table_schema import Table


def trace(*statements: str) -> dict[str, list[str]]:
    """Columns of the last of some models over the tables `said(id, text, kind)` and `who(id)`."""
    tables = {"said": ["id", "text", "kind"], "who": ["id", "name"]}
    sources = {
        name: {
            "relation_name": f'"m"."lake"."{name}"',
            "source_name": "system",
            "name": name,
            "columns": dict.fromkeys(columns),
            "config": {"meta": {"key": ["id"]}},
        }
        for name, columns in tables.items()
    }
    nodes: dict[str, Any] = {
        f"model_{at}": {
            "resource_type": "model",
            "name": f"model_{at}",
            "relation_name": f'"m"."main"."model_{at}"',
            "compiled_code": statement,
            "depends_on": {"nodes": [f"model_{one}" for one in range(at)]},
        }
        for at, statement in enumerate(statements)
    }
    found = trace_columns({"sources": sources, "nodes": nodes})
    last = found[f"model_{len(statements) - 1}"]
    return {name: [f"{table}.{column}" for _, table, column in of] for name, of in last.items()}


SAID = 'from "m"."lake"."said"'


@pytest.mark.parametrize(
    ("statement", "column", "origins"),
    [
        (f"select text as a {SAID}", "a", ["said.text"]),
        (f"select 'x' as a {SAID}", "a", []),
        (
            f"select max(case when kind = 1 then text end) as a {SAID}",
            "a",
            ["said.kind", "said.text"],
        ),
        (f"select count(*) as a {SAID} where kind = 1", "a", ["said.id", "said.kind"]),
        (f"select count(case when kind = 1 then 1 end) as a {SAID}", "a", ["said.kind"]),
        (f"select rank() over (partition by id order by text) as a {SAID}", "a", ["said.text"]),
        (f"with b as (select id as c {SAID}) select c as a from b", "a", ["said.id"]),
        (f"select id as a {SAID} union all select text {SAID}", "a", ["said.id", "said.text"]),
        (f"select * {SAID}", "kind", ["said.kind"]),
        (
            f"select count(*) as a {SAID} as s "
            'left join "m"."lake"."who" as w on s.id = w.id where w.name is null',
            "a",
            ["said.id", "who.name"],
        ),
    ],
)
def test_a_column_comes_from_what_its_expression_names(
    statement: str, column: str, origins: list[str]
) -> None:
    assert trace(statement)[column] == origins


def test_origins_go_through_models_and_counts_keep_the_conditions_on_the_way() -> None:
    filtered = f"select id, text {SAID} where kind = 1"
    counted = 'select text, count(*) as n from "m"."main"."model_0" group by text'
    rate = 'select n / 2 as share from "m"."main"."model_1"'
    assert trace(filtered, counted, rate) == {"share": ["said.id", "said.kind"]}


@pytest.mark.parametrize("broken", ["select nothing from nowhere", "select id from", "select b {}"])
def test_a_statement_that_cannot_be_followed_names_its_model(broken: str) -> None:
    with pytest.raises(ConfigurationError, match=r"dbt model 'model_0' cannot be traced"):
        trace(broken.format(SAID))


@pytest.mark.parametrize("mart", marts.ALL, ids=lambda mart: mart.name)
def test_every_column_of_a_mart_leads_to_columns_of_the_lake(mart: Table) -> None:
    origins = find_origins(mart, load_column_lineage()[mart.name])
    assert list(origins) == mart.column_names
    constants = {"level", "variant"}
    for name, of in origins.items():
        assert of or name in constants, name
        for system, table, column in of:
            assert ALL[table].system == system
            assert column in ALL[table].column_names


def test_a_share_rests_on_presence_and_leaves_branded_prompts_out() -> None:
    origins = find_origins(marts.share_of_voice, load_column_lineage()["share_of_voice"])
    for name in ("mention_count", "mention_rate", "share", "share_low"):
        named = {f"{table}.{column}" for _, table, column in origins[name]}
        assert {"llm_brand_states.presence", "llm_responses.is_branded"} <= named
    rows = {row["Column"]: row["From"] for row in list_origins(origins)}
    assert rows["day"] == "llm_responses (day)"
    assert rows["topic_count"] == "llm_responses (is_branded, topic)"


def test_lineage_of_other_models_or_rules_is_old(monkeypatch: pytest.MonkeyPatch) -> None:
    compile_project()
    monkeypatch.setattr(dbt_project, "VERSION", "another")
    with pytest.raises(ConfigurationError, match=r"column_lineage.json.*onevice setup"):
        load_column_lineage()


def test_loading_the_definitions_does_not_load_sqlglot() -> None:
    code = (
        "import sys, json; from onevice_assets.definitions import build_defs; build_defs();"
        "print(json.dumps('sqlglot' in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1]) is False


def test_an_asset_shows_where_its_columns_come_from() -> None:
    from onevice_assets.definitions import build_defs

    (spec,) = (
        spec
        for spec in build_defs().resolve_all_asset_specs()
        if spec.key.path == ["brand_monitor", "share_of_voice"]
    )
    lineage = spec.metadata["dagster/column_lineage"]
    assert list(lineage.deps_by_column) == marts.share_of_voice.column_names
    (dep,) = lineage.deps_by_column["is_demonstration"]
    assert (dep.asset_key.path, dep.column_name) == (
        ["brand_monitor", "llm_responses"],
        "is_demonstration",
    )
    assert "llm_responses" in spec.metadata["columns_from"].value
