"""One copy's part of a saga: some facts there become what PostgreSQL says of them now.

Not what they were when the saga began: so a step can be done again, late, and by whoever resumes
it, and several sagas may copy one fact in any order. What changes while it is copied is copied
again: who wrote a copy last has then seen that PostgreSQL still said the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from onevice_assets.operations.timeline.contract import Recorded
from onevice_assets.operations.timeline.coordination.stores import Copy
from onevice_assets.operations.timeline.postgres.facts import PostgresFacts
from onevice_assets.operations.timeline.postgres.read_back import (
    mark_facts_of_ids,
    read_facts_of_ids,
)
from resources.errors import ConfigurationError, StoreError

_LOOKS: Final = 10


@dataclass(frozen=True)
class Changed:
    """Facts that came, went or are known no longer, of which PostgreSQL knows how they stand.

    Attributes:
        of_subjects: their ids, by the name of their subject.
    """

    of_subjects: Mapping[str, Sequence[str]]

    @property
    def ids(self) -> list[str]:
        """All of them."""
        return [one for some in self.of_subjects.values() for one in some]


@dataclass(frozen=True)
class CopyStep:
    """A step of a saga that only goes on (`Plan.goes_back` is false)."""

    name: str
    copy: Copy
    facts: PostgresFacts
    changed: Changed

    def fingerprint(self) -> str:
        """Always the same: done once, later changes are later sagas'."""
        return "copied"

    def detail(self) -> dict[str, Any]:
        """How many facts are looked at."""
        return {"rows": {"facts": len(self.changed.ids)}}

    def keep(self) -> bool:
        """There is nothing to go back to, and always something to do."""
        return True

    def do(self) -> None:
        """Copy them.

        Raises:
            StoreError: the copy did not take them, or they changed all the time.
        """
        ids = self.changed.ids
        for _ in range(_LOOKS):
            before = mark_facts_of_ids(self.facts, ids)
            self.copy.apply([self._look(ids)])
            if mark_facts_of_ids(self.facts, ids) == before:
                return
        raise StoreError(
            f"Copied {len(ids):,} facts to {self.name} {_LOOKS} times, and each time a writer "
            "changed some of them meanwhile. They are copied again when the saga is resumed."
        )

    def undo(self) -> None:
        """Refuse: the truth is not taken back, so no copy is."""
        raise ConfigurationError(f"The copy in {self.name} follows PostgreSQL; nothing to undo.")

    def _look(self, ids: Sequence[str]) -> Recorded:
        held = read_facts_of_ids(self.facts, ids)
        gone = [
            (one, subject)
            for subject, some in self.changed.of_subjects.items()
            for one in some
            if one not in held
        ]
        return Recorded(gone=gone, came=list(held.values()))
