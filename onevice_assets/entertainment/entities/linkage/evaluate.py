"""How good linking is, by pairs: what was called one and is, of all called so and of all that are.

Over pairs of records, so a cluster of n counts n(n−1)/2 times; with two files only pairs across
them. Counted from clusters, never by listing pairs. Not here: linking itself (`link`).
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from onevice_assets.entertainment.entities.linkage.columns import choose_fields
from onevice_assets.entertainment.entities.linkage.link import REVIEW_THRESHOLD, Linkage, link
from onevice_assets.entertainment.entities.linkage.meanings import KNOWN, Entity, settle_map
from onevice_assets.entertainment.entities.linkage.naive import link_by_name, names_of
from onevice_assets.entertainment.entities.linkage.reading import SOURCE, Records, read_records
from onevice_assets.entertainment.entities.linkage.truth import Truth, read_truth

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_NAIVE: Final = 150_000  # distinct names: its time grows with their square


def evaluate_files(
    records: Sequence[Path],
    truth: Path,
    entity: Entity,
    mapping: Mapping[str, str],
    *,
    threshold: float = REVIEW_THRESHOLD,
) -> dict[str, Any]:
    """Link the records of files and judge it.

    Args:
        records: one file to find duplicates in, or two to link.
        truth: pairs of ids, or a cluster per id (see `truth.read_truth`).
        entity: what a record is.
        mapping: our meaning → their column (see `meanings.read_map`); empty to guess.
        threshold: probability from which a pair is a match, 0–1.

    Returns:
        `precision`, `recall`, `f1` (0–1), `seconds` of linking (and of all
        cores, `cpu_seconds`), `naive` with the same of the
        seed's way, and how it was done.

    Raises:
        InputError: a file, column, id or truth that cannot be used.
    """
    read = read_records(records, mapping)
    judged = read_truth(truth, read)
    return evaluate_records(read, judged, entity, mapping, threshold=threshold)


def evaluate_records(
    records: Records,
    truth: Truth,
    entity: Entity,
    mapping: Mapping[str, str],
    *,
    threshold: float = REVIEW_THRESHOLD,
) -> dict[str, Any]:
    """Link records and judge it: see `evaluate_files`."""
    fields = choose_fields(records.table, mapping, entity, records.id_column)
    keys = settle_map(mapping, list(records.table.columns), entity)
    sources = records.table[SOURCE].to_numpy(np.int64)
    start, cpu = time.perf_counter(), time.process_time()
    found = link(records.table, fields, threshold=threshold)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    return {
        **judge(found.clusters, truth, sources),
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu, 1),
        "naive": _judge_naive(names_of(records.table, fields), truth, sources),
        "records": len(records.table),
        "threshold": threshold,
        **_tell(found, threshold),
        "fields": {field.name: field.kind for field in fields},
        "fields_by_looks": [key for key in keys if key not in KNOWN],
        "truth_left_out": truth.left_out,
    }


def _judge_naive(
    names: Sequence[str | None], truth: Truth, sources: NDArray[np.int64]
) -> dict[str, Any]:
    distinct = len(set(names) - {None})
    if distinct > MOST_NAIVE:
        return {"left_out": f"{distinct:,} distinct names: more than {MOST_NAIVE:,} take too long"}
    start = time.perf_counter()
    by_name = link_by_name(names)
    seconds = time.perf_counter() - start
    return {**judge(by_name, truth, sources), "seconds": round(seconds, 1)}


def judge(
    clusters: NDArray[np.int64], truth: Truth, sources: NDArray[np.int64]
) -> dict[str, float]:
    """Pairwise precision, recall and F1 of clusters.

    Args:
        clusters: (n,) cluster of each row.
        truth: what is so; rows whose cluster it does not know are left out.
        sources: (n,) file of each row.

    Returns:
        Three fractions; precision is 1 where nothing was called one, recall 1 where nothing is.
    """
    if truth.pairs is not None:
        together = int((clusters[truth.pairs[:, 0]] == clusters[truth.pairs[:, 1]]).sum())
        called, are = _count(clusters, sources), len(truth.pairs)
    else:
        is_known = truth.clusters >= 0 if truth.clusters is not None else np.empty(0, bool)
        known = np.asarray(truth.clusters)[is_known]
        mine, of = clusters[is_known], sources[is_known]
        both = mine * (int(known.max(initial=0)) + 1) + known
        together, called, are = _count(both, of), _count(mine, of), _count(known, of)
    precision = together / called if called else 1.0
    recall = together / are if are else 1.0
    f1 = 2 * together / (called + are) if called + are else 1.0
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}


def _count(labels: NDArray[np.int64], sources: NDArray[np.int64]) -> int:
    """Pairs of rows with one label; across two sources only, where there are two."""
    if not sources.any():
        return _pairs(labels)
    return _pairs(labels) - _pairs(labels[sources == 0]) - _pairs(labels[sources == 1])


def _pairs(labels: NDArray[np.int64]) -> int:
    sizes = np.unique(labels, return_counts=True)[1].astype(np.int64)
    return int((sizes * (sizes - 1) // 2).sum())


def _tell(found: Linkage, threshold: float) -> dict[str, Any]:
    in_band = (found.chances >= 1 - threshold) & (found.chances < threshold)
    return {
        "pairs_looked_at": len(found.pairs),
        "pairs_to_review": int(in_band.sum()),
        **found.told,
    }
