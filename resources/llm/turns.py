"""The gate before a provider (`limits.py`) for code that has no event loop: one call at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from resources.llm.failures import CallError
from resources.llm.limits import Gate, Ticket, open_windows
from resources.llm.rate_headers import RateNews

if TYPE_CHECKING:
    from anyio.from_thread import BlockingPortal

    from resources.llm.providers import Provider


@dataclass
class Turn:
    """One call that may be sent now, and what its caller knows of it when it is over.

    Attributes:
        is_sent: whether anything was sent; else the turn is given back.
        tokens: what it used; None where nobody knows, then the estimate stands.
        news: what the headers said.
    """

    is_sent: bool = False
    tokens: int | None = None
    news: RateNews = field(default_factory=RateNews)
    is_throttled: bool = False

    def note_failure(self, error: CallError) -> None:
        """Take over what an error tells of the limits; one that was refused used none."""
        self.news, self.is_throttled = error.news, error.is_throttled
        self.tokens = 0 if error.is_throttled else None


@dataclass(frozen=True)
class Turns:
    """Waits for turns at one provider."""

    gate: Gate
    portal: BlockingPortal

    @contextmanager
    def take(self, tokens: int) -> Iterator[Turn]:
        """Wait until the rates allow one call; after it, tell everybody how it ended.

        Args:
            tokens: the most it can use.

        Raises:
            BusyCallError: the provider asked all of us to wait longer than anybody has.
        """
        ticket, turn = self.portal.call(self._enter, tokens), Turn()
        try:
            yield turn
        except CallError as error:
            turn.note_failure(error)
            raise
        finally:
            self.portal.call(self._leave, ticket, turn)

    async def _enter(self, tokens: int) -> Ticket:
        ticket = await self.gate.enter(tokens)
        try:
            await self.gate.start(ticket)
        except BaseException:
            self.gate.give_back(ticket)
            raise
        return ticket

    async def _leave(self, ticket: Ticket, turn: Turn) -> None:
        if not turn.is_sent:
            self.gate.give_back(ticket)
            return
        await self.gate.leave(
            ticket, tokens=turn.tokens, throttled=turn.is_throttled, news=turn.news
        )


@contextmanager
def waiting_for_turns(provider: Provider) -> Iterator[Turns]:
    """Keep to a provider's limits until the block ends, together with all who share them."""
    from anyio.from_thread import start_blocking_portal

    with start_blocking_portal() as portal:
        yield Turns(Gate(provider, open_windows(provider)), portal)
