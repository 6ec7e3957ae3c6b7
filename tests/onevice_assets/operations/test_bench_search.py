"""The bench of searching finds what it asks for, tells every figure, and leaves nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from onevice_assets.operations.timeline.search.measuring.bench_everything import (
    TINY,
    bench_operations_search,
    read_texts,
)
from resources.control_plane.resource import ControlPlane
from resources.errors import InputError
from resources.vector_index.resource import VectorStore


def test_every_figure_is_told_and_nothing_stays(facts_database: ControlPlane) -> None:
    resources = {
        "control": facts_database,
        "vectors": VectorStore(kind="pgvector", database_url=facts_database.url),
    }
    told = bench_operations_search(resources, TINY)
    search = told["search"]
    assert search["refused"] == 0
    assert search["alone"]["answered"] == TINY.search.questions
    assert search["at_once"]["errors"] == 0
    assert search["recall"]["own"]["recall_at_10"] >= 0.95
    assert min(one["recall_at_10"] for one in told["graphs_256"] + told["graphs_1536"]) >= 0.95
    assert [one["table"] for one in told["partitions"]] == ["whole", "by month"]
    assert {one["index"] for one in told["json"]} >= {"gin jsonb_path_ops", "expression"}
    with facts_database.begin() as db:
        left = "SELECT count(*) FROM pg_class WHERE relname LIKE 'bench%%'"
        assert db.exec_driver_sql(left).scalar_one() == 0
        left = "SELECT count(*) FROM control.organizations WHERE slug LIKE 'measuring-%%'"
        assert db.exec_driver_sql(left).scalar_one() == 0


def test_texts_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "texts").write_bytes(b"\xff\xfe\n")
    for name in ("texts", "nothing"):
        with pytest.raises(InputError, match="cannot be read as UTF-8"):
            read_texts(tmp_path / name)
