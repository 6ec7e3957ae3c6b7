"""What `onevice documents add` says of a provider that reads documents: before it, and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.markup import escape

from onevice_assets.cli.output import say
from onevice_assets.partitions import organization_of

if TYPE_CHECKING:
    from onevice_assets.cli.session import Session

_MOST_REASONS = 5


def tell_estimate(session: Session, batch: str) -> None:
    """Say how many parts of a batch a provider will be asked about, and for how much at most.

    Raises:
        ConfigurationError: the provider that is named cannot be asked.
    """
    from onevice_assets.entertainment.entities.asking.open_reader import open_reader
    from onevice_assets.entertainment.entities.read_batch import plan_batch

    found = session.resources
    stores = (found["llm"], found["control"], found["objects"])
    reader = open_reader(*stores, organization_of(batch))
    if reader is None:
        return
    calls, bound = plan_batch(found["lake"], batch, reader)
    money = f"at most USD {bound:.4f}, limit USD {found['llm'].max_usd:g} a day"
    say(
        f"{calls} parts of pages to read by {escape(reader.provider.label)}"
        + (f": {money}" if calls else ", nothing to pay")
    )


def tell_refused(session: Session, batches: Sequence[str]) -> None:
    """Say which parts rules read because a budget or the provider refused them."""
    from onevice_assets.tables.document_entities import document_readings

    table = document_readings.only("reason")
    rows = session.resources["lake"].read_rows(table, list(batches))
    reasons = Counter(row["reason"] for row in rows if row["reason"])
    if not reasons:
        return
    say(f"[yellow]{reasons.total()} of {len(rows)} parts were read by rules instead:[/]")
    for reason, _ in reasons.most_common(_MOST_REASONS):
        say(f"  {escape(reason)}")
