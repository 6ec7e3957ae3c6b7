"""What differs between a store's copy and what the lake says it should be, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onevice_assets.publishing.digest import Digest, digest_table, hash_rows
from onevice_assets.publishing.projection import Projection, Scope
from resources.errors import OneviceError

if TYPE_CHECKING:
    import pyarrow

_NAMED = 3


@dataclass(frozen=True)
class Comparison:
    """One table of a store beside what the lake says it should be.

    Attributes:
        store: which store.
        partition: the scope's partition key.
        table: name of the table, index, collection, label or relationship.
        wanted: digest of what the lake makes.
        found: digest of what the store holds.
        missing: keys of rows that the store lacks.
        extra: keys of rows that it should not hold.
        changed: keys of rows that it holds with other values.
    """

    store: str
    partition: str
    table: str
    wanted: Digest
    found: Digest
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    @property
    def is_equal(self) -> bool:
        """Whether the store's copy is what the lake says."""
        return self.wanted == self.found


@dataclass(frozen=True)
class Findings:
    """All stores' copies of a scope beside the lake.

    Attributes:
        compared: each table of each store that answered.
        failed: why the others could not be compared, by store.
    """

    compared: Sequence[Comparison]
    failed: Mapping[str, str]

    @property
    def is_equal(self) -> bool:
        """Whether every store was compared, and holds what the lake says."""
        return not self.failed and all(one.is_equal for one in self.compared)

    def tell(self) -> str:
        """What differs, what could not be compared, and what to do; empty where all is well."""
        lines = [f"{store} could not be compared: {why}" for store, why in self.failed.items()]
        return "\n".join(filter(None, [*lines, tell_drift(self.compared)]))


def compare_every(projections: Iterable[Projection], scope: Scope) -> Findings:
    """Compare each store's copy of a scope; one that cannot be compared hides no other."""
    compared: list[Comparison] = []
    failed: dict[str, str] = {}
    for projection in projections:
        try:
            compared += compare_copies(projection, scope)
        except OneviceError as error:
            failed[projection.store] = str(error)
    return Findings(compared, failed)


def compare_copies(projection: Projection, scope: Scope) -> list[Comparison]:
    """Compare a store's copy of a scope with the lake; nothing where another day stands there.

    Raises:
        MissingDataError: the scope was never materialised.
        StoreError: the store did not answer.
    """
    if projection.replaced_by(scope) is not None:
        return []
    wanted, found = projection.build(scope), projection.read(scope)
    return [
        _compare(projection.store, scope, table, wanted[table], found[table])
        for table in sorted(wanted)
    ]


def tell_drift(compared: Iterable[Comparison]) -> str:
    """What differs and what to do, in a sentence per table; empty where nothing does."""
    found = [one for one in compared if not one.is_equal]
    if not found:
        return ""
    lines = [
        f"{one.store} {one.table} of {one.partition}: {one.found.row_count:,} rows, "
        f"{one.wanted.row_count:,} in the lake; " + "; ".join(_tell_rows(one))
        for one in found
    ]
    return "\n".join([*lines, "Publish the partition again, or `onevice rebuild --store …`."])


def _tell_rows(one: Comparison) -> list[str]:
    return [
        f"{len(keys)} {what} ({', '.join(keys[:_NAMED])}{', …' if len(keys) > _NAMED else ''})"
        for what, keys in (
            ("missing", one.missing),
            ("too many", one.extra),
            ("changed", one.changed),
        )
        if keys
    ]


def _compare(
    store: str, scope: Scope, table: str, wanted: pyarrow.Table, found: pyarrow.Table
) -> Comparison:
    digests = digest_table(wanted), digest_table(found)
    if digests[0] == digests[1]:
        return Comparison(store, scope.partition, table, *digests)
    should, does = _by_key(wanted), _by_key(found)
    return Comparison(
        store,
        scope.partition,
        table,
        *digests,
        missing=tuple(sorted(should.keys() - does.keys())),
        extra=tuple(sorted(does.keys() - should.keys())),
        changed=tuple(sorted(k for k in should.keys() & does.keys() if should[k] != does[k])),
    )


def _by_key(table: pyarrow.Table) -> Mapping[str, str]:
    """Hash of each row by its key, which is the table's first column."""
    keys = [str(key) for key in table.column(0).to_pylist()]
    return dict(zip(keys, hash_rows(table), strict=True))
