"""Records statements: the log grows, and the facts that follow are written in one transaction.

Writers of one subject wait for each other at its name's row; writers of different ones do not
meet. A process that is killed leaves whole statements only. A key's facts are derived anew, from
what is known now where all that is new was learned later, else from the beginning.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from onevice_assets.operations.timeline.admit import admit, choose_new, contradiction
from onevice_assets.operations.timeline.calendar import BEGINNING, write_for_postgres, write_range
from onevice_assets.operations.timeline.contract import Recorded, Refused
from onevice_assets.operations.timeline.derive import derive_facts
from onevice_assets.operations.timeline.fact import Fact
from onevice_assets.operations.timeline.postgres import queries
from onevice_assets.operations.timeline.postgres.rows import to_fact, to_statement
from onevice_assets.operations.timeline.statement import Relation, Statement
from resources.control_plane.rows import write_ids

if TYPE_CHECKING:
    from psycopg import Cursor
    from sqlalchemy import Connection

Key = tuple[str, str]
"""Subject and relation."""

_RELATIONS_A_SUBJECT: Final = 65_536
_COPY_STATEMENTS: Final = (
    "COPY operations.statements (organization_id, id, subject, relation, object, valid, known_at, "
    "denies, withdraws, attributes, source) FROM STDIN"
)
_COPY_FACTS: Final = (
    "COPY operations.facts (organization_id, id, subject, relation, object, slot, valid, known, "
    "statement_id) FROM STDIN"
)


@dataclass(frozen=True)
class Declared:
    """A relation with its number."""

    number: int
    relation: Relation


def write_statements(
    db: Connection,
    organization_id: str,
    declared: Mapping[str, Declared],
    given: Iterable[Statement],
) -> Recorded:
    """Record statements in the open transaction.

    Args:
        db: the open transaction.
        organization_id: whose they are.
        declared: its relations by name.
        given: in any order; those that are there already change nothing.
    """
    relations = {name: one.relation for name, one in declared.items()}
    new, refused = choose_new(relations, given)
    cursor: Cursor[Any] = db.connection.cursor()  # type: ignore[assignment]
    with cursor:
        # the statistics of tables that are being filled are old: they make scans seem cheap
        cursor.execute("SET LOCAL enable_seqscan = off")
        return _Writer(cursor, organization_id, declared).write(new, Recorded(refused=refused))


class _Writer:
    """One transaction's work for one organization."""

    def __init__(
        self, cursor: Cursor[Any], organization_id: str, declared: Mapping[str, Declared]
    ) -> None:
        self._cursor, self._owner, self._declared = cursor, organization_id, declared
        self._numbers: dict[str, int] = {}

    def write(self, new: dict[str, Statement], done: Recorded) -> Recorded:
        """Record what is not there yet."""
        pairs = [(one.subject, one.object) for one in new.values()]
        self._number_names({name for pair in pairs for name in pair if name})
        self._lock({one.subject for one in new.values()})
        self._drop_known(new, done)
        by_key: dict[Key, list[Statement]] = defaultdict(list)
        for one in new.values():
            by_key[one.subject, one.relation].append(one)
        there = self._read_statements(by_key)
        kept = {}
        for key, said in by_key.items():
            admitted, not_kept = admit(self._declared[key[1]].relation, there[key], said)
            done.refused += not_kept
            if admitted:
                kept[key] = admitted
        self._rewrite_facts(there, kept, done)
        self._copy(_COPY_STATEMENTS, (self._to_row(one) for said in kept.values() for one in said))
        done.statements = sum(map(len, kept.values()))
        return done

    def _number_names(self, names: set[str]) -> None:
        if not names:
            return
        given = {"organization_id": self._owner, "names": sorted(names)}
        # in the order of names, so that two writers who bring the same new ones never deadlock
        self._cursor.execute(
            "INSERT INTO operations.names (organization_id, name) "
            "SELECT %(organization_id)s, name FROM unnest(%(names)s::text[]) AS g(name) "
            "WHERE NOT EXISTS (SELECT 1 FROM operations.names n "
            "WHERE n.organization_id = %(organization_id)s AND n.name = g.name) "
            "ON CONFLICT DO NOTHING",
            given,
        )
        self._cursor.execute(
            "SELECT name, number FROM operations.names "
            "WHERE organization_id = %(organization_id)s AND name = ANY(%(names)s::text[])",
            given,
        )
        self._numbers |= dict(self._cursor.fetchall())

    def _lock(self, subjects: Iterable[str]) -> None:
        self._cursor.execute(
            "SELECT 1 FROM operations.names WHERE number = ANY(%s) ORDER BY number "
            "FOR NO KEY UPDATE",
            ([self._numbers[one] for one in subjects],),
        )

    def _drop_known(self, new: dict[str, Statement], done: Recorded) -> None:
        """Take out what was delivered before, and what withdraws another subject's statement."""
        targets = [one.withdraws for one in new.values() if one.withdraws]
        given = {"organization_id": self._owner, "ids": write_ids((*new, *targets))}
        self._cursor.execute(queries.STATEMENTS + queries.OF_IDS, given)
        found = {one.id: one for one in map(to_statement, self._cursor.fetchall())}
        for identity, one in list(new.items()):
            known, target = found.get(identity), found.get(one.withdraws or "")
            if known is not None and not known.says_what(one):
                done.refused.append(Refused(identity, contradiction(one)))
            elif target is not None and _key(target) != _key(one):
                done.refused.append(Refused(identity, _other_key(one, target)))
            elif known is None:
                continue
            del new[identity]

    def _read_statements(self, keys: Iterable[Key]) -> dict[Key, list[Statement]]:
        every = list(keys)
        given = {
            "organization_id": self._owner,
            "subjects": [self._numbers[subject] for subject, _ in every],
            "relations": [self._declared[relation].number for _, relation in every],
        }
        self._cursor.execute(queries.STATEMENTS + queries.OF_KEYS, given)
        found: dict[Key, list[Statement]] = {key: [] for key in every}
        for one in map(to_statement, self._cursor.fetchall()):
            found[_key(one)].append(one)
        return found

    def _rewrite_facts(
        self,
        there: Mapping[Key, list[Statement]],
        new: Mapping[Key, list[Statement]],
        done: Recorded,
    ) -> None:
        newest = {key: max((one.known_at for one in there[key]), default=BEGINNING) for key in new}
        later = {key for key in new if min(one.known_at for one in new[key]) > newest[key]}
        held = self._read_facts([key for key in later if there[key]], past=False)
        held |= self._read_facts([key for key in new if key not in later], past=True)
        for key, said in new.items():
            before = held.get(key, [])
            relation = self._declared[key[1]].relation
            start = (before, newest[key]) if key in later else ()
            self._compare(before, derive_facts(relation, [*there[key], *said], *start), done)
        self._number_names({one.object for one in done.came} - self._numbers.keys())
        if done.gone:
            ids = write_ids(identity for identity, _ in done.gone)
            self._cursor.execute("DELETE FROM operations.facts WHERE id = ANY(%s::uuid[])", (ids,))
        self._copy(_COPY_FACTS, map(self._to_fact_row, done.came))

    def _compare(self, before: Iterable[Fact], after: Iterable[Fact], done: Recorded) -> None:
        old, now = set(before), set(after)
        done.gone += [(one.identity(self._owner), one.subject) for one in old - now]
        done.came += sorted(now - old)

    def _read_facts(self, keys: Sequence[Key], *, past: bool) -> dict[Key, list[Fact]]:
        if not keys:
            return {}
        numbers = [
            self._numbers[subject] * _RELATIONS_A_SUBJECT + self._declared[relation].number
            for subject, relation in keys
        ]
        given = {"organization_id": self._owner, "keys": numbers, "past": past}
        self._cursor.execute(queries.FACTS_OF_KEYS, given)
        found: dict[Key, list[Fact]] = defaultdict(list)
        for one in map(to_fact, self._cursor.fetchall()):
            found[one.subject, one.relation].append(one)
        return found

    def _copy(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        with self._cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)

    def _to_row(self, one: Statement) -> Sequence[object]:
        return (
            self._owner,
            one.id,
            self._numbers[one.subject],
            self._declared[one.relation].number,
            None if one.object is None else self._numbers[one.object],
            write_range(one.valid.start, one.valid.end),
            write_for_postgres(one.known_at),
            one.denies,
            one.withdraws,
            one.written_attributes,
            one.source,
        )

    def _to_fact_row(self, one: Fact) -> Sequence[object]:
        declared, object_ = self._declared[one.relation], self._numbers[one.object]
        return (
            self._owner,
            one.identity(self._owner),
            self._numbers[one.subject],
            declared.number,
            object_,
            0 if declared.relation.holds == "one" else object_,
            write_range(one.valid.start, one.valid.end),
            write_range(one.known.start, one.known.end),
            one.statement_id,
        )


def _key(statement: Statement) -> Key:
    return statement.subject, statement.relation


def _other_key(one: Statement, target: Statement) -> str:
    return (
        f"Statement {target.id} is about {target.subject} {target.relation}, not about "
        f"{one.subject} {one.relation}: retract it there, and say the other thing by itself."
    )
