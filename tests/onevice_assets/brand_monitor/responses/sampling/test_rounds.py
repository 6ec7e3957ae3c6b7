"""A day asked by plan: it stops where the verdict is clear, goes on where not, never overpays."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from threading import Event
from typing import Any

import pytest

from onevice_assets.brand_monitor.responses.ask_day import ask_day
from onevice_assets.brand_monitor.responses.asked_day import Day, Stores
from onevice_assets.brand_monitor.responses.estimate_day import estimate_day
from onevice_assets.brand_monitor.responses.plan import Estimate
from onevice_assets.partitions import join_key
from onevice_assets.tables import answers
from resources.control_plane import brands, ledger, simulations
from resources.errors import BudgetError, ProviderError
from resources.identity import derived_id
from resources.llm.providers import list_active
from resources.llm.resource import AUTO_SAMPLES, LanguageModels
from resources.progress import Progress
from tests.onevice_assets.brand_monitor.responses.conftest import DAY, World, write_prompts
from tests.provider_server import Plan, ProviderServer, Seen

TOPICS, TURNS = 20, 1
PROMPTS = TOPICS * TURNS
PAST = [DAY - timedelta(back) for back in range(7, 0, -1)]

Rate = Callable[[str], float]


class Market(ProviderServer):
    """Names Acme in a share of the answers to each prompt; the n-th answer is always the same."""

    def __init__(self) -> None:
        super().__init__()
        self.rate: Rate = lambda _: 0.5
        self.turns: Counter[str] = Counter()
        self.is_down = False
        self.tokens = 20

    def decide(self, seen: Seen) -> Plan:
        """Record a call and answer it."""
        super().decide(seen)
        if self.is_down:
            return Plan(status=400)
        used = {"prompt_tokens": 10, "completion_tokens": self.tokens}
        return Plan(text=self.say(seen.asked), usage=used)

    def say(self, asked: str) -> str:
        """The next answer to a prompt."""
        with self._lock:
            self.turns[asked] += 1
            key = f"{asked} {self.turns[asked]}"
        draw = int(hashlib.sha256(key.encode()).hexdigest(), 16) % 10_000 / 10_000
        return "Take Acme." if draw < self.rate(asked) else "Take another."


@dataclass
class Days:
    """A website that is asked day after day."""

    world: World
    market: Market

    def ask(self, day: date = DAY, **changes: Any) -> Day:
        """Ask a day and write its rows; `samples` 0 is by plan."""
        stores = Stores(
            self.world.lake,
            self.world.control,
            self.world.objects,
            LanguageModels(**{"first_wait_s": 0.01, "samples": AUTO_SAMPLES, **changes}),
            Progress(mode="off"),
        )
        done = ask_day(stores, self.world.website, day, ask=None, retry_unknown=False, stop=Event())
        self.world.lake.write(answers.llm_responses, self.key(day), done.rows)
        return done

    def ask_past(self) -> None:
        """Ask the first of the seven days before; the others get answers of the same market."""
        asked = self.ask(PAST[0], samples=1).rows
        for day in PAST[1:]:
            rows = [
                {
                    **row,
                    "day": day,
                    "id": derived_id(day, "llm_responses", row["id"]),
                    "response_text": self.market.say(row["prompt_text"]),
                }
                for row in asked
            ]
            self.world.lake.write(answers.llm_responses, self.key(day), rows)

    def key(self, day: date) -> str:
        return join_key(day.isoformat(), self.world.website.key)

    def estimate(self, **changes: Any) -> Estimate:
        llm = LanguageModels(**{"samples": AUTO_SAMPLES, **changes})
        named = {"lake": self.world.lake, "control": self.world.control, "llm": llm}
        return estimate_day(named, self.world.website, DAY)

    def settings(self) -> dict[str, Any]:
        with self.world.control.begin() as db:
            return simulations.for_day(db, self.world.website.id, DAY).settings

    def spent(self) -> float:
        """What the organization has spent while the test ran."""
        organization = self.world.website.organization_id
        with self.world.control.begin() as db:
            now = datetime.now(UTC).date()
            both = (ledger.spent_usd(db, organization, day) for day in (now - timedelta(1), now))
            return float(sum(both))


@pytest.fixture
def days(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Days]:
    write_prompts(world.lake, world.website, conversations=TOPICS, turns=TURNS)
    with world.control.begin() as db:
        brands.track(db, world.website.id, "Acme", "own", actor="test")
    with Market().running() as market:
        monkeypatch.setenv("OPENAI_BASE_URL", market.url)
        assert isinstance(market, Market)
        yield Days(world, market)


def told(done: Day) -> dict[str, Any]:
    found: dict[str, Any] = done.settings["sampling"]
    return found


def repeats(done: Day) -> set[int]:
    """How often the prompts were answered: one number where all were equally often."""
    return set(Counter(row["prompt_id"] for row in done.rows).values())


def test_a_first_day_asks_once_and_says_why(days: Days) -> None:
    found = days.estimate().sampling
    assert found is not None
    assert (found.samples, found.reason) == (1, "no_past")
    done = days.ask()
    assert len(days.market.calls) == PROMPTS
    assert (told(done)["samples_asked"], told(done)["reason"]) == (1, "no_past")
    assert "no earlier answers" in told(done)["plan"]


def test_a_clear_change_ends_the_day_after_one_round(days: Days) -> None:
    days.market.rate = lambda _: 0.1
    days.ask_past()
    days.market.rate = lambda _: 0.9
    before = len(days.market.calls)
    done = days.ask()
    assert told(done)["samples_planned"] > 1
    assert (told(done)["samples_asked"], repeats(done)) == (1, {1})
    assert told(done)["stopped"] == "every provider's verdict was clear"
    (look,) = told(done)["last_look"].values()
    assert look["why"] == "up"
    assert len(days.market.calls) - before == PROMPTS


def test_a_day_like_the_ones_before_is_asked_as_often_as_planned(days: Days) -> None:
    days.ask_past()
    planned = days.estimate().sampling
    assert planned is not None
    before = len(days.market.calls)
    done = days.ask()
    assert planned.samples > 2
    assert (told(done)["samples_asked"], repeats(done)) == (planned.samples, {planned.samples})
    assert told(done)["stopped"] is None
    assert len(days.market.calls) - before == planned.samples * PROMPTS
    with days.world.control.begin() as db:
        run = simulations.for_day(db, days.world.website.id, DAY)
    assert (run.total_prompts, run.completed_prompts) == (len(done.rows), len(done.rows))


def test_where_topics_differ_more_conversations_are_proposed_instead_of_samples(
    days: Days,
) -> None:
    days.market.rate = lambda asked: float(int(asked.split()[1].rstrip(",")) % 2)
    days.ask_past()
    found = days.estimate().sampling
    assert found is not None
    assert (found.samples, found.reason, found.conversations) == (1, "floor", TOPICS)
    assert found.conversations_needed is not None
    assert found.conversations_needed > 10 * TOPICS


def test_a_day_that_stopped_is_asked_nothing_by_a_second_run_whatever_became_of_its_past(
    days: Days,
) -> None:
    days.market.rate = lambda _: 0.1
    days.ask_past()
    days.market.rate = lambda _: 0.9
    first, kept, calls = days.ask(), days.settings(), len(days.market.calls)
    assert kept["sampling"]["asked"] == 1
    for day in PAST:
        days.world.lake.delete(answers.llm_responses, days.key(day))
    second = days.ask()
    assert (len(days.market.calls), second.rows) == (calls, first.rows)
    assert days.settings() == kept
    assert days.estimate().calls == 0


def test_a_run_that_failed_goes_on_with_the_plan_it_had(days: Days) -> None:
    days.ask_past()
    days.market.is_down = True
    with pytest.raises(ProviderError, match="Not one of"):
        days.ask()
    planned = days.settings()["sampling"]["samples"]
    days.market.is_down = False
    days.world.lake.delete(answers.llm_responses, days.key(PAST[0]))
    assert told(days.ask())["samples_asked"] == planned


def test_another_half_width_makes_another_plan(days: Days) -> None:
    days.ask_past()
    wide = days.ask(half_width=0.3)
    assert (told(wide)["reason"], told(wide)["samples_asked"]) == ("reached", 1)
    assert told(days.ask(half_width=0.05))["samples_asked"] > 1


@pytest.mark.parametrize("rounds", [1, 2, 3])
def test_no_more_rounds_are_asked_than_the_budget_covers(days: Days, rounds: int) -> None:
    days.ask_past()
    limit = days.spent() + float(days.estimate(samples=1).usd) * (rounds + 0.5) / 0.9
    done = days.ask(max_usd=limit)
    assert (told(done)["samples_planned"], told(done)["reason"]) == (rounds, "budget")
    assert repeats(done) == {rounds}
    assert days.spent() <= limit


def test_a_budget_below_one_round_asks_nothing(days: Days) -> None:
    with pytest.raises(BudgetError, match="Nothing was asked"):
        days.ask(max_usd=0.0001)
    assert not days.market.calls


def test_a_round_that_turned_out_dear_is_the_last_one(days: Days) -> None:
    """Three rounds are planned; the first costs what three should."""
    days.ask_past()
    once = days.estimate(samples=1).usd
    limit = days.spent() + float(once) * 3.5 / 0.9
    price = list_active(os.environ)[0].price
    days.market.tokens = round(3 * once / PROMPTS * 1_000_000 / price.output_usd)
    done = days.ask(max_usd=limit)
    assert (told(done)["samples_planned"], told(done)["samples_asked"]) == (3, 1)
    assert told(done)["stopped"] == "the budget does not cover a further round"
    assert repeats(done) == {1}
    assert days.spent() <= limit


def test_a_brand_that_nobody_owns_is_asked_once(days: Days) -> None:
    days.ask_past()
    with days.world.control.begin() as db:
        brands.untrack(db, days.world.website.id, "Acme", actor="test")
    assert told(days.ask())["samples_asked"] == 1
