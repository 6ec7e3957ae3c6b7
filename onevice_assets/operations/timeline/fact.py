"""What held, as known when: a rectangle in both times. Pure values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from onevice_assets.operations.timeline.calendar import FOREVER
from onevice_assets.operations.timeline.statement import Interval
from resources.identity import derived_id

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST: Final = 253_402_214_400_000_000  # 9999-12-31


@dataclass(frozen=True, order=True)
class Fact:
    """A subject had an object in a relation, for a time, as known for a time.

    Attributes:
        valid: when it held.
        known: when that was what was known; open where it still is.
        statement_id: who says so.
    """

    subject: str
    relation: str
    object: str
    valid: Interval
    known: Interval
    statement_id: str

    @property
    def is_current(self) -> bool:
        """Whether it is what is known now."""
        return self.known.end == FOREVER

    def identity(self, organization_id: str) -> str:
        """Its UUID v7: the same in every store and run. When it ceased to be known is not in it."""
        kept: tuple[str, str] | None = self.__dict__.get("_identity")
        if kept is not None and kept[0] == organization_id:
            return kept[1]
        key = (self.statement_id, self.valid.start, self.valid.end, self.known.start)
        known = _EPOCH + timedelta(microseconds=min(max(self.known.start, 0), _LATEST))
        made = derived_id(known, "operations.facts", organization_id, *key)
        self.__dict__["_identity"] = organization_id, made  # a write asks for it several times
        return made


def slot_of(holds: str, object_: str | None) -> str | None:
    """What may not overlap within a subject's relation: all of it, or what is said of one object.

    Args:
        holds: `one` or `many`, of the relation.
        object_: the object of a statement.
    """
    return None if holds == "one" else object_
