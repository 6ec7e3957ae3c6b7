"""Who keeps account of attempts, called from the event loop that makes them.

    reserve (committed) → call → payload kept → settle | fail

Many calls at once share transactions where a book writes through a `Desk`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from resources.llm.answers import Answer
    from resources.llm.calls import Call, Reply
    from resources.llm.providers import Provider


class Book(Protocol):
    """Keeps account of attempts."""

    async def reserve(self, provider: Provider, call: Call, usd: Decimal) -> str:
        """Write an attempt down before it is sent; return its id."""

    async def settle(
        self, attempt_id: str, provider: Provider, call: Call, reply: Reply, answer: Answer
    ) -> None:
        """Keep a good answer: its payload first, then the attempt."""

    async def fail(
        self,
        attempt_id: str,
        error: str,
        usd: Decimal,
        reply: Reply | None,
        request_id: str | None = None,
    ) -> None:
        """Write down that an attempt gave no answer, what it may have cost, its request's id."""
