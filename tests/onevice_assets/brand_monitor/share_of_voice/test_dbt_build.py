"""`dbt build` by hand does what the step does: the same rows, and every unit test passes.

One start of dbt for all of it, over the worlds' answers and invented sources.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from onevice_assets.brand_monitor.periods import PERIOD_VIEWS
from onevice_assets.brand_monitor.share_of_voice.load_answers import load_batches
from onevice_assets.tables import marts
from resources.dbt_project import load_manifest, run_dbt
from resources.dbt_runner import Dbt, NodeResult
from resources.lake import Lake
from resources.table_schema import Table
from tests.onevice_assets.brand_monitor.share_of_voice.conftest import AWKWARD

pytestmark = pytest.mark.e2e

# Each answer has three pages of two domains; every second one is found, every fourth is cited too.
_CITATIONS = """
    insert into brand_monitor.answer_citations
        (website_id, day, llm_response_id, page_url, domain, title, is_cited, ownership)
    select
        website_id, day, id, 'https://' || domain || '/' || page, domain, 'Page ' || page,
        case when hash(id || page) % 2 = 0 then hash(id || page) % 4 = 0 end,
        case when domain = 'own.test' then 'own' else 'third_party' end
    from brand_monitor.llm_responses
    cross join
        (values ('own.test', 'a'), ('news.test', 'b'), ('news.test', 'c')) as pages(domain, page)
"""


@dataclass(frozen=True)
class Built:
    """Both ways to build the same sources.

    Attributes:
        dbt: what `dbt build` left in its file.
        ours: what the step's runner left in memory.
        results: of the runner.
        statuses: of dbt, by unique id.
        said: what dbt printed.
    """

    dbt: duckdb.DuckDBPyConnection
    ours: duckdb.DuckDBPyConnection
    results: tuple[NodeResult, ...]
    statuses: dict[str, str]
    said: str

    def rows(self, db: duckdb.DuckDBPyConnection, mart: Table) -> list[dict[str, Any]]:
        key = ", ".join(mart.natural_key)
        found: list[dict[str, Any]] = (
            db.sql(f"select * from {mart.name} order by {key}").to_arrow_table().to_pylist()
        )
        return found


@pytest.fixture(scope="module")
def built(published: Lake, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    home = tmp_path_factory.mktemp("dbt") / AWKWARD
    file = home / "built.duckdb"
    home.mkdir()
    dbt = Dbt()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONEVICE_HOME", str(home))
        partitions = published.partitions(marts.share_of_voice)
        batch = next(batches := load_batches(published, dbt, partitions))
        batch.db.execute(_CITATIONS)
        _copy_sources(batch.db, file)
        results = dbt.build(batch.db)
        said = run_dbt(["build"], home / "target", {"ONEVICE_DBT_DATABASE": str(file)})
    told = json.loads((home / "target" / "run_results.json").read_text())["results"]
    statuses = {one["unique_id"]: one["status"] for one in told}
    with duckdb.connect(str(file), read_only=True) as db:
        yield Built(db, batch.db, results, statuses, said)
    batches.close()


def _copy_sources(db: duckdb.DuckDBPyConnection, path: Path) -> None:
    escaped = str(path).replace("'", "''")
    db.execute(f"attach '{escaped}' as file")
    for source in load_manifest()["sources"].values():
        name = f"{source['schema']}.{source['identifier']}"
        db.execute(f"create schema if not exists file.{source['schema']}")
        db.execute(f"create table file.{name} as select * from memory.{name}")
    db.execute("detach file")


def test_every_model_test_and_unit_test_passes(built: Built) -> None:
    assert set(built.statuses.values()) == {"success", "pass"}, built.said
    units = Counter(one.split(".")[2] for one in built.statuses if one.startswith("unit_test."))
    assert set(units) >= {mart.name for mart in marts.ALL} | set(PERIOD_VIEWS)


def test_the_step_runs_every_model_and_test_of_the_marts(built: Built) -> None:
    mine = {one.unique_id for one in built.results}
    beyond = {uid for uid in built.statuses if uid.split(".")[0] in ("model", "test")} - mine
    assert mine <= built.statuses.keys()
    assert beyond
    assert all(any(view in uid for view in PERIOD_VIEWS) for uid in beyond)


@pytest.mark.parametrize("mart", marts.ALL, ids=lambda mart: str(mart.name))
def test_the_step_and_dbt_make_the_same_rows(built: Built, mart: Table) -> None:
    rows = built.rows(built.ours, mart)
    assert rows
    assert rows == built.rows(built.dbt, mart)
