"""What episodes say → entities, relations, facts and what is told of them, whoever read them.

Facts are recorded before it is noted that an episode was read: whoever is killed in between leaves
it waiting, and reading it again makes the same statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Protocol

from onevice_assets.operations.model import documents
from onevice_assets.operations.model.choose import RELATIONS
from onevice_assets.operations.model.mapped import Mapped
from onevice_assets.operations.model.written import Written, tell_problem
from onevice_assets.operations.timeline.statement import Relation, Statement
from resources.operation_tables import entities, episodes, quarantine
from resources.operation_tables.episodes import Episode
from resources.operation_tables.quarantine import Problem

if TYPE_CHECKING:
    from onevice_assets.operations.timeline.contract import Recorded
    from resources.control_plane.resource import ControlPlane

_ACTOR: Final = "operations.entities"
_DECLARED: Final = {**documents.DECLARED, **RELATIONS}
"""How relations hold that the organization did not declare itself."""


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


@dataclass
class Outcome:
    """What came of reading some episodes.

    Attributes:
        read_by: by what: name and edition of the mappings or rules, and a provider beside them.
        mapped: what those say that could be read.
        refused: those that could not.
        problems: what is told of both.
    """

    read_by: str
    mapped: list[Mapped] = field(default_factory=list)
    refused: list[Episode] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, one: Mapped) -> None:
        """Count an episode in that could be read."""
        self.mapped.append(one)
        self.problems += [tell_problem(one.episode, note, is_kept=True) for note in one.notes]

    def refuse(self, one: Episode, reason: str, what_to_do: str = "") -> None:
        """Count an episode in that could not; what to do stands in the reason, unless given."""
        self.refused.append(one)
        told = tell_problem(one, reason, is_kept=False)
        if what_to_do:
            told = replace(told, reason=reason, what_to_do=what_to_do)
        self.problems.append(told)


def record_mapped(
    control: ControlPlane, facts: Facts, done: Outcome, more: Sequence[Statement] = ()
) -> Written:
    """Record what episodes say, then note that they were read.

    Args:
        control: the control plane.
        facts: where statements go; relations that are stated are declared on the way.
        done: of reading them.
        more: withdrawals that follow from them.

    Raises:
        StoreError: a store does not answer; what waits is read by the next try.
    """
    every = [*(one.episode for one in done.mapped), *done.refused]
    if not every:
        return Written()
    owner = facts.organization_id
    with control.begin() as db:
        named = {name: one for row in done.mapped for name, one in row.entities.items()}
        made = entities.insert(db, owner, list(named.values()))
    told = [*(statement for row in done.mapped for statement in row.statements), *more]
    _declare(facts, told)
    recorded = list(facts.record(told))
    problems = [*done.problems, *_tell_not_recorded(done.mapped, recorded)]
    with control.begin() as db:
        quarantine.insert(db, owner, problems, max(one.ingested_at for one in every))
        episodes.mark(db, owner, [one.episode.id for one in done.mapped], "mapped", done.read_by)
        episodes.mark(db, owner, [one.id for one in done.refused], "refused", done.read_by)
    return Written(
        mapped=len(done.mapped),
        refused=len(done.refused),
        entities=made,
        statements=sum(one.statements for one in recorded),
        problems=problems,
    )


def _declare(facts: Facts, statements: Iterable[Statement]) -> None:
    """Declare what is stated; what the organization declared itself stays as it is."""
    missing = {one.relation for one in statements} - facts.relations().keys()
    for name in sorted(missing):
        facts.declare(_DECLARED[name], actor=_ACTOR)


def _tell_not_recorded(mapped: Iterable[Mapped], recorded: Iterable[Recorded]) -> list[Problem]:
    """Statements that the timeline refused, by the episode that made them."""
    reasons = {one.statement_id: one.reason for done in recorded for one in done.refused}
    if not reasons:
        return []
    return [
        tell_problem(row.episode, f"{one.relation}: {reasons[one.id]}", is_kept=True)
        for row in mapped
        for one in row.statements
        if one.id in reasons
    ]
