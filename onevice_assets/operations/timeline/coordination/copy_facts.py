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
from onevice_assets.operations.timeline.fact import Fact
from onevice_assets.operations.timeline.postgres.facts import PostgresFacts
from onevice_assets.operations.timeline.postgres.read_back import look_at_facts, mark_facts
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


class Standing:
    """What PostgreSQL says of changed facts: looked at once, and again once that is old."""

    def __init__(self, facts: PostgresFacts, changed: Changed) -> None:
        """Name the facts; nothing is asked yet."""
        self._facts, self.changed = facts, changed
        self._looked: tuple[Any, dict[str, Fact]] | None = None

    def look(self) -> Recorded:
        """The facts as they stand, or stood when they were looked at last."""
        if self._looked is None:
            self._looked = look_at_facts(self._facts, self.changed.ids)
        held = self._looked[1]
        gone = [
            (one, subject)
            for subject, some in self.changed.of_subjects.items()
            for one in some
            if one not in held
        ]
        return Recorded(gone=gone, came=list(held.values()))

    def is_old(self) -> bool:
        """Whether one of them has changed since; then the next look is a new one."""
        if self._looked and mark_facts(self._facts, self.changed.ids) == self._looked[0]:
            return False
        self._looked = None
        return True


@dataclass(frozen=True)
class CopyStep:
    """A step of a saga that only goes on (`Plan.goes_back` is false)."""

    name: str
    copy: Copy
    standing: Standing

    def fingerprint(self) -> str:
        """Always the same: done once, later changes are later sagas'."""
        return "copied"

    def detail(self) -> dict[str, Any]:
        """How many facts are looked at."""
        return {"rows": {"facts": len(self.standing.changed.ids)}}

    def keep(self) -> bool:
        """There is nothing to go back to, and always something to do."""
        return True

    def do(self) -> None:
        """Copy them.

        Raises:
            StoreError: the copy did not take them, or they changed all the time.
        """
        for _ in range(_LOOKS):
            self.copy.apply([self.standing.look()])
            if not self.standing.is_old():
                return
        raise StoreError(
            f"Copied facts to {self.name} {_LOOKS} times, and each time a writer changed some of "
            "them meanwhile. They are copied again when the saga is resumed."
        )

    def undo(self) -> None:
        """Refuse: the truth is not taken back, so no copy is."""
        raise ConfigurationError(f"The copy in {self.name} follows PostgreSQL; nothing to undo.")
