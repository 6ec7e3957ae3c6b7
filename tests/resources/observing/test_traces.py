"""A run is one trace, from the crawl over the model to the stores, and tells no secret."""

from __future__ import annotations

import asyncio
import timeit
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import dagster as dg
import pytest

from resources.control_plane.resource import ControlPlane
from resources.errors import ConfigurationError, ProviderError
from resources.llm.budget import Purse
from resources.llm.calls import ask, open_client
from resources.object_store import Objects
from resources.observing import traces
from resources.observing.at_work import at_work
from resources.resilience.guard import measured
from resources.web.resource import Web
from tests.otlp_collector import Collector, Told
from tests.provider_server import Plan, ProviderServer
from tests.resources.llm.test_ask_a_provider import CALL, KEY, MemoryBook, provider
from tests.resources.web.small_website import SMALL
from tests.resources.web.website_server import serve_website

PARTITION = "2026-11-22|default.shop.test"
HANDLER = {
    "python_logs": {
        "dagster_handler_config": {
            "handlers": {"onevice": {"class": "resources.observing.step_log.StepHandler"}}
        }
    }
}


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    with Collector().running() as collector:
        monkeypatch.setenv(traces.ENDPOINT, collector.endpoint)
        traces.look_again()
        yield collector
        traces.close()
    monkeypatch.delenv(traces.ENDPOINT)
    traces.look_again()


@pytest.fixture
def server() -> Iterator[ProviderServer]:
    with ProviderServer([Plan(text="Use SQLite.")]).running() as server:
        yield server


def make_assets(site: str, server: ProviderServer, control: ControlPlane, objects: Objects) -> Any:
    cut = dg.StaticPartitionsDefinition([PARTITION])

    @dg.asset(partitions_def=cut)
    def pages() -> None:
        assert len(Web().crawl(site).pages) == 5

    @dg.asset(partitions_def=cut, deps=[pages])
    def responses() -> None:
        async def run() -> None:
            async with open_client(provider(server)) as client:
                purse = Purse(Decimal(1))
                await ask(client, provider(server), CALL, book=MemoryBook(), purse=purse)

        asyncio.run(run())
        assert at_work()["partition"] == PARTITION

    @dg.asset(partitions_def=cut, deps=[responses])
    def stored() -> None:
        objects.put("exports/a", "text of an answer")
        with control.begin() as db:
            db.exec_driver_sql("SELECT 1")
        raise dg.Failure("text of an error")

    return [pages, responses, stored]


@pytest.fixture
def run_id(
    collector: Collector, server: ProviderServer, control: ControlPlane, objects: Objects
) -> str:
    """The id of a run that crawled, asked, stored and failed; its spans have been sent."""
    with serve_website(SMALL) as site, dg.instance_for_test(overrides=HANDLER) as instance:
        assets = make_assets(site.url, server, control, objects)
        done = dg.materialize(
            assets, partition_key=PARTITION, instance=instance, raise_on_error=False
        )
    traces.flush()
    assert not at_work(), "nothing is at work after a run"
    return done.run_id


def test_a_run_is_one_trace_from_the_crawl_to_the_stores_and_tells_no_text(
    run_id: str, collector: Collector, server: ProviderServer
) -> None:
    spans = {one.span_id: one for one in collector.spans}
    assert {one.trace_id for one in collector.spans} == {UUID(run_id).hex}

    def step_above(span: Told) -> str:
        return span.name if span.name.startswith("step ") else step_above(spans[span.parent])

    found = {(step_above(one), one.name) for one in collector.spans}
    assert {
        ("step pages", "crawl.fetch"),
        ("step responses", "llm.call"),
        ("step stored", "store.objects"),
        ("step stored", "store.postgres"),
    } <= found
    steps = [one for one in collector.spans if one.name.startswith("step ")]
    assert {one.name: one.is_error for one in steps} == {
        "step pages": False,
        "step responses": False,
        "step stored": True,
    }
    for one in collector.spans:
        assert one.attributes["onevice.run_id"] == run_id
        assert one.attributes["onevice.website"] == "default.shop.test"
    (call,) = [one for one in collector.spans if one.name == "llm.call"]
    assert call.attributes["onevice.attempt_id"] == "1"
    assert call.attributes["gen_ai.usage.output_tokens"] == 20
    assert server.calls[0].client_id == "1", "the provider hears of the attempt, of nothing else"
    sent = b"".join(collector.bodies)
    for secret in (KEY, "text of an answer", "text of an error", CALL.messages[0]["content"]):
        assert secret.encode() not in sent


def test_what_a_command_runs_is_in_its_trace(collector: Collector) -> None:
    with traces.span("onevice", is_root=True):
        tags = traces.tag_of_run()
        with traces.step_span("a", "0199f0aa-3f1c-7c1e-9f43-0c6a5b1d2e3f", tags):
            pass
    traces.flush()
    command, step = sorted(collector.spans, key=lambda one: one.name)
    assert (step.trace_id, step.parent) == (command.trace_id, command.span_id)


def test_an_error_is_told_by_its_kind(collector: Collector) -> None:
    with pytest.raises(ProviderError), traces.span("llm.call", is_root=True):
        raise ProviderError("sk-secret is no key")
    traces.flush()
    (told,) = collector.spans
    assert (told.is_error, told.attributes["error.type"]) == (True, "ProviderError")
    assert b"sk-secret" not in b"".join(collector.bodies)


def test_without_an_endpoint_nothing_is_made_and_it_costs_next_to_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(traces.ENDPOINT, raising=False)
    traces.look_again()
    assert traces.span("a") is traces.span("b", is_root=True)
    assert traces.tag_of_run() == traces.current_ids() == {}

    def nothing() -> None:
        with traces.span("store.redis", {"onevice.kind": "read"}):
            pass

    times = 2000
    assert timeit.timeit(nothing, number=times) / times < 50e-6  # some 0.3 µs; never a flaky limit


def test_work_below_no_run_is_not_told(collector: Collector) -> None:
    with measured("redis", "read"):
        pass
    traces.flush()
    assert collector.spans == []


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(traces.ENDPOINT, "http://127.0.0.1:9")
    monkeypatch.setitem(__import__("sys").modules, "opentelemetry.sdk.trace", None)
    traces.look_again()
    with pytest.raises(ConfigurationError, match="telemetry"), traces.span("a", is_root=True):
        pass
    monkeypatch.delenv(traces.ENDPOINT)
    traces.look_again()
