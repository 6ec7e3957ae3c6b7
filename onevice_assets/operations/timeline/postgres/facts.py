"""One organization's facts in PostgreSQL: relations declared, statements recorded, questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from onevice_assets.operations.timeline.calendar import write_for_postgres, write_range
from onevice_assets.operations.timeline.contract import Recorded, sort_facts
from onevice_assets.operations.timeline.fact import Fact
from onevice_assets.operations.timeline.postgres import queries
from onevice_assets.operations.timeline.postgres.rows import to_fact, to_statement
from onevice_assets.operations.timeline.postgres.write_facts import Declared, write_statements
from onevice_assets.operations.timeline.statement import (
    LONGEST_RELATION,
    Interval,
    Relation,
    Statement,
    check_name,
)
from resources.control_plane import audit
from resources.errors import InputError, StoreError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from resources.control_plane.resource import ControlPlane

BATCH: Final = 5_000
"""Statements a transaction, at most."""


Then = Callable[["Connection", Recorded], None]


def _nothing_more(db: Connection, done: Recorded) -> None:
    """Leave it at that."""


class PostgresFacts:
    """Facts of an organization; answers as `contract.FactStore`."""

    def __init__(self, control: ControlPlane, organization_id: str) -> None:
        """Hold the resource that knows the address."""
        self._control, self.organization_id = control, organization_id

    def declare(self, relation: Relation, *, actor: str) -> None:
        """Declare how a relation holds; the same again changes nothing.

        Raises:
            InputError: the name cannot be, or stands for something else already.
        """
        check_name("relation", relation.name, LONGEST_RELATION)
        with self._control.begin() as db:
            db.exec_driver_sql(
                "SELECT 1 FROM control.organizations WHERE id = %(id)s FOR NO KEY UPDATE",
                {"id": self.organization_id},
            )
            known = self._read_relations(db)
            found = known.get(relation.name)
            if found is not None and found.relation != relation:
                raise InputError(_declared_otherwise(found.relation))
            if found is None:
                self._insert(db, relation, len(known) + 1)
                detail = {"holds": relation.holds, "on_overlap": relation.on_overlap}
                name = relation.name
                audit.record(
                    db, actor=actor, action="timeline.declare", subject=name, detail=detail
                )

    def relations(self) -> dict[str, Relation]:
        """Every declared relation, by name."""
        with self._control.begin() as db:
            return {name: one.relation for name, one in self._read_relations(db).items()}

    def record(self, statements: Iterable[Statement]) -> Iterator[Recorded]:
        """Record statements, `BATCH` a transaction: what was told of is there, whatever follows.

        Yields:
            What each transaction did, once it is committed.

        Raises:
            StoreError: the server refused or is gone; this transaction left nothing.
        """
        left = iter(statements)
        while batch := list(islice(left, BATCH)):
            yield self.keep(batch)

    def keep(self, batch: Sequence[Statement], then: Then = _nothing_more) -> Recorded:
        """Record statements in one transaction.

        Args:
            batch: `BATCH` at most.
            then: called in the same transaction once they are written; where it raises, nothing
                of them is kept.

        Raises:
            StoreError: as `record`.
        """
        with self.begin() as db:
            done = write_statements(db, self.organization_id, self._read_relations(db), batch)
            then(db, done)
        return done

    def say(self, statement: Statement, *, actor: str, then: Then = _nothing_more) -> Recorded:
        """Record one statement of a person, with a row in the audit log; `then` as for `keep`.

        Raises:
            InputError: it was refused; nothing was kept.
        """

        def note(db: Connection, done: Recorded) -> None:
            if done.refused:
                raise InputError(done.refused[0].reason)
            if done.statements:
                _note_saying(db, statement, actor)
            then(db, done)

        return self.keep([statement], note)

    def find_statement(self, statement_id: str) -> Statement:
        """The statement with an id.

        Raises:
            InputError: there is none.
        """
        with self.begin() as db:
            found = db.exec_driver_sql(
                queries.STATEMENTS + queries.OF_IDS,
                {"organization_id": self.organization_id, "ids": [statement_id]},
            ).first()
        if found is None:
            raise InputError(
                f"There is no statement {statement_id}: `onevice timeline show SUBJECT --history` "
                "shows them."
            )
        return to_statement(found)

    def near_names(self, text: str) -> list[str]:
        """Names that hold a text, whatever its case; three at most."""
        with self.begin() as db:
            found = db.exec_driver_sql(
                "SELECT name FROM operations.names WHERE organization_id = %(id)s "
                "AND position(lower(%(text)s) IN lower(name)) > 0 ORDER BY length(name), name "
                "LIMIT 3",
                {"id": self.organization_id, "text": text},
            )
            return [str(name) for (name,) in found]

    def at(self, subject: str, relation: str | None, valid_at: int, known_at: int) -> list[Fact]:
        """As `FactStore.at`."""
        times = {"valid_at": _moment(valid_at), "known_at": _moment(known_at)}
        return self._ask(queries.facts_at(relation), subject=subject, relation=relation, **times)

    def during(
        self, subject: str, relation: str | None, interval: Interval, known_at: int
    ) -> list[Fact]:
        """As `FactStore.during`."""
        asked = queries.facts_during(relation)
        times = {"interval": _range(interval), "known_at": _moment(known_at)}
        return self._ask(asked, subject=subject, relation=relation, **times)

    def during_of_object(
        self, object_: str, relation: str | None, interval: Interval, known_at: int
    ) -> list[Fact]:
        """As `FactStore.during_of_object`."""
        times = {"interval": _range(interval), "known_at": _moment(known_at)}
        return self._ask(queries.OBJECTS_DURING, object=object_, relation=relation, **times)

    def history(self, subject: str, relation: str | None) -> list[Fact]:
        """As `FactStore.history`."""
        return self._ask(queries.facts_ever(relation), subject=subject, relation=relation)

    def everything(self) -> Iterator[Recorded]:
        """All facts, past knowledge too, `BATCH` at once, as if they had just come; for copies."""
        last = "00000000-0000-0000-0000-000000000000"
        while True:
            with self.begin() as db:
                given = {"organization_id": self.organization_id, "last": last, "limit": BATCH}
                rows = db.exec_driver_sql(queries.ALL_FACTS, given).all()
            if not rows:
                return
            last = str(rows[-1][-1])
            yield Recorded(came=[to_fact(row[:-1]) for row in rows])

    def _ask(self, query: str, **given: Any) -> list[Fact]:
        with self.begin() as db:
            rows = db.exec_driver_sql(query, {"organization_id": self.organization_id, **given})
            return sort_facts(map(to_fact, rows))

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction whose failures are told as what became of the statements."""
        import psycopg

        with self._control.begin() as db:
            try:
                yield db
            except psycopg.Error as error:
                if getattr(db.connection.driver_connection, "closed", False):
                    db.invalidate(error)  # else the roll-back fails too, and hides this one
                raise StoreError(
                    f"The statements were not kept: {error.diag.message_primary or error}. Nothing "
                    "of this transaction stays. Another writer may have been faster, or the server "
                    "is gone: try again; what is there already changes nothing."
                ) from error

    def _read_relations(self, db: Connection) -> Mapping[str, Declared]:
        rows = db.exec_driver_sql(
            "SELECT number, name, holds, on_overlap FROM operations.relations "
            "WHERE organization_id = %(id)s ORDER BY number",
            {"id": self.organization_id},
        )
        return {name: Declared(number, Relation(name, *more)) for number, name, *more in rows}

    def _insert(self, db: Connection, relation: Relation, number: int) -> None:
        db.exec_driver_sql(
            "INSERT INTO operations.relations (organization_id, number, name, holds, on_overlap) "
            "VALUES (%(id)s, %(number)s, %(name)s, %(holds)s, %(on_overlap)s)",
            {"id": self.organization_id, "number": number, **vars(relation)},
        )


def _note_saying(db: Connection, statement: Statement, actor: str) -> None:
    detail = {
        "statement_id": statement.id,
        "relation": statement.relation,
        "object": statement.object,
        "valid": write_range(statement.valid.start, statement.valid.end),
        "denies": statement.denies,
        "withdraws": statement.withdraws,
    }
    audit.record(db, actor=actor, action="timeline.say", subject=statement.subject, detail=detail)


def _moment(moment: int) -> str:
    return write_for_postgres(moment) or ("-infinity" if moment < 0 else "infinity")


def _range(interval: Interval) -> str:
    return write_range(interval.start, interval.end)


def _declared_otherwise(known: Relation) -> str:
    return (
        f"{known.name!r} is declared already: it holds {known.holds}, and what overlaps is to "
        f"{known.on_overlap}. What was recorded follows from that; use another name."
    )
