"""The facts of an organization, written to every store: what episodes say goes through here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from onevice_assets.operations.timeline.contract import Recorded
from onevice_assets.operations.timeline.coordination.stores import Stores
from onevice_assets.operations.timeline.coordination.write import record_statements
from onevice_assets.operations.timeline.statement import Relation, Statement


@dataclass(frozen=True)
class SagaFacts:
    """As `PostgresFacts`, and every copy follows.

    Attributes:
        stores: open (`open_stores`).
        organization_id: whose facts.
    """

    stores: Stores
    organization_id: str

    def relations(self) -> dict[str, Relation]:
        """Declared relations, by name. Raises `StoreError`."""
        return self.stores.facts(self.organization_id).relations()

    def declare(self, relation: Relation, *, actor: str) -> None:
        """Declare one; see `PostgresFacts.declare`."""
        self.stores.facts(self.organization_id).declare(relation, actor=actor)

    def record(self, statements: Iterable[Statement]) -> Iterator[Recorded]:
        """Record statements, a saga a batch; see `record_statements`."""
        return record_statements(self.stores, self.organization_id, statements)
