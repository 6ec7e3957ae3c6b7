"""Stores of vectors to test on, made-up entries, and a model that counts what it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from resources.embedding.embedder import refuse_blanks
from resources.identity import derived_id, text_hash
from resources.vector_index.vector_index import Collection, Entry, Place

DAY = date(2026, 11, 21)
DIMENSIONS = 64


def made_id(*key: object) -> str:
    """A UUID that is the same in every run."""
    return derived_id(DAY, "tests", *key)


ACME, RIVAL = made_id("organization", "acme"), made_id("organization", "rival")
SHOP, BLOG, RIVALS_SHOP = (made_id("website", name) for name in ("shop", "blog", "rival's shop"))
TODAY = Place(ACME, SHOP, DAY)
ANSWERS = Collection("test_answers", "counting", DIMENSIONS, ("llm_provider", "llm_model"))


class CountingEmbedder:
    """Vectors from the hash of a text; remembers what it was asked."""

    model = "counting"

    def __init__(self, dimensions: int = DIMENSIONS) -> None:
        self.dimensions = dimensions
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        refuse_blanks(texts)
        self.asked.extend(texts)
        return np.array([unit(text, self.dimensions) for text in texts], np.float32)


def unit(text: str, dimensions: int = DIMENSIONS) -> NDArray[np.float32]:
    """A vector of length 1 in a direction of its own."""
    made = np.random.default_rng(int(text_hash(text)[:12], 16)).standard_normal(dimensions)
    return (made / np.linalg.norm(made)).astype(np.float32)


def entry(text: str, *, key: str = "", **metadata: Any) -> Entry:
    """An entry without vector; its id depends on the key, which is the text by default."""
    return Entry(made_id("entry", key or text), text, text_hash(text), metadata)


def entries(count: int, prefix: str = "answer", **metadata: Any) -> list[Entry]:
    """Entries of different texts, from two providers."""
    providers = ("openai", "google")
    return [
        entry(f"{prefix} {n}", **{"llm_provider": providers[n % 2], "n": n, **metadata})
        for n in range(count)
    ]
