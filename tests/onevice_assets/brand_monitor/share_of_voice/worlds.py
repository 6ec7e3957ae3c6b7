"""The days the tests of the numbers look at, each a website of its own in one range.

`HAND` is small enough to count by hand; the random ones are for the reference in pandas.
"""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product
from typing import Any

from onevice_assets.partitions import join_key
from onevice_assets.tables.answers import BELIEFS
from onevice_assets.tables.audience import FUNNEL_STAGES, INTENT_TYPES
from resources.lake import Lake
from tests.onevice_assets.brand_monitor.share_of_voice.rows import Answer, State, write_day

DAY = "2026-11-21"
NEXT_DAY = "2026-11-22"
TRACKED = {"Firefox": "own", "Chrome": "competitor", "Safari": "competitor"}
HAND = [
    Answer("openai", {"Firefox": ("recommended", 1), "Chrome": ("compared", 2)}, "privacy"),
    Answer(
        "openai",
        {"Firefox": ("recommended", 2), "Chrome": ("recommended", 1), "Safari": "mentioned"},
        "privacy",
    ),
    Answer("openai", {"Chrome": ("recommended", 1), "Safari": ("recommended", 2)}, "speed"),
    Answer("openai", {"Firefox": "trusted", "Chrome": ("recommended", 3)}, "speed"),
    Answer("openai", {}, "mac"),
    Answer("openai", {"Firefox": ("recommended", 1)}, "privacy", is_branded=True),
    Answer("google", {"Firefox": "mentioned", "Safari": ("recommended", 1)}, "mac"),
    Answer("google", {"Safari": ("compared", 1), "Chrome": ("recommended", 2)}, "mac"),
    Answer("google", {"Firefox": ("recommended", 1)}, "privacy"),
    Answer("google", {"Chrome": "mentioned"}, "mac", is_branded=True),
]
PROVIDERS = ("openai", "google", "perplexity")
RANDOM_SITES = [f"default.random{seed}.test" for seed in range(8)]


def key(name: str, day: str = DAY) -> str:
    """Partition of one of the worlds."""
    return join_key(day, f"default.{name}.test")


def write_all(lake: Lake) -> list[str]:
    """Write every world; return the partitions."""
    named = {"Firefox": ("recommended", 1)}
    catalogued = Answer("openai", {"Opera": "mentioned", "Vivaldi": "recommended"})
    worlds: dict[str, tuple[list[Answer], dict[str, str]]] = {
        "hand": (HAND, TRACKED),
        "fewer": (HAND, {"Firefox": "own", "Chrome": "competitor"}),
        "empty": ([], TRACKED),
        "alone": ([Answer("openai", named)] * 2, {"Firefox": "own"}),
        "ignored": ([Answer("openai"), Answer("local")], TRACKED),
        "branded": ([Answer("openai", named, is_branded=True)], TRACKED),
        "found": (HAND, dict.fromkeys(TRACKED, "found")),
        "mixed": ([catalogued], {**TRACKED, "Opera": "found", "Vivaldi": "catalogue"}),
        "markets": (
            [
                Answer("openai", named, "browsers"),
                Answer("openai", {"Ahrefs": "recommended"}, "seo"),
            ],
            {"Firefox": "found", "Ahrefs": "found"},
        ),
        "nobody": ([Answer("openai")], {}),
        "silent": ([*HAND, Answer("openai", text=" \n")], TRACKED),
    }
    sites = {f"default.{name}.test": world for name, world in worlds.items()}
    sites |= {site: invent(seed) for seed, site in enumerate(RANDOM_SITES)}
    partitions = [write_day(lake, DAY, site, *world) for site, world in sites.items()]
    return [*partitions, write_day(lake, NEXT_DAY, "default.hand.test", HAND[:1], TRACKED)]


def invent(seed: int) -> tuple[list[Answer], dict[str, str]]:
    """Random answers to a random basket about random brands, the same for the same seed.

    Conversations have one to three turns, answers several samples, and some are missing; some
    prompts name a brand, some are not classified, some are asked by nobody in particular. Every
    fourth world tracks nobody.
    """
    dice = random.Random(seed)
    brands = [f"Brand {letter}" for letter in "ABCDEFG"[: dice.randint(1, 7)]]
    roles = dict.fromkeys(brands, "found" if seed % 4 == 0 else "competitor")
    if seed % 4 in (1, 2):
        roles[brands[0]] = "own"
    roles |= {"Found beside": "found", "In the catalogue": "catalogue"} if seed % 4 else {}
    samples = [(provider, number) for provider in PROVIDERS for number in (1, 2)]
    answers = [
        replace(prompt, provider=provider, sample=number, **_read(dice, list(roles)))
        for prompt in _basket(dice)
        for provider, number in samples[: dice.randint(1, len(samples))]
        if dice.random() < 0.9
    ]
    return answers, roles


def _basket(dice: random.Random) -> list[Answer]:
    """The turns of up to four conversations, as answers that nobody has given yet."""
    prompts = []
    for topic in "wxyz"[: dice.randint(1, 4)]:
        icp = dice.choice(["Buyer", "Seller", None])
        for turn in range(1, dice.randint(1, 3) + 1):
            kind = dice.choice([None, *product(INTENT_TYPES, FUNNEL_STAGES)])
            branded = dice.random() < 0.2
            prompt = f"{topic}, turn {turn}?"
            prompts.append(Answer("", {}, topic, branded, "Said.", prompt, turn, 1, icp, kind))
    return prompts


def _read(dice: random.Random, brands: list[str]) -> dict[str, Any]:
    """What an answer does to brands."""
    named = [brand for brand in brands if dice.random() < 0.5]
    dice.shuffle(named)
    states: dict[str, State] = {}
    for rank, brand in enumerate(named, 1):
        presence = dice.choice(["recommended", "compared", "trusted", "mentioned"])
        states[brand] = (presence, rank) if dice.random() < 0.7 else presence
    return {
        "states": states,
        "beliefs": {one: dice.choice(BELIEFS) for one in named if dice.random() < 0.6},
        "occurrences": {brand: dice.randint(1, 4) for brand in named},
    }
