"""Cached facts: mostly hits, never a stale answer, whoever writes meanwhile and however slowly."""

from __future__ import annotations

import random
import threading
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import partial

import pytest

from onevice_assets.operations.timeline.answer_by_scan import answer_at
from onevice_assets.operations.timeline.calendar import FOREVER
from onevice_assets.operations.timeline.coordination import cached_facts
from onevice_assets.operations.timeline.coordination.cached_facts import (
    CachedFacts,
    forget_subjects,
)
from onevice_assets.operations.timeline.coordination.stores import Stores
from onevice_assets.operations.timeline.coordination.write import write_statements
from onevice_assets.operations.timeline.fact import Fact
from onevice_assets.operations.timeline.postgres.facts import PostgresFacts
from onevice_assets.operations.timeline.statement import Interval, Statement
from resources.identity import new_id
from resources.redis_store import RedisStore
from tests.onevice_assets.operations.histories import RELATIONS

pytestmark = pytest.mark.redis
UNITS, READERS, QUESTIONS, WRITES = 40, 3, 150, 20


def say(who: str, start: int, known: int, unit: str = "unit 1", end: int = FOREVER) -> Statement:
    return Statement(new_id(), unit, "driver", who, Interval(start, end), known)


@pytest.fixture
def read_counts(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often PostgreSQL was read for the cache, by subject."""
    counts: Counter[str] = Counter()
    read = cached_facts.read_most_of_subject

    def count(facts: PostgresFacts, subject: str, most: int) -> list[Fact]:
        counts[subject] += 1
        return read(facts, subject, most)

    monkeypatch.setattr(cached_facts, "read_most_of_subject", count)
    return counts


def test_any_moment_is_answered_as_postgresql_does_from_one_read(
    facts: PostgresFacts, store: RedisStore, read_counts: Counter[str]
) -> None:
    cached = CachedFacts(facts, store)
    facts.keep([say("Ann", 1, 100), say("Bob", 5, 103), say("Cy", 7, 101, end=9)])
    for at, known in ((0, 200), (2, 100), (6, 102), (6, 200), (8, 200), (20, 200)):
        for relation in ("driver", "customer", None):
            wanted = facts.at("unit 1", relation, at, known)
            assert cached.at("unit 1", relation, at, known) == wanted
        asked = (Interval(at, at + 3), known)
        assert cached.during("unit 1", None, *asked) == facts.during("unit 1", None, *asked)
    assert cached.history("unit 1", None) == facts.history("unit 1", None)
    assert read_counts == {"unit 1": 1}
    # the same answers "now", later: no answer has outlived its end
    assert [f.object for f in cached.at("unit 1", None, 8, 200)] == ["Cy"]
    assert [f.object for f in cached.at("unit 1", None, 9, 200)] == ["Bob"]
    assert cached.at("u" * 600, None, 1, 1) == cached.at("", None, 1, 1) == []


def test_a_slow_reader_cannot_put_back_what_it_read_before_a_write(
    facts: PostgresFacts, store: RedisStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    cached = CachedFacts(facts, store)
    facts.keep([say("Ann", 1, 100)])
    read = cached_facts.read_most_of_subject

    def read_slowly(*given: object) -> list[Fact]:
        found = read(*given)  # type: ignore[arg-type]
        monkeypatch.setattr(cached_facts, "read_most_of_subject", read)
        write_statements(Stores(facts._control, redis=store), owner, [say("Bob", 2, 101)])
        return found

    owner = facts.organization_id
    monkeypatch.setattr(cached_facts, "read_most_of_subject", read_slowly)
    assert [f.object for f in cached.at("unit 1", None, 9, 200)] == ["Ann"]
    assert [f.object for f in cached.at("unit 1", None, 9, 200)] == ["Bob"]


def test_a_subject_of_very_many_facts_and_another_tenants_are_not_served_from_the_cache(
    facts: PostgresFacts, store: RedisStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cached_facts, "MOST", 1)
    cached = CachedFacts(facts, store)
    facts.keep([say("Ann", 1, 100), say("Bob", 5, 101)])
    for _ in range(2):
        assert cached.history("unit 1", None) == facts.history("unit 1", None)
    other = CachedFacts(PostgresFacts(facts._control, new_id()), store)
    assert other.history("unit 1", None) == []
    forget_subjects(store, facts.organization_id, [f"unit {n}" for n in range(1_001)])
    assert len(cached.at("unit 1", None, 9, 200)) == 1


class Workload:
    """Readers of a Zipf distribution beside writers, and what may be answered when."""

    def __init__(self, facts: PostgresFacts, store: RedisStore) -> None:
        self.stores = Stores(facts._control, redis=store)
        self.facts, self.owner = CachedFacts(facts, store), facts.organization_id
        self.begun: dict[str, list[Statement]] = defaultdict(list)
        self.done: Counter[str] = Counter()
        self.stale: list[tuple[str, int]] = []
        self.asked = 0
        self._lock = threading.Lock()

    def write(self, number: int) -> None:
        draw = random.Random(number)
        for turn in range(WRITES):
            unit = _draw_unit(draw, number)  # one writer a unit: what it said is in order
            statement = say(f"w{number}t{turn}", turn, 100 + turn, unit)
            self.begun[unit].append(statement)
            write_statements(self.stores, self.owner, [statement])
            self.done[unit] += 1

    def read(self, number: int) -> None:
        draw = random.Random(100 + number)
        for _ in range(QUESTIONS):
            unit, at = _draw_unit(draw), draw.randrange(WRITES)
            before = self.done[unit]
            found = self.facts.at(unit, "driver", at, 1_000)
            told = {(one.object, one.statement_id) for one in found}
            said = list(self.begun[unit])
            may_be = [
                answer_at(RELATIONS, said[:count], unit, "driver", at, 1_000)
                for count in range(before, len(said) + 1)
            ]
            with self._lock:
                self.asked += 1
                if told not in may_be:
                    self.stale.append((unit, at))


def _draw_unit(draw: random.Random, writer: int | None = None) -> str:
    """Zipf's: the n-th unit is asked for 1/n as often; a writer has every second one."""
    units = range(UNITS) if writer is None else range(writer, UNITS, 2)
    weights = [1 / (unit + 1) for unit in units]
    return f"unit {draw.choices(units, weights)[0]}"


def test_a_zipf_workload_beside_writers_mostly_hits_and_never_reads_stale(
    facts: PostgresFacts, store: RedisStore, read_counts: Counter[str]
) -> None:
    work = Workload(facts, store)
    _together(
        [
            *(partial(work.write, number) for number in range(2)),
            *(partial(work.read, number) for number in range(READERS)),
        ]
    )
    assert work.asked == READERS * QUESTIONS
    assert work.stale == []
    assert 1 - sum(read_counts.values()) / work.asked > 0.7


def _together(jobs: list[Callable[[], None]]) -> None:
    failures: list[BaseException] = []

    def run(job: Callable[[], None]) -> None:
        try:
            job()
        except BaseException as error:  # noqa: BLE001  told by the test's own thread
            failures.append(error)

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failures == []
