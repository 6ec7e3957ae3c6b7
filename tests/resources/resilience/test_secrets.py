"""A secret that is set is told nowhere: not by a resource, a log, an error or a metric."""

from __future__ import annotations

import json
import logging
import traceback
from dataclasses import replace
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from typer.testing import CliRunner

from onevice_assets.cli.app import app
from resources.cypher import Statement
from resources.errors import OneviceError
from resources.graph_store import GraphStore
from resources.redis_keys.monitor import SESSION
from resources.registry import from_env
from resources.resilience import metrics
from resources.search_index.documents import DocumentScope
from tests.fault_proxy import closed_port

CANARY = "canary-7d1f"
COUNT = Statement("tests.count", "MATCH (n:Test) RETURN count(n) AS count")
STORES = ("control", "graph", "redis", "objects", "lake", "search", "vectors")


@pytest.fixture
def env(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The canary in every address and key, and nobody at any of the addresses."""
    port = closed_port()
    set_to = {
        "ONEVICE_HOME": str(tmp_path),
        "DATABASE_URL": f"postgresql://me:{CANARY}@127.0.0.1:{port}/d",
        "NEO4J_URI": f"bolt://me:{CANARY}@127.0.0.1:{port}",
        "NEO4J_USER": "me",
        "NEO4J_PASSWORD": CANARY,
        "REDIS_URL": f"redis://me:{CANARY}@127.0.0.1:{port}/0",
        "ONEVICE_OBJECTS_URL": "s3://bucket-of-secrets",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": f"id-{CANARY}",
        "AWS_SECRET_ACCESS_KEY": CANARY,
        "AWS_REGION": "us-east-1",
        "ELASTICSEARCH_URL": f"http://me:{CANARY}@127.0.0.1:{port}",
        "ELASTICSEARCH_API_KEY": "",
        "QDRANT_URL": f"http://127.0.0.1:{port}",
        "QDRANT_API_KEY": CANARY,
        "PINECONE_API_KEY": CANARY,
        "OPENAI_API_KEY": f"sk-{CANARY}",
        "ANTHROPIC_API_KEY": f"sk-{CANARY}",
        "GEMINI_API_KEY": CANARY,
        "PERPLEXITY_API_KEY": CANARY,
        "SMTP_URL": f"smtp://me:{CANARY}@127.0.0.1:{port}",
        "ONEVICE_MAIL_FROM": "a@b.test",
        "ONEVICE_MAIL_TO": "a@b.test",
        "ONEVICE_WEBHOOK_URL": f"https://hooks.test/{CANARY}",
        "ONEVICE_NOTIFY": "log,webhook,email",
    }
    for name, value in set_to.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("resources.object_store._RETRY_SECONDS", 1)
    return set_to


def fail_at_each_store(resources: dict[str, Any]) -> list[str]:
    """What errors and their tracebacks say when every store is asked for something."""

    def ask_control() -> None:
        with resources["control"].begin():
            pytest.fail("nobody is there")

    def ask_graph() -> None:
        with resources["graph"].session() as session:
            session.read(COUNT)

    def ask_search() -> None:
        with resources["search"].open() as index:
            index.count("website_content", DocumentScope("org", "web"))

    def ask_vectors() -> None:
        with resources["vectors"].open() as index:
            replace(index, first_wait_s=0.01).names()

    asked = (
        ask_search,
        ask_vectors,
        ask_control,
        ask_graph,
        lambda: resources["redis"].close() or resources["redis"]._run("reading it", _ping),
        lambda: resources["objects"].get("exports/a"),
    )
    told = []
    for ask in asked:
        with pytest.raises(OneviceError) as caught:
            ask()
        told += [str(caught.value), "".join(traceback.format_exception(caught.value))]
    return told


def _ping(client: Any) -> Any:
    return client.ping()


def test_no_resource_shows_a_secret(env: dict[str, str]) -> None:
    configured = from_env()
    with dg.build_resources(configured) as ready:
        for name, one in configured.items():
            for made in (one, getattr(ready, name)):
                assert CANARY not in f"{made!r} {made}", name
        dumped = {name: one.model_dump() for name, one in configured.items()}
    assert CANARY not in str(dumped)


def test_no_secret_stands_in_what_dagster_keeps_of_a_run(env: dict[str, str]) -> None:
    stores = {name: one for name, one in from_env().items() if name in STORES}

    @dg.asset(required_resource_keys=set(stores))
    def asking(context) -> None:  # type: ignore[no-untyped-def]  # Dagster reads annotations
        context.resources.redis.read_hash(SESSION.key(session_id="a"))

    with dg.DagsterInstance.ephemeral() as instance:
        done = dg.materialize([asking], resources=stores, instance=instance, raise_on_error=False)
        assert not done.success
        kept = [str(one) for one in instance.all_logs(done.run_id)]
        run = instance.get_run_by_id(done.run_id)
    assert "did not answer" in " ".join(kept)
    assert CANARY not in " ".join(kept) + str(run)
    schema = str(dg.Definitions(assets=[asking], resources=stores).resolve_all_job_defs())
    assert CANARY not in schema


def test_no_error_log_or_metric_tells_a_secret(
    env: dict[str, str], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []
    for uri in (env["NEO4J_URI"], env["NEO4J_URI"].replace(f"me:{CANARY}@", "")):
        monkeypatch.setenv("NEO4J_URI", uri)
        soon = GraphStore(
            uri=dg.EnvVar("NEO4J_URI"), password=dg.EnvVar("NEO4J_PASSWORD"), retry_seconds=0.3
        )
        resources = {**from_env(), "graph": soon}
        with caplog.at_level(logging.DEBUG), dg.build_resources(resources) as ready:
            told += fail_at_each_store({name: getattr(ready, name) for name in STORES})
    assert len(told) == 24
    assert CANARY not in " ".join(told)
    assert CANARY not in caplog.text
    measured = metrics.render()
    assert 'reason="down",store="redis"' in measured
    assert CANARY not in measured


@pytest.mark.parametrize("form", ["--json", "--metrics", None])
def test_the_status_tells_no_secret_and_ends_with_1(env: dict[str, str], form: str | None) -> None:
    done = CliRunner().invoke(app, ["status", *([form] if form else [])])
    assert done.exit_code == 1, done.output
    assert CANARY not in done.output
    if form == "--json":
        stores = {one["store"]: one for one in json.loads(done.stdout)["stores"]}
        down = {name for name, one in stores.items() if one["state"] == "down"}
        assert down >= {"postgres", "redis", "objects", "search", "vectors"}
        assert "NEO4J_PASSWORD" in stores["graph"]["detail"]
        assert all(
            "127.0.0.1" in stores[name]["address"] for name in ("postgres", "graph", "search")
        )
    elif form is None:
        assert "error redis is down: " in done.output.replace("\n", " ")
