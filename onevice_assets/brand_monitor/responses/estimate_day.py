"""What a website's day still has to ask, before it is asked: what is planned and what is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.responses.attempts import find_tried, list_done
from onevice_assets.brand_monitor.responses.plan import (
    Cell,
    Estimate,
    estimate,
    plan_conversations,
)
from onevice_assets.brand_monitor.responses.sampling.plan_day import Asked, plan_day
from onevice_assets.tables import audience
from resources.control_plane import ledger, simulations

if TYPE_CHECKING:
    from resources.control_plane.websites import Website


def estimate_day(resources: Mapping[str, Any], website: Website, day: date) -> Estimate:
    """What materialising `llm_responses` for a website and day still has to ask.

    Args:
        resources: the registry's, by name: `lake`, `llm`, `control`.
        website: the website.
        day: the day.

    Raises:
        MissingDataError: when its prompts were not made yet.
        ConfigurationError: for a model without a price.
    """
    lake, llm = resources["lake"], resources["llm"]
    providers, done = llm.describe_providers(), set[Cell]()
    with resources["control"].begin() as db:
        runs = simulations.runs_of_day(db, website.id, day)
        for run in runs:
            done |= list_done(ledger.attempts(db, run.id))
    if website.source == "import" and not any(run.kind == "requested" for run in runs):
        return Estimate(0, Decimal(0), {})
    conversations = plan_conversations(
        lake.read_rows(audience.conversation_sequences, website.key),
        lake.read_rows(audience.prompts, website.key),
        llm.conversations,
    )
    asks = next((run for run in reversed(runs) if run.kind != "import"), None)
    tried = find_tried(resources["control"], asks) if llm.batch else None
    asked = Asked(conversations, providers, done, tried)
    sampling = plan_day(lake, resources["control"], llm, asks, website, day, asked)
    found = estimate(conversations, providers, sampling.samples, done, tried=tried)
    return replace(found, sampling=sampling.plan)
