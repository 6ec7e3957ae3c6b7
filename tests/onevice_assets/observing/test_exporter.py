"""The exporter tells the platform's state, also where a part of it is away, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import dagster as dg
import pytest
from prometheus_client.parser import text_string_to_metric_families

from onevice_assets.observing.catalogue import METRICS
from onevice_assets.observing.exporter import Exporter, Source, by_metric, render
from onevice_assets.observing.read_days import Newest, read_days
from onevice_assets.observing.read_money import Tokens, read_ledger, read_limits
from onevice_assets.observing.read_queues import read_control, read_inboxes, read_runs
from onevice_assets.observing.sample import Sample
from onevice_assets.observing.serve import build_app, check_token
from onevice_assets.observing.sources import list_sources
from onevice_assets.observing.sum_partitions import PartitionSums
from onevice_assets.tables import answers
from resources.control_plane import budgets, ledger, websites
from resources.control_plane.resource import ControlPlane
from resources.control_plane.websites import Website
from resources.errors import ConfigurationError
from resources.lake import Lake
from resources.object_store import Objects
from resources.registry import from_env
from tests.booked_calls import book
from tests.fault_proxy import closed_port

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
def website(control: ControlPlane) -> Website:
    """A website with calls on its account: one settled, one failed, one that nobody knows of."""
    with control.begin() as db:
        website = websites.add(db, url="https://demo.test/", name="Demo", actor="test")
        paid, failed, _ = (book(db, website, "0.5", at=NOW) for _ in range(3))
        ledger.settle(
            db,
            paid.id,
            cost_usd=Decimal("0.25"),
            request_id="r",
            response_id=paid.id,
            payload_path="p",
            at=NOW,
        )
        ledger.fail(db, failed.id, error="429", at=NOW)
        budgets.set_limit(db, website.organization_id, period="month", limit_usd=10, actor="test")
    return website


def test_calls_cost_and_limits_are_those_of_the_ledger(
    control: ControlPlane, website: Website
) -> None:
    found = by_metric([*read_ledger(control), *read_limits(control, 1.0, TODAY)])
    whose = ("openai", "gpt-5", "icps")
    assert found["onevice_calls_total"] == {
        (*whose, "succeeded"): 1,
        (*whose, "failed"): 1,
        (*whose, "open"): 1,
    }
    assert found["onevice_cost_usd_total"] == {whose: 0.25}
    assert found["onevice_open_usd"] == {whose: 0.5}
    slug = website.key.partition(".")[0]
    assert found["onevice_limit_usd"] == {(slug, "", "ceiling"): 1, (slug, "", "month"): 10}
    assert set(found["onevice_limit_spent_usd"].values()) == {0.75}


def test_what_waits_is_counted_with_its_age(
    control: ControlPlane, objects: Objects, website: Website
) -> None:
    objects.put(f"inbox/{website.key}/a.jsonl", "{}\n")
    later = datetime(2100, 1, 1, tzinfo=UTC)
    found = by_metric([*read_control(control), *read_inboxes(objects, later)])
    assert found["onevice_simulations"][("waiting",)] == 0
    assert found["onevice_inbox_files"][("answers",)] == 1
    assert found["onevice_inbox_oldest_seconds"][("answers",)] > 1e9
    assert found["onevice_inbox_files"][("documents",)] == 0


def test_lag_counts_from_the_end_of_the_newest_complete_day(
    control: ControlPlane, lake: Lake, website: Website, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = [f"2026-11-{day}|{website.key}" for day in (19, 21)]
    monkeypatch.setattr(Lake, "partitions", lambda *_: days)
    found = by_metric(read_days(control, lake, NOW))
    assert found["onevice_website_lag_seconds"] == {(website.key,): 36 * 3600}
    assert found["onevice_websites_without_day"] == {(): 0}
    today = Newest(website.key, TODAY).lag(NOW)
    assert today is not None
    assert not today, "a day that is not over is not behind"


def test_a_sum_over_the_lake_reads_only_what_changed(lake: Lake) -> None:
    written = {"a": NOW, "b": NOW}
    read: list[str] = []

    class Listed(Lake):
        def written_at(self, *_: Any) -> dict[str, datetime]:
            return dict(written)

    def sums(partition: str) -> dict[tuple[str, ...], float]:
        read.append(partition)
        return {("x",): 1.0}

    found = PartitionSums(Listed(url=lake.url), answers.llm_responses, sums)
    assert found.read() == {("x",): 2.0}
    written["b"] = NOW.replace(hour=13)
    assert found.read() == {("x",): 2.0}
    del written["a"]
    assert found.read() == {("x",): 1.0}
    assert read == ["a", "b", "b"]
    assert list(Tokens(lake).read()) == []


def test_a_source_that_fails_is_told_of_and_hides_no_other() -> None:
    answers = iter([[Sample("onevice_websites_without_day", (), 1)]])

    def once() -> Iterator[Sample]:
        yield from next(answers)

    exporter = Exporter((Source("days", once), Source("upkeep", lambda: [])))
    exporter.look()
    assert b"onevice_websites_without_day 1.0" in render(exporter)
    exporter.look()  # StopIteration: nothing of ours
    told = render(exporter).decode()
    assert 'onevice_source_up{source="days"} 0.0' in told
    assert 'onevice_source_up{source="upkeep"} 1.0' in told
    assert "onevice_websites_without_day" not in told, "old numbers would look like news"


def test_stores_that_are_away_are_told_as_down_and_no_secret_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any, caplog: pytest.LogCaptureFixture
) -> None:
    url = f"postgresql://me:canary-7d1f@127.0.0.1:{closed_port()}/d"
    for name, value in {"DATABASE_URL": url, "ONEVICE_HOME": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    with dg.build_resources(from_env()) as ready, dg.DagsterInstance.ephemeral() as instance:
        resources = {name: getattr(ready, name) for name in from_env()}
        resources["control"] = resources["control"].model_copy(update={"retry_seconds": 0})
        exporter = Exporter(list_sources(resources, lambda: instance, dict))
        exporter.look()
    told = render(exporter).decode()
    up = {one.labels["store"]: one.value for one in _samples(told, "onevice_up")}
    assert (up["postgres"], up["graph"]) == (0, 1)
    read = {one.labels["source"]: one.value for one in _samples(told, "onevice_source_up")}
    assert {name for name, value in read.items() if not value} == {
        "ledger",
        "limits",
        "control",
        "days",
    }
    assert "canary" not in told + caplog.text


def test_runs_are_counted_by_job_and_the_oldest_that_waits_is_told() -> None:
    @dg.job
    def publish() -> None: ...

    with dg.DagsterInstance.ephemeral() as instance:
        instance.create_run_for_job(publish, status=dg.DagsterRunStatus.NOT_STARTED)
        found = by_metric(read_runs(instance, datetime(2100, 1, 1, tzinfo=UTC)))
    assert found["onevice_runs"] == {("publish", "not_started"): 1}
    assert found["onevice_oldest_queued_run_seconds"][()] > 1e9


def test_every_sample_has_the_labels_its_metric_declares() -> None:
    wrong = Sample("onevice_up", ("a", "b"), 1)
    with pytest.raises(ValueError, match="labels"):
        render(Exporter((Source("stores", lambda: [], samples=(wrong,)),)))
    names = [one.name for one in METRICS]
    assert len(set(names)) == len(names)
    assert all(one.name.endswith("_total") == (one.kind == "counter") for one in METRICS)


@pytest.mark.parametrize(
    ("path", "given", "status"),
    [
        ("/metrics", "Bearer 0123456789abcdef", "200"),
        ("/metrics", "Bearer 0123456789abcdeX", "401"),
        ("/metrics", "", "401"),
        ("/healthy", "", "200"),
        ("/", "Bearer 0123456789abcdef", "404"),
    ],
)
def test_only_who_has_the_token_reads_metrics(path: str, given: str, status: str) -> None:
    said: list[str] = []
    exporter = Exporter((Source("days", lambda: [Sample("onevice_websites_without_day", (), 3)]),))
    exporter.look()
    application = build_app(exporter.registry(), "0123456789abcdef")
    environ = {"PATH_INFO": path, "REQUEST_METHOD": "GET", "HTTP_AUTHORIZATION": given}
    body = b"".join(application(environ, lambda told, *_: said.append(told)))
    assert said[0].startswith(status)
    assert (b"onevice_websites_without_day 3.0" in body) == (path + status == "/metrics200")


@pytest.mark.parametrize("token", ["", "short"])
def test_metrics_for_others_want_a_token_of_some_length(token: str) -> None:
    with pytest.raises(ConfigurationError, match="ONEVICE_METRICS_TOKEN"):
        check_token(token, is_local=False)
    check_token("", is_local=True)


def _samples(text: str, name: str) -> list[Any]:
    families = {one.name: one for one in text_string_to_metric_families(text)}
    return list(families[name].samples)
