"""Episodes that wait → entities, facts and what is told of them; a batch at a time.

Facts are recorded before it is noted that an episode was mapped: whoever is killed in between
leaves it waiting, and mapping it again makes the same statements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, Protocol

from onevice_assets.operations.entities.map_episode import Mapped, map_episode
from onevice_assets.operations.entities.versions import take_back
from onevice_assets.operations.model.choose import MAPPINGS, RELATIONS
from onevice_assets.operations.model.written import MOST_TOGETHER, Written, tell_problem
from onevice_assets.operations.timeline.statement import Relation, Statement
from resources.errors import InputError
from resources.operation_tables import entities, episodes, quarantine
from resources.operation_tables.episodes import Episode
from resources.operation_tables.quarantine import Problem

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from onevice_assets.operations.timeline.contract import Recorded
    from resources.control_plane.resource import ControlPlane

_ACTOR: Final = "operations.entities"


class Facts(Protocol):
    """Where statements go: PostgreSQL alone, or a saga over every store."""

    @property
    def organization_id(self) -> str:
        """Whose facts."""
        ...

    def relations(self) -> dict[str, Relation]:
        """Declared relations."""
        ...

    def declare(self, relation: Relation, *, actor: str) -> None:
        """Declare one."""
        ...

    def record(self, statements: Iterable[Statement]) -> Iterator[Recorded]:
        """Record statements; the same again change nothing."""
        ...


def map_waiting(control: ControlPlane, facts: Facts, waiting: Sequence[Episode]) -> Written:
    """Map kept episodes that wait and record what they say; documents and mails are left."""
    rows = [one for one in waiting if one.kind in ("row", "webhook")]
    if not rows:
        return Written()
    mapped, problems, refused = _map_all(facts.organization_id, rows)
    with control.begin() as db:
        named = {name: one for row in mapped for name, one in row.entities.items()}
        made = entities.insert(db, facts.organization_id, list(named.values()))
        withdrawals = take_back(_read_versions(db, facts.organization_id, mapped))
    told = [statement for row in mapped for statement in row.statements]
    _declare(facts, told)
    recorded = list(facts.record([*told, *withdrawals]))
    problems += _tell_not_recorded(mapped, recorded)
    with control.begin() as db:
        quarantine.insert(db, facts.organization_id, problems, max(one.ingested_at for one in rows))
        ids = [row.episode.id for row in mapped]
        episodes.mark(db, facts.organization_id, ids, "mapped")
        episodes.mark(db, facts.organization_id, refused, "refused")
    statements = sum(one.statements for one in recorded)
    return Written(
        mapped=len(mapped),
        refused=len(refused),
        entities=made,
        statements=statements,
        problems=problems,
    )


def map_all_waiting(
    control: ControlPlane, facts: Facts, batch: str | None, tell: Callable[[int], None]
) -> Written:
    """Map every row that waits, of a partition or of all, `MOST_TOGETHER` at a time."""
    done, last = Written(), None
    while True:
        with control.begin() as db:
            waiting = episodes.list_waiting(
                db,
                facts.organization_id,
                ("row", "webhook"),
                limit=MOST_TOGETHER,
                batch=batch,
                after=last,
            )
        if not waiting:
            return done
        done.add(map_waiting(control, facts, waiting))
        last = waiting[-1].id
        tell(len(waiting))


def _map_all(
    organization_id: str, rows: Iterable[Episode]
) -> tuple[list[Mapped], list[Problem], list[str]]:
    mapped, problems, refused = [], [], []
    for one in rows:
        try:
            if one.source not in MAPPINGS:
                raise InputError("no mapping fits what it names: name one by --mapping")
            done = map_episode(organization_id, one)
        except InputError as error:
            refused.append(one.id)
            problems.append(tell_problem(one, str(error), is_kept=False))
            continue
        mapped.append(done)
        problems += [tell_problem(one, note, is_kept=True) for note in done.notes]
    return mapped, problems, refused


def _declare(facts: Facts, statements: Iterable[Statement]) -> None:
    """Declare what is stated; what the organization declared itself stays as it is."""
    missing = {one.relation for one in statements} - facts.relations().keys()
    for name in sorted(missing):
        facts.declare(RELATIONS[name], actor=_ACTOR)


def _read_versions(db: Connection, organization_id: str, mapped: Sequence[Mapped]) -> list[Mapped]:
    """The rows, and every other version of them that could be mapped."""
    keys = {
        (one.episode.source, one.episode.source_key) for one in mapped if one.episode.source_key
    }
    ids = [one.episode.id for one in mapped]
    others = episodes.other_versions(db, organization_id, sorted(keys), ids) if keys else []
    return [*mapped, *_map_all(organization_id, others)[0]]


def _tell_not_recorded(mapped: Iterable[Mapped], recorded: Iterable[Recorded]) -> list[Problem]:
    """Statements that the timeline refused, by the row that made them."""
    reasons = {one.statement_id: one.reason for done in recorded for one in done.refused}
    if not reasons:
        return []
    return [
        tell_problem(row.episode, f"{one.relation}: {reasons[one.id]}", is_kept=True)
        for row in mapped
        for one in row.statements
        if one.id in reasons
    ]
