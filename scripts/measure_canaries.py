"""Measure how often canaries call noise a change, and which changes they see.

    python -m scripts.measure_canaries [ANSWERS.jsonl]

Prints the tables of `docs/benchmarks/canaries.md`. The simulated model answers a canary with 1 to
14 words, each of them one of six by a habit of its own (Dirichlet: the smaller, the steadier).
With a file of imported answers of two providers, one is taken for the other's update.
"""

from __future__ import annotations

import random
import sys
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np

from onevice_assets.brand_monitor.responses.canaries.compare_answers import Group, compare
from onevice_assets.brand_monitor.responses.canaries.judge_change import (
    ALPHA,
    EARLIER_DAYS,
    RECENT_DAYS,
    split_days,
)
from resources.imports import read_lines

CANARIES, DRAWS = 8, 999
STEADINESS = {"steady": 0.05, "ordinary": 0.3, "loose": 1.0, "erratic": 5.0}
SIDES = ((3, 3), (7, 3), (3, 28), (7, 28))
WATCHED_DAYS = 120
Panel = list["Canary"]


@dataclass(frozen=True)
class Canary:
    """What one simulated model says to one canary: words and their chances, place by place."""

    places: tuple[tuple[tuple[str, ...], tuple[float, ...]], ...]

    def answer(self, chance: random.Random) -> str:
        """One answer."""
        return " ".join(chance.choices(words, odds)[0] for words, odds in self.places)


def tell(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def invent(chance: random.Random, spread: float) -> Panel:
    """A model, by what it says to each canary."""
    return [
        Canary(
            tuple(
                (
                    tuple(f"w{word}" for word in chance.sample(range(400), 6)),
                    tuple(chance.gammavariate(spread, 1) + 1e-12 for _ in range(6)),
                )
                for _ in range(chance.randint(1, 14))
            )
        )
        for _ in range(CANARIES)
    ]


def is_flagged(now: Panel, before: Panel, sides: tuple[int, int], chance: random.Random) -> bool:
    """Whether answers of one panel, then of another, are told apart."""
    recent, earlier = sides
    groups = {
        str(n): Group(
            [one.answer(chance) for _ in range(recent)],
            [other.answer(chance) for _ in range(earlier)],
        )
        for n, (one, other) in enumerate(zip(now, before, strict=True))
    }
    found = compare(groups, draws=DRAWS)
    return found is not None and found.p_value < ALPHA


def move_words(panel: Panel, other: Panel, every: int) -> Panel:
    """The panel with each so-many-th place said as another model says it."""
    return [
        Canary(
            tuple(
                theirs.places[n % len(theirs.places)] if n % every == 0 else place
                for n, place in enumerate(mine.places)
            )
        )
        for mine, theirs in zip(panel, other, strict=True)
    ]


def measure_sides(runs: int) -> None:
    """Print the share flagged by steadiness and days: nothing changed, a little, one canary."""
    tell("| model | answers on either side | unchanged | third of words | one of 8 canaries |")
    tell("| --- | --- | ---: | ---: | ---: |")
    for name, spread in STEADINESS.items():
        for sides in SIDES:
            chance = random.Random(11)
            flags = np.zeros(3)
            for _ in range(runs):
                mine, other = invent(chance, spread), invent(chance, spread)
                moved = move_words(mine, other, 3)
                flags += [
                    is_flagged(now, mine, sides, chance)
                    for now in (mine, moved, [other[0], *mine[1:]])
                ]
            shares = " | ".join(f"{share:.3f}" for share in flags / runs)
            tell(f"| {name} | {sides[0]} and {sides[1]} | {shares} |")


def watch(chance: random.Random, panel: Panel, after: Panel, moved_on: int) -> list[bool]:
    """Ask daily as the platform does; flags of each day that can tell."""
    first = date(2026, 1, 1)
    days = [first + timedelta(days=n) for n in range(WATCHED_DAYS)]
    said = [
        [(day, (after if n >= moved_on else panel)[k].answer(chance)) for n, day in enumerate(days)]
        for k in range(CANARIES)
    ]
    flags = []
    for day in days[RECENT_DAYS + EARLIER_DAYS :]:
        groups = {str(k): split_days(day, answers) for k, answers in enumerate(said)}
        found = compare(groups, draws=DRAWS)
        flags.append(found is not None and found.p_value < ALPHA)
    return flags


def measure_watching(runs: int) -> None:
    """Print how an ordinary model fares when it is watched for months."""
    chance = random.Random(12)
    flagged, episodes, late = [], [], []
    for _ in range(runs):
        mine = invent(chance, STEADINESS["ordinary"])
        flags = watch(chance, mine, mine, WATCHED_DAYS)
        flagged.append(np.mean(flags))
        episodes.append(sum(now and not was for was, now in pairwise([False, *flags])))
        moved_on = 60
        after = move_words(mine, invent(chance, STEADINESS["ordinary"]), 3)
        seen = watch(chance, mine, after, moved_on)[moved_on - RECENT_DAYS - EARLIER_DAYS :]
        late.append(seen.index(True) + 1 if any(seen) else WATCHED_DAYS)
    days = WATCHED_DAYS - RECENT_DAYS - EARLIER_DAYS
    tell(f"{runs} models of ordinary noise, {days} days each that can tell:")
    tell(f"unchanged: {np.mean(flagged):.2%} of days flagged, {np.mean(episodes):.2f} episodes")
    middle = f"day {np.median(late):.0f} of the change (median)"
    tell(f"third of words moved: seen on {middle}, at the latest on day {max(late)}")


def measure_real(file: Path, runs: int) -> None:
    """Print how often one provider's real answers are told from another's, 8 prompts at a time."""
    said: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for line in read_lines(file.read_bytes()).lines:
        said[line.topic, line.prompt][line.provider].append(line.answer)
    prompts = [one for one in said.values() if len(one) == 2]
    chance, flags = random.Random(13), 0
    for _ in range(runs):
        picked = chance.sample(prompts, CANARIES)
        groups = {str(n): Group(*one.values()) for n, one in enumerate(picked)}
        found = compare(groups, draws=DRAWS)
        flags += found is not None and found.p_value < ALPHA
    drawn = f"one provider after the other, 8 of {len(prompts)} prompts"
    tell(f"real answers, {drawn}: {flags} of {runs} flagged")


if __name__ == "__main__":
    measure_sides(200)
    measure_watching(25)
    if sys.argv[1:]:
        measure_real(Path(sys.argv[1]), 200)
