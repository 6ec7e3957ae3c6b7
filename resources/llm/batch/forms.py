"""The forms of batches there are, and what any of them can be asked.

| row | form | how a batch that may have been made is found again |
| --- | --- | --- |
| `batch = true` | OpenAI's `/files` and `/batches` (`api.py`) | by our key in its metadata |
| `batch = "messages"` | Anthropic's `/messages/batches` (`messages.py`) | by the ids of its calls |
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from resources.llm.batch.lines import LineAnswer
from resources.llm.failures import explain_failure
from resources.resilience.tls import trusted_authorities

if TYPE_CHECKING:
    from openai import OpenAI

    from resources.llm.calls import Call
    from resources.llm.providers import Provider

TRIES = 3
_OVER = {"completed", "failed", "expired", "cancelled"}


@dataclass(frozen=True)
class State:
    """How a batch stands.

    Attributes:
        status: `in_progress`, `completed`, `failed`, `expired`, …, as OpenAI calls them.
        files: what its answers are fetched by, as far as there are any.
        said: why it was refused as a whole; empty if it was not.
    """

    status: str
    files: tuple[str, ...]
    said: str

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.status in _OVER


@dataclass(frozen=True)
class Lost:
    """A batch of which nobody knows whether it was made.

    Attributes:
        key: ours.
        ids: of its calls.
        since: nothing of it was sent before.
    """

    key: str
    ids: Collection[str]
    since: datetime


@dataclass(frozen=True)
class Found:
    """What looking for a lost batch told.

    Attributes:
        batch_id: the provider's; None where there is none.
        is_clear: false where it cannot be told yet: it must not be made again now.
    """

    batch_id: str | None
    is_clear: bool = True


class Batches(Protocol):
    """The batches of one provider's account; nothing here is kept or booked.

    A batch is created at most once: creating is never retried here. Every method raises
    `ProviderError` where the provider refuses or does not tell.
    """

    def create(self, key: str, calls: Mapping[str, Call]) -> str:
        """Create a batch of calls, by the id that comes back with each answer; return its id."""

    def find(self, lost: Lost) -> Found:
        """Look for a batch that may have been made."""

    def look(self, batch_id: str) -> State:
        """How a batch stands now."""

    def read(self, state: State) -> dict[str, LineAnswer]:
        """What came of each call, by its id."""


@contextmanager
def open_client(provider: Provider, retries: int = 0) -> Iterator[OpenAI]:
    """Open the SDK's client; its exceptions are told as ours.

    Args:
        provider: whose.
        retries: how often the SDK may try again; never where a batch is made.
    """
    import openai

    client = openai.OpenAI(
        base_url=provider.base_url,
        api_key=provider.key.get_secret_value() or "none",
        organization="",
        project="",
        timeout=provider.timeout_s,
        max_retries=retries,
        http_client=openai.DefaultHttpx2Client(verify=trusted_authorities()),
    )
    try:
        with client:
            yield client
    except openai.OpenAIError as error:
        # not chained: the SDK's own message may quote the key
        raise explain_failure(provider, error) from None
