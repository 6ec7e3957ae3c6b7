"""What a store must be able to do, so that its shape can be changed while it is in use.

Every method may be called again after it was interrupted anywhere, and then completes it; every
method raises `StoreError` where the store does not do it. Rows are JSON-ready mappings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

Row = Mapping[str, Any]
Alone = Callable[[], AbstractContextManager[None]]
"""Opens a block in which nobody writes or reads: for what a store cannot do at once, and short."""


class StoreChange(Protocol):
    """One change of one store, from an old shape to a new one."""

    @property
    def name(self) -> str:
        """Its name, as a person writes it; never given to another change."""

    @property
    def store(self) -> str:
        """`postgres`, `graph`, `vectors`, `redis`, `search`."""

    @property
    def what(self) -> str:
        """What is changed to what, in one sentence."""

    @property
    def is_atomic(self) -> bool:
        """Whether a write reaches both shapes at once, or none.

        Where it is not, the shapes are compared once more while nobody writes, before another one
        is read.
        """

    @property
    def adds(self) -> frozenset[str]:
        """Places, as schema checks name them, that are there or otherwise while it is begun."""

    def read_old(self) -> Iterator[Row]:
        """Every row of the old shape, enough to put it back."""

    def put_back(self, rows: Iterable[Row]) -> int:
        """Write rows of a backup that the old shape lacks; how many those were."""

    def make_new(self) -> None:
        """Make what the new shape needs, empty; the old one is as before."""

    def drop_new(self) -> None:
        """Take that away."""

    def start_dual_write(self) -> None:
        """Have the store itself write both, where it can; where writers do it, nothing."""

    def stop_dual_write(self) -> None:
        """Take that away."""

    def fill_new(self, alone: Alone) -> int:
        """Copy what only the old shape has; how many rows. Writers write both meanwhile."""

    def clear_new(self) -> None:
        """Empty the new shape; writers write both meanwhile, and it is filled again before use."""

    def compare(self) -> list[str]:
        """What one shape has and the other has not, or has otherwise: some of it, in words."""

    def drop_old(self) -> None:
        """Take the old shape away; nobody writes or reads it any more."""

    def make_old(self) -> None:
        """Make what the old shape needs, empty: `drop_old` taken back."""

    def fill_old(self, alone: Alone) -> int:
        """Copy what only the new shape has; how many rows. Writers write both meanwhile."""
