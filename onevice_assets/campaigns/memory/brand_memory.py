"""A session of one client: every statement it sends is of that client."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from onevice_assets.campaigns.memory.statement import OwnStatement
from resources.errors import InputError

if TYPE_CHECKING:
    from resources.graph_store import GraphSession, GraphTransaction, Row

T = TypeVar("T")


@dataclass(frozen=True)
class BrandTransaction:
    """Statements of one client that take effect together or not at all."""

    transaction: GraphTransaction
    brand_id: str

    def read(self, one: OwnStatement, **parameters: Any) -> list[Row]:
        """Run one statement and return its records."""
        return list(self.stream(one, **parameters))

    def stream(self, one: OwnStatement, **parameters: Any) -> Iterator[Row]:
        """Run one statement and hand out its records as they come."""
        return self.transaction.stream(one.statement, **{**parameters, "brand_id": self.brand_id})

    def write(self, one: OwnStatement, rows: Sequence[Row]) -> None:
        """Send rows as `$rows` to a statement that returns `written`.

        Raises:
            StoreError: not all of them were written.
        """
        if rows:
            self.transaction.write(one.statement, rows, brand_id=self.brand_id)


@dataclass(frozen=True)
class BrandMemory:
    """What one client has in the graph.

    Attributes:
        session: an open session of either graph.
        brand_id: the client; there is no call that sees two.
    """

    session: GraphSession
    brand_id: str

    def __post_init__(self) -> None:
        """Refuse a memory of nobody: its statements would be of shared nodes alone."""
        if not self.brand_id:
            raise InputError("The campaign memory is never asked without a client: give its id.")

    def look(self, what: str, work: Callable[[BrandTransaction], T]) -> T:
        """Run reading statements in one transaction. Raises StoreError."""
        return self.session.look(what, lambda one: work(BrandTransaction(one, self.brand_id)))

    def change(self, what: str, work: Callable[[BrandTransaction], T]) -> T:
        """Run statements in one transaction. Raises StoreError: nothing of it took effect."""
        return self.session.change(what, lambda one: work(BrandTransaction(one, self.brand_id)))
