"""Brings a store of vectors to the declared collections, for one model.

What a store has is seen by looking, not by a history of its own: a revision is applied where
every collection it declares is there with its fields. Nobody notes when that came about. Steps
only make what is missing, so two runs at once come to the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from resources.errors import InputError, StoreError
from resources.migrations.store_migrations import Drift, Revision
from resources.migrations.vectors.declared import (
    DISTANCE,
    PREFIXES,
    STEPS,
    Step,
    collections_at,
)
from resources.vector_index.vector_index import (
    TENANT_FIELDS,
    Actual,
    Collection,
    VectorIndex,
)

_NONE: Final = "0000"


@dataclass(frozen=True)
class VectorMigrations:
    """The `StoreMigrations` of the vectors.

    Attributes:
        index: the store.
        model, dimensions: of the embedder in use; the collections of other models are left alone.
        steps: the declared revisions.
    """

    index: VectorIndex
    model: str
    dimensions: int
    steps: Sequence[Step] = STEPS
    store: str = "vectors"

    def status(self) -> Sequence[Revision]:
        """Every revision, and whether the store has what it declares."""
        there = self._there()
        return [
            Revision(step.version, step.name, self._is_applied(step, there)) for step in self.steps
        ]

    def up(self, to: str | None = None, *, dry_run: bool = False) -> Sequence[Revision]:
        """Make what is missing up to a version; see `StoreMigrations.up`.

        Raises:
            InputError: there is no such version.
            StoreError: a collection is there for vectors of another length or distance.
        """
        newest, there = self._version(to or self.steps[-1].version), self._there()
        wanted = self._collections(newest)
        for one in wanted:
            _refuse_other_vectors(one, there.get(one.name), self.index.address)
        pending = [
            step
            for step in self.steps
            if step.version <= newest and not self._is_applied(step, there)
        ]
        if pending and not dry_run:
            for one in wanted:
                self.index.create(one)
            for name in self._left_behind(newest):
                self.index.drop(name)
        return [Revision(one.version, one.name, is_applied=not dry_run) for one in pending]

    def down(self, to: str, *, dry_run: bool = False) -> Sequence[Revision]:
        """Drop the collections that only later versions declare, of this model alone.

        Those that a later version dropped are made again, empty. Fields that it added stay
        indexed: that loses nothing. Raises as `up` does.
        """
        older = self._collections(self._version(to))
        kept = {one.name for one in older}
        undone = [one for one in reversed(self.status()) if one.version > to and one.is_applied]
        if not dry_run:
            for one in self._collections(self.steps[-1].version):
                if one.name not in kept:
                    self.index.drop(one.name)
            for one in older if undone else ():
                self.index.create(one)
        return [Revision(one.version, one.name, is_applied=dry_run) for one in undone]

    def check(self) -> Sequence[Drift]:
        """Every difference to what the newest version declares, unknown collections of ours too."""
        there = self._there()
        declared = self._collections(self.steps[-1].version)
        drifts = [drift for one in declared for drift in _compare(one, there.get(one.name))]
        unknown = {
            name
            for name in self.index.names()
            if name.startswith(PREFIXES) and not self._is_declared(name)
        }
        return [*drifts, *(Drift(f"collection {name}", "", "there") for name in sorted(unknown))]

    def _collections(self, version: str) -> list[Collection]:
        declared = collections_at(version, self.steps).values()
        return [one.by(self.model, self.dimensions) for one in declared]

    def _there(self) -> dict[str, Actual]:
        """The declared collections that the store has, by name."""
        found = (self.index.find(one) for one in self._collections(self.steps[-1].version))
        return {one.name: one for one in found if one is not None}

    def _is_applied(self, step: Step, there: dict[str, Actual]) -> bool:
        """Whether a store has what a step brought and later ones left of it.

        A step that left nothing is applied where the one before it is.
        """
        lasting = collections_at(self.steps[-1].version, self.steps)
        left = [one for one in step.collections if one.name in lasting]
        if not left:
            place = self.steps.index(step)
            is_clean = not (step.gone and self._left_behind(step.version))
            return is_clean and (place == 0 or self._is_applied(self.steps[place - 1], there))
        wanted = [one.by(self.model, self.dimensions) for one in left]
        return all(_has_all(one, there.get(one.name)) for one in wanted)

    def _left_behind(self, version: str) -> list[str]:
        """Collections of any model that are there and that a step up to a version dropped."""
        gone = {name for step in self.steps if step.version <= version for name in step.gone}
        gone -= collections_at(version, self.steps).keys()
        return [name for name in self.index.names() if name.partition("--")[0] in gone]

    def _is_declared(self, name: str) -> bool:
        """Whether a name is one of ours by any model."""
        base, separator, model = name.partition("--")
        return base in collections_at(self.steps[-1].version, self.steps) and (
            not separator or bool(model)
        )

    def _version(self, version: str) -> str:
        known = [_NONE, *(step.version for step in self.steps)]
        if version not in known:
            raise InputError(
                f"The vectors have no revision {version!r}; there is {', '.join(known)}. Nothing "
                "was changed."
            )
        return version


def _has_all(wanted: Collection, found: Actual | None) -> bool:
    """Whether a collection is there with its fields; what differs otherwise is drift."""
    if found is None:
        return False
    return found.indexes is None or not _missing(wanted, found)


def _missing(wanted: Collection, found: Actual) -> list[str]:
    return sorted({*TENANT_FIELDS, *wanted.fields} - (found.indexes or frozenset()))


def _refuse_other_vectors(wanted: Collection, found: Actual | None, address: str) -> None:
    if found is None:
        return
    for name, declared, actual in (
        ("dimensions", wanted.dimensions, found.dimensions),
        ("distance", DISTANCE, found.distance),
    ):
        if actual is not None and actual != declared:
            raise StoreError(
                f"{wanted.name} in {address} is made for vectors with {name} {actual}; those of "
                f"{wanted.model} have {name} {declared}. Nothing was changed. Use the model it was "
                "made for (ONEVICE_EMBEDDINGS), give another index, or drop the collection and "
                "publish again: its vectors are made anew from the lake."
            )


def _compare(wanted: Collection, found: Actual | None) -> Iterator[Drift]:
    place = f"collection {wanted.name}"
    if found is None:
        yield Drift(place, f"{wanted.dimensions} dimensions by {wanted.model}", "")
        return
    pairs = {
        "dimensions": (wanted.dimensions, found.dimensions),
        "distance": (DISTANCE, found.distance),
        "precision": (wanted.precision, found.precision),
        "is_quantized": (wanted.is_quantized, found.is_quantized),
    }
    for name, (declared, actual) in pairs.items():
        if actual is not None and actual != declared:
            yield Drift(f"{place} {name}", str(declared), str(actual))
    if not found.has_vector_index:
        yield Drift(f"{place} index on vector", DISTANCE, "")
    if found.indexes is not None:
        for name in _missing(wanted, found):
            yield Drift(f"{place} index on {name}", "there", "")
