"""Batches in OpenAI's form, through the SDK: a file of lines, a batch of it, files of answers.

https://developers.openai.com/api/docs/guides/batch
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from resources.llm.batch.forms import TRIES, Found, Lost, State, open_client
from resources.llm.batch.lines import (
    LineAnswer,
    hide_keys_in,
    name_endpoint,
    read_lines,
    write_lines,
)
from resources.llm.failures import hide_keys

if TYPE_CHECKING:
    from openai.types import Batch

    from resources.llm.calls import Call
    from resources.llm.providers import Provider

_KEY = "onevice_batch"
_LOOKED_THROUGH = 1000


@dataclass(frozen=True)
class BatchApi:
    """The batches of one provider's account; see `Batches`."""

    provider: Provider

    def create(self, key: str, calls: Mapping[str, Call]) -> str:
        """Upload the lines and create the batch, once; `find` finds it by the key."""
        lines = write_lines(self.provider, calls)
        with open_client(self.provider) as client:
            file = client.files.create(file=("lines.jsonl", lines), purpose="batch")
            made = client.batches.create(
                input_file_id=file.id,
                endpoint=name_endpoint(self.provider),
                completion_window="24h",
                metadata={_KEY: key},
            )
        return made.id

    def find(self, lost: Lost) -> Found:
        """Look for the key in the metadata of the newest 1,000 batches of the account."""
        with open_client(self.provider, TRIES) as client:
            for batch in islice(client.batches.list(limit=100), _LOOKED_THROUGH):
                if (batch.metadata or {}).get(_KEY) == lost.key:
                    return Found(batch.id)
        return Found(None)

    def look(self, batch_id: str) -> State:
        """How a batch stands now."""
        with open_client(self.provider, TRIES) as client:
            batch = client.batches.retrieve(batch_id)
        files = (batch.output_file_id, batch.error_file_id)
        return State(batch.status, tuple(filter(None, files)), self._said(batch))

    def read(self, state: State) -> dict[str, LineAnswer]:
        """What came of each line, by its id, out of every file there is."""
        found: dict[str, LineAnswer] = {}
        with open_client(self.provider, TRIES) as client:
            for file in state.files:
                found |= read_lines(client.files.content(file).text)
        return hide_keys_in(found, self.provider)

    def _said(self, batch: Batch) -> str:
        errors = (batch.errors.data if batch.errors else None) or []
        said = "; ".join(f"{one.code or ''} {one.message or ''}".strip() for one in errors[:3])
        return hide_keys(said, self.provider)
