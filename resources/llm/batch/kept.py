"""Which batches are out: one object each, written before the provider hears of the batch.

preparing   its calls are being reserved; the provider knows nothing of it
ready       every call is reserved; the provider may have it already: look before creating
submitted   the provider's id is known

llm-batches/open/{website_id}/{simulation_run_id}/{key}.json → llm-batches/done/…
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from resources.object_store import Objects

_OPEN, _DONE = "llm-batches/open", "llm-batches/done"


@dataclass(frozen=True)
class KeptBatch:
    """A batch that was handed out, or is about to be.

    Attributes:
        key: ours, in the batch's metadata at the provider.
        website_id, simulation_run_id: whose it is.
        day: of the partition that waits for it, ISO.
        provider, model: who is asked.
        status: see the module.
        created_at: ISO 8601, UTC.
        lines: what is asked, with `attempt_id` from `ready` on.
        batch_id: the provider's, from `submitted` on.
        outcome: how it ended; empty until then.
    """

    key: str
    website_id: str
    simulation_run_id: str
    day: str
    provider: str
    model: str
    status: Literal["preparing", "ready", "submitted"]
    created_at: str
    lines: tuple[Mapping[str, Any], ...]
    batch_id: str | None = None
    outcome: str = ""

    @property
    def label(self) -> str:
        """Who is asked, as `provider:model`."""
        return f"{self.provider}:{self.model}"

    @property
    def attempt_ids(self) -> list[str]:
        """The ledger's attempts it is about; none while it is being prepared."""
        return [line["attempt_id"] for line in self.lines if "attempt_id" in line]


def keep(objects: Objects, batch: KeptBatch) -> KeptBatch:
    """Write a batch down as it stands."""
    objects.put_json(_path(_OPEN, batch), asdict(batch))
    return batch


def close(objects: Objects, batch: KeptBatch, outcome: str) -> None:
    """Put a batch away that is over; safe to repeat."""
    objects.put_json(_path(_DONE, batch), asdict(replace(batch, outcome=outcome)))
    objects.delete(_path(_OPEN, batch))


def list_open(
    objects: Objects, website_id: str = "", simulation_run_id: str = ""
) -> Iterator[KeptBatch]:
    """Batches that are out, oldest key first; of everybody, or of one website's run."""
    folder = "/".join(filter(None, (_OPEN, website_id, simulation_run_id)))
    for path in objects.list(f"{folder}/"):
        kept = objects.get_json(path)
        yield KeptBatch(**{**kept, "lines": tuple(kept["lines"])})


def _path(folder: str, batch: KeptBatch) -> str:
    return f"{folder}/{batch.website_id}/{batch.simulation_run_id}/{batch.key}.json"
