"""Sums over a table of the lake, by remembering each partition's: what changed is read again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from resources.errors import MissingDataError

if TYPE_CHECKING:
    from resources.lake import Lake
    from resources.table_schema import Table

Sums = Mapping[tuple[str, ...], float]
ReadSums = Callable[[str], Sums]


class PartitionSums:
    """The sums of a table; of one thread at a time.

    The first look reads every partition (a few columns: some 2 ms each), later ones what was
    written since by the store's clock, which for S3 has whole seconds: two writes within one
    second may be told apart only by the next one.
    """

    def __init__(self, lake: Lake, table: Table, read: ReadSums) -> None:
        """Prepare.

        Args:
            lake: where the table lies.
            table: which.
            read: the sums of one partition, by labels.
        """
        self._lake, self._table, self._read = lake, table, read
        self._known: dict[str, tuple[datetime, Sums]] = {}

    def read(self) -> Sums:
        """The sums over every partition there is now."""
        there = self._lake.written_at(self._table)
        for gone in self._known.keys() - there.keys():
            del self._known[gone]
        for partition, moment in there.items():
            known = self._known.get(partition)
            if known is None or known[0] != moment:
                self._remember(partition, moment)
        total: defaultdict[tuple[str, ...], float] = defaultdict(float)
        for _, sums in self._known.values():
            for labels, value in sums.items():
                total[labels] += value
        return total

    def _remember(self, partition: str, moment: datetime) -> None:
        try:
            self._known[partition] = moment, self._read(partition)
        except MissingDataError:  # erased since it was listed
            self._known.pop(partition, None)
