"""A made-up website in a control plane and a lake: everything that its copies are built from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from onevice_assets.brand_monitor.share_of_voice.measuring.generate_answers import (
    FIRST_DAY,
    SEED,
    make_day,
)
from onevice_assets.brand_monitor.share_of_voice.measuring.made_up_market import (
    SITE_ADDED,
    Market,
    Size,
    make_classifications,
    make_icps,
    make_market,
)
from onevice_assets.partitions import join_key
from onevice_assets.publishing.projection import Scope
from onevice_assets.tables import answers, audience, marts
from resources.control_plane import simulations, websites
from resources.control_plane.resource import ControlPlane
from resources.identity import derived_id
from resources.lake import Lake
from resources.lake_files import sort_rows, write_parquet

if TYPE_CHECKING:
    import pyarrow

DAY: date = FIRST_DAY


@dataclass(frozen=True)
class MadeUp:
    """The website's two scopes: what stands, and its day."""

    standing: Scope
    day: Scope


def make_website(
    control: ControlPlane, lake: Lake, size: Size, *, responses: int | None = None
) -> MadeUp:
    """Add a website with prompts and a day of answers; its marts are empty.

    Args:
        control: where the website is decided.
        lake: where its rows go.
        size: how much; one website, one day.
        responses: only so many of the day's answers.
    """
    with control.begin() as db:
        site = websites.add(db, url="https://bench.test/", name="Bench", actor="bench")
        run = simulations.for_day(db, site.id, DAY)
    market = replace(make_market(size, 0, SEED), key=site.key, website_id=site.id)
    for table, rows in _list_standing(market).items():
        lake.write(table, site.key, rows)
    partition = join_key(DAY.isoformat(), site.key)
    dice = np.random.default_rng(SEED)
    made = make_day(dice, replace(size, websites=1, days=1), market, DAY)
    asked = _give_run(made[answers.llm_responses], run.id)
    kept = len(asked) if responses is None else responses
    states = made[answers.llm_brand_states].slice(0, kept * size.brands)
    made = {answers.llm_responses: asked.slice(0, kept), answers.llm_brand_states: states}
    for table, columns in made.items():
        lake.put(table, partition, write_parquet(sort_rows(table, columns)))
    for table in (
        answers.llm_answer_belief_maps,
        marts.share_of_voice,
        marts.substitution_patterns,
        marts.co_mentions,
    ):
        lake.write(table, partition, [])
    scope = Scope(site.organization_id, site.id, site.key)
    return MadeUp(scope, replace(scope, day=DAY))


def _give_run(asked: pyarrow.Table, run_id: str) -> pyarrow.Table:
    """The answers as those of a run that the control plane knows."""
    import pyarrow as pa

    place = asked.column_names.index("simulation_run_id")
    return asked.set_column(place, "simulation_run_id", pa.array([run_id] * len(asked)))


def _list_standing(market: Market) -> dict[Any, list[dict[str, Any]]]:
    """Rows of the website by lake table."""
    basket = {"basket_version": 1, "is_active": True, "created_at": SITE_ADDED}
    own = {"website_id": market.website_id, "locale": "en", "source": "generated", **basket}
    icps = market.icp_ids.to_pylist()
    ids = market.conversation_ids.to_pylist()
    conversations = [
        {
            **own,
            "id": one,
            "icp_id": icps[number % len(icps)],
            "topic": f"Topic {number}",
            "is_core_conversation": True,
            "sequence_number": number + 1,
        }
        for number, one in enumerate(ids)
    ]
    prompts = [
        {
            **own,
            "id": one,
            "conversation_id": ids[int(market.conversations[number])],
            "prompt_text": f"Which one, and why? ({number})",
            "prompt_type": "primary",
            "sequence_order": int(market.turns[number]),
            "is_branded": bool(market.is_branded[number]),
            "is_pinned": False,
        }
        for number, one in enumerate(market.prompt_ids.to_pylist())
    ]
    return {
        audience.scraped_pages: [_page(market.website_id)],
        audience.website_analysis: [],
        audience.icps: make_icps(market),
        audience.conversation_sequences: conversations,
        audience.prompts: prompts,
        audience.prompt_classifications: make_classifications(market),
    }


def _page(website_id: str) -> dict[str, Any]:
    url = "https://bench.test/"
    return {
        "id": derived_id(SITE_ADDED, "scraped_pages", website_id, url),
        "website_id": website_id,
        "url": url,
        "url_hash": "0" * 64,
        "title": "Bench",
        "content_text": "A made-up page.",
        "word_count": 3,
        "page_type": "homepage",
        "http_status": 200,
        "depth": 0,
        "scraped_at": SITE_ADDED,
    }
