"""The batch API of one provider, through the SDK; nothing here is kept or booked.

A batch is created at most once: creating is never retried here, and carries a key in its
metadata by which `find` tells later whether it happened.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from resources.llm.batch.lines import LineAnswer, name_endpoint, read_lines
from resources.llm.failures import explain_failure, hide_keys

if TYPE_CHECKING:
    from openai import OpenAI
    from openai.types import Batch

    from resources.llm.providers import Provider

_KEY = "onevice_batch"
_OVER = {"completed", "failed", "expired", "cancelled"}
_LOOKED_THROUGH = 1000
_TRIES = 3


@dataclass(frozen=True)
class State:
    """How a batch stands.

    Attributes:
        status: as the provider calls it: `in_progress`, `completed`, `expired`, …
        files: ids of its output and error file, as far as there are any.
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
class BatchApi:
    """The batches of one provider's account."""

    provider: Provider

    def create(self, key: str, lines: bytes) -> str:
        """Upload the lines and create the batch, once; return its id.

        Args:
            key: ours; `find` finds the batch by it.
            lines: from `write_lines`.

        Raises:
            ProviderError: the provider refused, or it is not known whether the batch was made.
        """
        with self._client() as client:
            file = client.files.create(file=("lines.jsonl", lines), purpose="batch")
            made = client.batches.create(
                input_file_id=file.id,
                endpoint=name_endpoint(self.provider),
                completion_window="24h",
                metadata={_KEY: key},
            )
        return made.id

    def find(self, key: str) -> str | None:
        """The id of the batch that was created with a key; None if there is none.

        Looks through the newest 1,000 batches of the account.
        """
        with self._client(_TRIES) as client:
            for batch in islice(client.batches.list(limit=100), _LOOKED_THROUGH):
                if (batch.metadata or {}).get(_KEY) == key:
                    return batch.id
        return None

    def look(self, batch_id: str) -> State:
        """How a batch stands now.

        Raises:
            ProviderError: when the provider does not tell.
        """
        with self._client(_TRIES) as client:
            batch = client.batches.retrieve(batch_id)
        files = (batch.output_file_id, batch.error_file_id)
        return State(batch.status, tuple(filter(None, files)), self._said(batch))

    def read(self, state: State) -> dict[str, LineAnswer]:
        """What came of each line, by its id, out of every file there is."""
        found: dict[str, LineAnswer] = {}
        with self._client(_TRIES) as client:
            for file in state.files:
                found |= read_lines(client.files.content(file).text)
        return {
            key: LineAnswer(one.raw, hide_keys(one.error, self.provider))
            for key, one in found.items()
        }

    def _said(self, batch: Batch) -> str:
        errors = (batch.errors.data if batch.errors else None) or []
        said = "; ".join(f"{one.code or ''} {one.message or ''}".strip() for one in errors[:3])
        return hide_keys(said, self.provider)

    @contextmanager
    def _client(self, retries: int = 0) -> Iterator[OpenAI]:
        import openai

        client = openai.OpenAI(
            base_url=self.provider.base_url,
            api_key=self.provider.key.get_secret_value() or "none",
            organization="",
            project="",
            timeout=self.provider.timeout_s,
            max_retries=retries,
        )
        try:
            with client:
                yield client
        except openai.OpenAIError as error:
            # not chained: the SDK's own message may quote the key
            raise explain_failure(self.provider, error) from None
