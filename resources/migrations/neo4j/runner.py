"""Brings the graph's schema up and down, one runner at a time, and says where it stands.

Each statement is a transaction of its own, because Neo4j takes no schema change and data in one;
so a step that fails leaves what its earlier statements did. The history names a step only once
all of it took effect, and statements can be repeated: running again completes it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from resources.cypher import Statement
from resources.errors import InputError, StoreError
from resources.graph_store import GraphSession, GraphStore, GraphTransaction
from resources.migrations.neo4j import statements as cypher
from resources.migrations.neo4j.compare import compare_schema
from resources.migrations.neo4j.lock import Patience, hold_lock
from resources.migrations.neo4j.steps import STEPS, Step
from resources.migrations.store_migrations import Drift, Revision

Row = dict[str, Any]


class GraphMigrations:
    """Migrations of the graph; see `StoreMigrations` for what each method promises."""

    store = "graph"

    def __init__(
        self,
        graph: GraphStore,
        steps: Sequence[Step] = STEPS,
        patience: Patience | None = None,
    ) -> None:
        """Hold the graph and the steps this code brings."""
        self._graph = graph
        self._steps = steps
        self._patience = patience or Patience()

    def status(self) -> Sequence[Revision]:
        """Every step, with when the graph took it."""
        with self._graph.session() as session:
            history = _read_history(session, self._steps)
        times = {row["version"]: _moment(row["applied_at_ms"]) for row in history}
        return [
            _revision(step, step.version in times, times.get(step.version)) for step in self._steps
        ]

    def up(self, to: str | None = None, *, dry_run: bool = False) -> Sequence[Revision]:
        """Apply the steps that are missing, up to and with `to`."""
        wanted = self._until(to)
        with self._graph.session() as session:
            pending = [step for step in _pending(session, self._steps) if step in wanted]
            if pending and not dry_run:
                pending = climb(session, wanted, self._steps, self._patience)
        return [_revision(step, not dry_run) for step in pending]

    def down(self, to: str, *, dry_run: bool = False) -> Sequence[Revision]:
        """Undo the steps above `to`, newest first; nodes and edges stay unless a step says so."""
        kept = self._until(to)
        with self._graph.session() as session:
            undone = _applied_above(session, self._steps, kept)
            if not dry_run and undone:
                with hold_lock(session, self._patience) as confirm:
                    undone = _applied_above(session, self._steps, kept)
                    for step in undone:
                        _send_all(session, step, step.down, confirm)
                        _change(session, cypher.FORGET, version=step.version)
        return [Revision(step.version, f"{step.file}: {step.loses}", dry_run) for step in undone]

    def check(self) -> Sequence[Drift]:
        """Constraints and indexes that differ from the files, changed files, missing steps."""
        with self._graph.session() as session:
            return compare_schema(session, self._steps)

    def _until(self, to: str | None) -> Sequence[Step]:
        known = ["0000", *(step.version for step in self._steps)]
        if to is not None and to not in known:
            raise InputError(f"The graph has no migration {to!r}: name one of {', '.join(known)}.")
        return [step for step in self._steps if to is None or step.version <= to]


def ensure_current(session: GraphSession) -> None:
    """Bring the graph up to date before it is written to: one read where it is already.

    Raises:
        StoreError: the graph is ahead of this code, a file was changed, or a step failed.
    """
    if _pending(session, STEPS):
        climb(session, STEPS, STEPS, Patience())


def climb(
    session: GraphSession, wanted: Sequence[Step], steps: Sequence[Step], patience: Patience
) -> list[Step]:
    """Apply the missing ones of `wanted` under the lock, and tell which that were."""
    for statement in cypher.PREPARE:
        _change(session, statement)
    with hold_lock(session, patience) as confirm:
        pending = [step for step in _pending(session, steps) if step in wanted]
        for step in pending:
            _send_all(session, step, step.up, confirm)
            row = {"version": step.version, "file": step.file, "checksum": step.checksum}
            _change(session, cypher.RECORD, rows=[row])
    return pending


def _send_all(
    session: GraphSession, step: Step, statements: Sequence[Statement], confirm: Callable[[], None]
) -> None:
    for number, statement in enumerate(statements, start=1):
        try:
            confirm()
            _change(session, statement)
        except StoreError as error:
            went = "up" if statements is step.up else "down"
            kept = f"its first {number - 1} took effect and stay" if number > 1 else "none did"
            raise StoreError(
                f"Going {went} by {step.file} stopped at statement {number} of "
                f"{len(statements)}: {error} Of this file {kept}; the history stays "
                f"{'below' if went == 'up' else 'at'} {step.version}. Statements can be "
                f"repeated: mend the cause and run `onevice migrate {went} --store graph` again."
            ) from error


def _pending(session: GraphSession, steps: Sequence[Step]) -> list[Step]:
    """The steps that the graph does not have, after making sure that it has the others as is."""
    return list(steps[len(_read_unchanged(session, steps)) :])


def _applied_above(
    session: GraphSession, steps: Sequence[Step], kept: Sequence[Step]
) -> list[Step]:
    return list(steps[len(kept) : len(_read_unchanged(session, steps))])[::-1]


def _read_unchanged(session: GraphSession, steps: Sequence[Step]) -> list[Row]:
    history = _read_history(session, steps)
    for row, step in zip(history, steps, strict=False):
        if row["checksum"] != step.checksum:
            raise StoreError(
                f"The graph at {session.address} was brought to {step.version} by {row['file']} "
                f"with SHA-256 {row['checksum']}; the {step.file} of this code has "
                f"{step.checksum}. A released step never changes, so nothing was done: put the "
                "file back as it was and write a new step for what is to change."
            )
    return history


def _read_history(session: GraphSession, steps: Sequence[Step]) -> list[Row]:
    """What the graph has, oldest first; it must be the beginning of what this code brings."""
    history = session.read(cypher.READ_HISTORY)
    found = [row["version"] for row in history]
    known = [step.version for step in steps]
    if found == known[: len(found)]:
        return history
    if found[-1] > known[-1]:
        raise StoreError(
            f"The graph at {session.address} is at version {found[-1]} and this code knows "
            f"versions up to {known[-1]}: install the newer onevice-assets that made it, or take "
            "the graph back with that one (`onevice migrate down --store graph --to "
            f"{known[-1]}`). Nothing was done."
        )
    raise StoreError(
        f"The graph at {session.address} has the versions {', '.join(found)} in its history, "
        "which is no unbroken row from 0001: somebody took one out by hand. Nothing was done; "
        f"restore the nodes :{cypher.HISTORY}, or empty the graph and rebuild it from the lake."
    )


def _revision(step: Step, is_applied: bool, applied_at: datetime | None = None) -> Revision:
    return Revision(step.version, f"{step.file}: {step.title}", is_applied, applied_at)


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _change(session: GraphSession, statement: Statement, **parameters: Any) -> None:
    session.change(statement.name, partial(_run, statement, parameters))


def _run(statement: Statement, parameters: Row, transaction: GraphTransaction) -> None:
    transaction.read(statement, **parameters)
