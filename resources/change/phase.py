"""Which shapes are written and which is read, at this moment; held for as long as one write takes.

    with phases.hold() as phase:
        for shape in phase.writes: …

Who holds a phase keeps it as it is: a change to the next one waits until every writer and reader
that began under the old one has ended, and lets none begin meanwhile. So no write goes to the old
shape alone after the backfill began, and nobody reads what is being dropped. The lock is the
control plane's (advisory, shared, of a transaction): fair, free where its process dies, and right
behind a pooler that lends connections by transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, Protocol

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from resources.control_plane.resource import ControlPlane

Shape = Literal["old", "new"]
Writes = Literal["old", "both", "new"]
_SPACE: Final = 683_120_321  # any number that no other advisory lock of two numbers has
_RUNNER: Final = 683_120_322


@dataclass(frozen=True)
class Phase:
    """Where writes go and where answers come from.

    Attributes:
        writes: every shape that a write must reach; the one that is read is among them.
        reads: the shape that answers.
    """

    writes: tuple[Shape, ...]
    reads: Shape


BEFORE: Final = Phase(("old",), "old")
_SHAPES: Final[dict[str, tuple[Shape, ...]]] = {
    "old": ("old",),
    "both": ("old", "new"),
    "new": ("new",),
}


class Phases(Protocol):
    """What a writer or reader asks."""

    def hold(self) -> AbstractContextManager[Phase]:
        """Keep the phase as it is for the block: one write or one read, not more.

        Never inside another block of the same change: whoever waits to change the phase comes
        between the two, and all three wait until a statement's time is over.
        """


@dataclass(frozen=True)
class PhasesOf:
    """The phases of one change; a change that was never begun is in its first one."""

    control: ControlPlane
    name: str

    @contextmanager
    def hold(self) -> Iterator[Phase]:
        """See `Phases`. Raises StoreError when the control plane does not answer."""
        with self.control.begin() as db:
            yield hold_phase(db, self.name)


@dataclass(frozen=True)
class NoChange:
    """The phases of what is not being changed."""

    def hold(self) -> AbstractContextManager[Phase]:
        """See `Phases`."""
        return nullcontext(BEFORE)


NO_CHANGE: Final = NoChange()


def hold_phase(db: Connection, name: str) -> Phase:
    """The phase of a change, kept until the transaction ends: for who writes PostgreSQL anyway."""
    values = {"space": _SPACE, "name": name}
    db.exec_driver_sql("SELECT pg_advisory_xact_lock_shared(%(space)s, hashtext(%(name)s))", values)
    # after the lock, by a statement of its own: it sees what the last change of phase wrote
    found = db.exec_driver_sql(
        "SELECT writes, reads FROM control.store_changes WHERE name = %(name)s", values
    ).first()
    return BEFORE if found is None else Phase(_SHAPES[found.writes], found.reads)


def shut_out(db: Connection, name: str) -> None:
    """Wait until nobody holds the phase, and let nobody begin until the transaction ends."""
    db.exec_driver_sql(
        "SELECT pg_advisory_xact_lock(%(space)s, hashtext(%(name)s))",
        {"space": _SPACE, "name": name},
    )


def is_only_runner(db: Connection, name: str) -> bool:
    """Whether no other process carries the change on; none can until the transaction ends."""
    found = db.exec_driver_sql(
        "SELECT pg_try_advisory_xact_lock(%(space)s, hashtext(%(name)s))",
        {"space": _RUNNER, "name": name},
    )
    return bool(found.scalar_one())
