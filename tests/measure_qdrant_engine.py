"""How much of the nearest Qdrant's engine finds, by what its collections are told; not a test.

    python -m tests.measure_qdrant_engine TEXTS --count 20000     # as of scripts/gather_texts.py

No package registry has a Qdrant server: this is its storage and search in the process
(`qdrant-edge-py`) behind the calls our client makes. Times are therefore told without a network,
and of a client and an engine that share the processor.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onevice_assets.operations.timeline.search.measuring.bench_graphs import (
    NEAREST,
    find_exactly,
    make_clustered,
)
from onevice_assets.operations.timeline.search.measuring.processor import time_each
from resources.embedding.static_vectors import StaticVectors
from resources.vector_index import qdrant_index
from resources.vector_index.vector_index import Collection, Entry, Place, Within
from tests.qdrant_server import QdrantServer
from tests.resources.vector_index.conftest import KEY, qdrant_of
from tests.vector_stores import ACME, RIVAL, made_id

ASKED = 100
OVERSAMPLING = (None, 1.0, 2.0, 4.0)


def main() -> None:
    """Print one line of JSON per measurement."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("texts", type=Path)
    given.add_argument("--count", type=int, default=20_000)
    asked = given.parse_args()
    texts = asked.texts.read_text("utf-8").splitlines()[: asked.count + ASKED]
    real = StaticVectors().embed(texts)
    made = make_clustered(asked.count // 4 + ASKED, 1_536)
    for name, vectors in (("real texts, 256-d", real), ("made up in clusters, 1,536-d", made)):
        for one in measure(vectors[ASKED:], vectors[:ASKED]):
            told = {"vectors": name, "count": len(vectors) - ASKED, **one}
            load = round(os.getloadavg()[0], 1)
            sys.stdout.write(json.dumps({**told, "load": load}) + "\n")


def measure(vectors: NDArray[np.float32], asked: NDArray[np.float32]) -> list[dict[str, Any]]:
    """Recall and times for the larger of two organizations, by rescoring and oversampling."""
    collection = Collection("measure", "given", vectors.shape[1], precision="float16")
    own = vectors[: len(vectors) * 9 // 10]
    wanted = find_exactly(own, asked)
    with tempfile.TemporaryDirectory() as folder:
        server = QdrantServer(Path(folder), KEY, index_from_kb=100)
        with qdrant_of(server) as index:
            index.create(collection)
            for owner, part in ((ACME, own), (RIVAL, vectors[len(own) :])):
                entries = [Entry(made_id(owner, n), "t", "", {}, v) for n, v in enumerate(part)]
                index.write(collection, Place(owner, owner), entries, ())
            server.shards[collection.name].optimize()
            return [_ask(index, collection, asked, wanted, one) for one in OVERSAMPLING]


def _ask(
    index: qdrant_index.QdrantIndex,
    collection: Collection,
    asked: NDArray[np.float32],
    wanted: NDArray[np.int64],
    oversampling: float | None,
) -> dict[str, Any]:
    kept = qdrant_index.OVERSAMPLING
    qdrant_index.OVERSAMPLING = oversampling
    found: list[set[str]] = []
    try:
        times = time_each(
            lambda vector: found.append(
                {one.id for one in index.find_nearest(collection, vector, Within(ACME), NEAREST)}
            ),
            asked,
        )
    finally:
        qdrant_index.OVERSAMPLING = kept
    hits = sum(
        len(one & {made_id(ACME, int(place)) for place in row})
        for one, row in zip(found, wanted, strict=True)
    )
    return {"oversampling": oversampling, "recall_at_10": round(hits / wanted.size, 4), **times}


if __name__ == "__main__":
    main()
