"""Asks every store where its schema stands; one that does not answer keeps none of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from resources.errors import OneviceError
from resources.migrations.store_migrations import Drift, StoreMigrations


@dataclass(frozen=True)
class SchemaStatus:
    """One store's schema.

    Attributes:
        store: by what it is for: `postgres`, `graph`, `search`, `vectors`.
        version: newest version it has, `0000` for none; none where it did not tell.
        pending: versions this code brings and the store does not have.
        drift: every difference between what is declared and what is there.
        error: why the store did not tell; empty where it did.
    """

    store: str
    version: str | None
    pending: Sequence[str]
    drift: Sequence[Drift]
    error: str = ""


def read_status(stores: Sequence[StoreMigrations]) -> list[SchemaStatus]:
    """Ask each store, in order; an error becomes part of what is told."""
    return [_read_one(one) for one in stores]


def _read_one(store: StoreMigrations) -> SchemaStatus:
    try:
        revisions, drift = store.status(), store.check()
    except OneviceError as error:
        return SchemaStatus(store.store, None, (), (), str(error))
    applied = [one.version for one in revisions if one.is_applied]
    pending = [one.version for one in revisions if not one.is_applied]
    return SchemaStatus(store.store, max(applied, default="0000"), pending, drift)
