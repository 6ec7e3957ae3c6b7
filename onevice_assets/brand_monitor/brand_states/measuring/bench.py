"""Measure the speed of reading answers (`onevice bench brand-states`).

Answers are made up here, of the shape real ones have, so the figures need no data set. The naive
way, one regular expression per brand, runs in the same process: only ratios travel between
machines.
"""

from __future__ import annotations

import random
import re
import resource
import time
from collections.abc import Callable, Sequence
from itertools import cycle, islice

from onevice_assets.brand_monitor.brand_states.catalogue import catalogue_from_names
from onevice_assets.brand_monitor.brand_states.extract import Extractor

Figures = dict[str, float | dict[str, float]]

_LENGTH = 2_700
_NAIVE_ANSWERS = 5
_SEED = 20
_SYLLABLES = ("ba", "cor", "del", "fen", "gar", "hi", "jo", "kel", "lum", "mor", "nex", "or", "pra",
              "quin", "ros", "sal", "tor", "ul", "vex", "wen", "xan", "yor", "zel")  # fmt: skip
_PLAIN = "a solid choice with good battery life and a bright screen for most people who want value"


def bench_brand_states(
    *,
    answers: int = 300,
    names: int = 5_000,
    sizes: Sequence[int] = (100, 10_000, 100_000),
    growth: Sequence[int] = (1_000, 3_000, 10_000),
) -> Figures:
    """Time detection and whole states, and their growth.

    Args:
        answers: how many different made-up answers of 2,700 characters to read.
        names: size of the catalogue.
        sizes: catalogue sizes to compare.
        growth: numbers of answers to stream through, for time and memory.

    Returns:
        Answers per second on one core: `letters_per_second` (the automaton with boundaries, case
        and symbols), `detection_per_second` (everyday words judged by their place too),
        `states_per_second`; `speedup_over_naive` of detection; seconds by names, answers, length;
        `peak_memory_mb` of this process, and by answers streamed.
    """
    known = make_names(max(names, *sizes))
    texts = make_answers(answers, known[:names])
    extractor = Extractor(catalogue_from_names(known[:names]))
    detection = _per_second(extractor.find, texts)
    few = make_answers(answers, known[: min(sizes)])  # the same matches whatever the size
    return {
        "letters_per_second": _per_second(extractor.find_letters, texts),
        "detection_per_second": detection,
        "states_per_second": _per_second(extractor.read, texts),
        "speedup_over_naive": round(detection / _naive_per_second(known[:names], texts), 1),
        "seconds_by_names": {
            str(size): _seconds(Extractor(catalogue_from_names(known[:size])).find, few)
            for size in sizes
        },
        "seconds_by_length": {
            str(_LENGTH * factor): _seconds(extractor.read, [texts[0] * factor])
            for factor in (1, 4, 16, 64)
        },
        **_measure_growth(extractor, texts, growth),
    }


def _measure_growth(
    extractor: Extractor, texts: Sequence[str], growth: Sequence[int]
) -> dict[str, dict[str, float]]:
    """Stream more and more answers: seconds, and the peak of memory after each number."""
    seconds: dict[str, float] = {}
    memory: dict[str, float] = {}
    for count in growth:
        started = time.process_time()
        for text in islice(cycle(texts), count):
            extractor.read(text)
        seconds[str(count)] = round(time.process_time() - started, 3)
        memory[str(count)] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"seconds_by_answers": seconds, "peak_memory_mb_by_answers": memory}


def make_names(count: int) -> list[str]:
    """Make that many different capitalised names, the same ones each time."""
    rolls = random.Random(_SEED)
    names: dict[str, None] = {}
    while len(names) < count:
        names["".join(rolls.choices(_SYLLABLES, k=rolls.randint(2, 4))).capitalize()] = None
    return list(names)


def make_answers(count: int, names: Sequence[str]) -> list[str]:
    """Make answers of about 2,700 characters: an introduction and a numbered list of options."""
    rolls = random.Random(_SEED)
    answers = []
    for _ in range(count):
        lines = [f"Here are some of the best options, {_PLAIN}:", ""]
        while sum(map(len, lines)) < _LENGTH:
            name = rolls.choice(names)
            lines += [f"{len(lines) // 3}. **{name} Pro {rolls.randint(2, 99)}**", ""]
            lines += [f"   * {_PLAIN.capitalize()}, unlike {rolls.choice(names)}."]
        answers.append("\n".join(lines))
    return answers


def naive_matcher(names: Sequence[str]) -> Callable[[str], list[int]]:
    """One compiled regular expression per name, the way the obvious matcher does it."""
    patterns = [re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE) for name in names]
    return lambda text: [i for i, pattern in enumerate(patterns) if pattern.search(text)]


def _naive_per_second(names: Sequence[str], texts: Sequence[str]) -> float:
    return _per_second(naive_matcher(names), texts[:_NAIVE_ANSWERS])


def _per_second(read: Callable[[str], object], texts: Sequence[str]) -> float:
    return round(len(texts) / max(_seconds(read, texts), 1e-9), 1)


def _seconds(read: Callable[[str], object], texts: Sequence[str]) -> float:
    read(texts[0])  # first use builds what is built once
    started = time.process_time()
    for text in texts:
        read(text)
    return round(time.process_time() - started, 5)
