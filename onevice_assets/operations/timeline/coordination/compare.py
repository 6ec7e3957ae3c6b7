"""Do the copies hold what PostgreSQL does? Counts and hashes by bucket, then fact by fact.

A fact's id is the same in every store, so it is what rows are matched by. Read in batches; only
hashes stay in memory, and ids of the buckets that differ.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from onevice_assets.operations.timeline.coordination.copy_facts import Changed
from onevice_assets.operations.timeline.coordination.stores import (
    Stores,
    list_owners,
    open_stores,
)
from onevice_assets.operations.timeline.coordination.write import copy_again
from onevice_assets.operations.timeline.fact import Fact
from onevice_assets.operations.timeline.graph.facts import GraphFacts
from onevice_assets.operations.timeline.postgres.facts import PostgresFacts
from onevice_assets.operations.timeline.search.index_facts import TextStore, to_entry
from resources.vector_index.vector_index import Entry

BUCKETS: Final = 256
_SHOWN: Final = 3


@dataclass(frozen=True)
class Row:
    """A fact or text as one store has it: its id, what it is of, and a hash of all it tells."""

    id: str
    subject: str
    hash: int

    @property
    def bucket(self) -> int:
        """By the last bits of its id, which are those of a hash."""
        return int(self.id[-2:], 16)


Read = Callable[[], Iterator[Row]]


@dataclass
class Comparison:
    """One copy beside PostgreSQL.

    Attributes:
        store: `graph` or `vectors`.
        fact_count: facts it should hold; of the vectors texts, one for each triple.
        stored_count: those it holds.
        buckets: how many of the 256 differ.
        missing, extra, changed: subjects of the facts that differ, or the texts, by their id.
    """

    store: str
    fact_count: int = 0
    stored_count: int = 0
    buckets: int = 0
    missing: dict[str, str] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    changed: dict[str, str] = field(default_factory=dict)

    @property
    def is_equal(self) -> bool:
        """Whether it holds what it should, and nothing else."""
        return not self.buckets

    @property
    def differing(self) -> dict[str, str]:
        """All that differ."""
        return {**self.missing, **self.extra, **self.changed}

    @property
    def _what(self) -> str:
        return "texts" if self.store == "vectors" else "facts"

    def tell(self) -> str:
        """What differs, and what to do, for a person."""
        if self.is_equal:
            return f"{self.store} holds the {self.fact_count:,} {self._what} that it should."
        some = sorted(set(self.differing.values()))
        more = f" and {len(some) - _SHOWN:,} more" if len(some) > _SHOWN else ""
        return (
            f"{self.store} lacks {len(self.missing):,} of {self.fact_count:,} {self._what}, has "
            f"{len(self.extra):,} that are none and {len(self.changed):,} that are otherwise: of "
            f"{', '.join(some[:_SHOWN])}{more}. `onevice timeline check --mend` copies those "
            "again; nothing else is touched."
        )


def compare_stores(stores: Stores, organization_id: str) -> list[Comparison]:
    """Compare every copy with PostgreSQL.

    Facts that are being written meanwhile may be told as different: `mend` copies what stands
    then, so it does no harm.

    Raises:
        StoreError: a store does not answer.
    """
    facts = stores.facts(organization_id)
    done = []
    if (graph := stores.graph_facts(organization_id)) is not None:
        done.append(compare("graph", _truth(facts), lambda: _read_graph(graph, organization_id)))
    if (vectors := stores.vector_facts(organization_id)) is not None:
        done.append(compare("vectors", _texts(facts), lambda: _read_vectors(vectors)))
    return done


def compare_every(resources: Mapping[str, Any]) -> list[tuple[str, Comparison]]:
    """Compare the copies of every organization that has a timeline, with its slug.

    Args:
        resources: by name; those of `open_stores`. Nothing is opened where nobody has one.
    """
    owners = list_owners(resources["control"])
    if not owners:
        return []
    with open_stores(resources) as stores:
        return [
            (slug, one) for owner, slug in owners.items() for one in compare_stores(stores, owner)
        ]


def compare(store: str, wanted: Read, found: Read) -> Comparison:
    """Compare two ways to read facts: buckets first, and rows only of those that differ."""
    want, have = (_Buckets(read()) for read in (wanted, found))
    different = {n for n in range(BUCKETS) if want.of(n) != have.of(n)}
    told = Comparison(store, sum(want.counts), sum(have.counts), len(different))
    if different:
        here, there = (
            {row.id: row for row in read() if row.bucket in different} for read in (wanted, found)
        )
        told.missing = _subjects(here, here.keys() - there.keys())
        told.extra = _subjects(there, there.keys() - here.keys())
        both = here.keys() & there.keys()
        told.changed = _subjects(here, {one for one in both if here[one] != there[one]})
    return told


def mend(stores: Stores, organization_id: str, compared: Iterable[Comparison]) -> int:
    """Copy again what differs, facts as one saga; tells how many facts and texts.

    Raises:
        SagaError, StoreError: as `write_statements`.
    """
    count, of_subjects = 0, dict[str, list[str]]()
    for one in compared:
        count += len(one.differing)
        if one.store == "vectors":
            if one.differing and (texts := stores.vector_facts(organization_id)) is not None:
                texts.mend(one.differing, one.extra)
            continue
        for id_, subject in sorted(one.differing.items()):
            of_subjects.setdefault(subject, []).append(id_)
    copy_again(stores, organization_id, Changed(of_subjects))
    return count


class _Buckets:
    """Count and sum of hashes of each bucket, whatever the order."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.counts, self._sums = [0] * BUCKETS, [0] * BUCKETS
        for row in rows:
            self.counts[row.bucket] += 1
            self._sums[row.bucket] = (self._sums[row.bucket] + row.hash) % (1 << 64)

    def of(self, bucket: int) -> tuple[int, int]:
        return self.counts[bucket], self._sums[bucket]


def _truth(facts: PostgresFacts) -> Read:
    return lambda: (
        _of_fact(one, facts.organization_id) for some in facts.everything() for one in some.came
    )


def _read_graph(graph: GraphFacts, organization_id: str) -> Iterator[Row]:
    for identity, one in graph.everything():
        told = _of_fact(one, organization_id)
        # under another id than it should have, it is another one
        yield Row(identity, told.subject, told.hash)


def _texts(facts: PostgresFacts) -> Read:
    owner = facts.organization_id

    def read() -> Iterator[Row]:
        seen = set[bytes]()
        for some in facts.everything():
            for one in some.came:
                triple = (one.subject, one.relation, one.object)
                digest = hashlib.blake2b(repr(triple).encode(), digest_size=16).digest()
                if digest not in seen:
                    seen.add(digest)
                    yield _of_entry(to_entry(owner, *triple))

    return read


def _read_vectors(vectors: TextStore) -> Iterator[Row]:
    return map(_of_entry, vectors.read())


def _of_fact(one: Fact, organization_id: str) -> Row:
    times = (one.valid.start, one.valid.end, one.known.start, one.known.end)
    told = (one.subject, one.relation, one.object, *times, one.statement_id)
    return Row(one.identity(organization_id), one.subject, _hash(told))


def _of_entry(one: Entry) -> Row:
    return Row(one.id, one.text, _hash((one.content_hash, *sorted(one.metadata.items()))))


def _hash(told: Sequence[object]) -> int:
    return int.from_bytes(hashlib.blake2b(repr(told).encode(), digest_size=8).digest(), "big")


def _subjects(rows: dict[str, Row], ids: Iterable[str]) -> dict[str, str]:
    return {one: rows[one].subject for one in sorted(ids)}


def count_by_subject(differing: dict[str, str]) -> dict[str, int]:
    """How many facts of each subject differ, the most first."""
    return dict(Counter(differing.values()).most_common())
