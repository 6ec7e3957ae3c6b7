"""A backfill of days without answers: it pays by HTTP, one day a run, and nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import dagster as dg
import pytest

from onevice_assets.cli import backfill
from onevice_assets.partitions import FIRST_DAY, split_key
from resources.control_plane import ledger, simulations, websites
from resources.control_plane.ledger import Attempt
from resources.control_plane.websites import Website
from resources.control_plane.working import alone
from resources.local_servers import stop_all
from tests.one_provider import only_provider
from tests.onevice_assets.brand_monitor.responses.conftest import write_prompts
from tests.onevice_assets.cli.conftest import Terminal
from tests.provider_server import Plan, ProviderServer

TODAY = datetime.now(UTC).date()
DAYS = [(TODAY - timedelta(ago)).isoformat() for ago in (4, 3, 2)]
WORDS = ("backfill", "--from", DAYS[0], "--to", DAYS[-1], "--yes")
DEAR = {"prompt_tokens": 10_000_000, "completion_tokens": 20}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ProviderServer]:
    with only_provider(monkeypatch) as server:
        yield server


@pytest.fixture
def paying(
    terminal: Terminal, server: ProviderServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Terminal]:
    """A website of one question, a storage of its own; what is counted needs no server."""
    monkeypatch.setenv("DAGSTER_HOME", str(terminal.home / "dagster"))
    monkeypatch.setenv("CANARIES", "off")
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    monkeypatch.setattr(backfill, "_COUNT", "read_again")
    terminal.run("site", "add", "https://tiny.test/")
    write_prompts(terminal.lake, website_of(terminal), conversations=1, turns=1)
    yield terminal
    stop_all(terminal.home)


def website_of(terminal: Terminal) -> Website:
    with terminal.control.begin() as db:
        return websites.find(db, "tiny.test")


def attempts(terminal: Terminal) -> list[Attempt]:
    website = website_of(terminal)
    with terminal.control.begin() as db:
        days = [date.fromisoformat(day) for day in DAYS]
        runs = [run for day in days for run in simulations.runs_of_day(db, website.id, day)]
        return [one for run in runs for one in ledger.attempts(db, run.id)]


def paid_runs() -> list[tuple[str, str]]:
    """Day and end of each run that asked, in their order."""
    with dg.DagsterInstance.get() as instance:
        runs = instance.get_runs(dg.RunsFilter(job_name="ask_models"))
    told = [(split_key(run.tags["dagster/partition"])[0], run.status.value) for run in runs]
    return told[::-1]


def test_a_budget_that_ends_in_the_middle_stops_the_paying_and_a_repeat_goes_on(
    paying: Terminal, server: ProviderServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.plans = [Plan(usage=DEAR)]
    told = paying.run(*WORDS, code=1)
    assert len(server.calls) == 1
    assert "Asked 1, counted 1" in told
    assert told.count("MAX_USD=1") == 2, "each refused day tells why"
    server.plans = []
    monkeypatch.setenv("MAX_USD", "1000")
    assert "Asked 2, counted 2, complete before 1" in paying.run(*WORDS)
    ends = [*zip(DAYS, ("SUCCESS", "FAILURE", "FAILURE"), strict=True)]
    assert paid_runs() == [*ends, (DAYS[1], "SUCCESS"), (DAYS[2], "SUCCESS")]
    assert "Asked 0, counted 0, complete before 3" in paying.run(*WORDS)
    assert len(server.calls) == 3
    assert [one.status for one in attempts(paying)] == ["succeeded"] * 3


def test_a_second_backfill_of_a_website_stops_with_a_message_and_starts_nothing(
    paying: Terminal, server: ProviderServer
) -> None:
    first = date.fromisoformat(FIRST_DAY)
    with alone(paying.control, website_of(paying), first, "backfill"):
        told = paying.run("backfill", "--from", DAYS[1], "--to", DAYS[1], "--yes", code=1)
    assert "Another backfill is at default.tiny.test; nothing was started" in told
    assert (server.calls, paid_runs()) == ([], [])
