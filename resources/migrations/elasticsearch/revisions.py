"""The versions of the search in order, and what each declares."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path

from resources.errors import InputError, StoreError
from resources.migrations.store_migrations import Revision
from resources.search_index.declaration import IndexDeclaration

NONE = "0000"


@dataclass(frozen=True)
class SearchRevision:
    """One version: all indexes there are from then on."""

    version: str
    name: str
    indexes: tuple[IndexDeclaration, ...]

    @property
    def by_name(self) -> Mapping[str, IndexDeclaration]:
        """The indexes by name."""
        return {one.name: one for one in self.indexes}


@dataclass(frozen=True)
class AppliedState:
    """What a store says it is at.

    Attributes:
        version: the newest version it took.
        checksums: of the declarations it took, by name of the index.
        applied_at: when it took the newest; none where nothing was ever migrated.
    """

    version: str = NONE
    checksums: Mapping[str, str] = field(default_factory=dict)
    applied_at: datetime | None = None


@cache
def known_revisions() -> tuple[SearchRevision, ...]:
    """Every version this code knows, in order."""
    files = sorted((Path(__file__).parent / "versions").glob("V[0-9]*.py"))
    modules = [importlib.import_module(f"{__package__}.versions.{file.stem}") for file in files]
    return tuple(
        SearchRevision(f"{number:04}", module.NAME, tuple(module.INDEXES))
        for number, module in enumerate(modules, start=1)
    )


def choose(revisions: Sequence[SearchRevision], to: str | None) -> SearchRevision | None:
    """The version named, or the newest; none for `0000`.

    Raises:
        InputError: there is no such version.
    """
    if to == NONE:
        return None
    found = [one for one in revisions if to in (None, one.version)]
    if not found:
        known = ", ".join([NONE, *(one.version for one in revisions)])
        raise InputError(f"The search has no version {to!r}; it has: {known}.")
    return found[-1]


def check_known(
    revisions: Sequence[SearchRevision], found: str, checksums: Mapping[str, str], where: str
) -> None:
    """Make sure that this code knows what a store holds.

    Args:
        revisions: known ones.
        found: version the store holds; `0000` for none.
        checksums: of the store's indexes, by name, as they were declared when made.
        where: the store's address without a secret.

    Raises:
        StoreError: the store is ahead of this code, or a version was changed after it shipped.
    """
    if found == NONE:
        return
    known = {one.version: one for one in revisions}
    if found not in known:
        raise StoreError(
            f"The search at {where} is at version {found}; this code knows up to "
            f"{revisions[-1].version}. Nothing was changed: use the newer code."
        )
    for name, declared in known[found].by_name.items():
        if checksums.get(name, declared.checksum) != declared.checksum:
            raise StoreError(
                f"Version {found} of the search declares {name} otherwise than when it was made "
                f"at {where}. Nothing was changed: put the declaration back and add a new "
                "version with the change."
            )


def list_steps(
    revisions: Sequence[SearchRevision], found: str, target: SearchRevision | None, *, is_up: bool
) -> list[Revision]:
    """The versions that are taken (or taken back) on the way; none where nothing is to do."""
    wanted = target.version if target else NONE
    low, high = (found, wanted) if is_up else (wanted, found)
    passed = [one for one in revisions if low < one.version <= high]
    return [
        Revision(one.version, one.name, is_applied=is_up)
        for one in (passed if is_up else reversed(passed))
    ]
