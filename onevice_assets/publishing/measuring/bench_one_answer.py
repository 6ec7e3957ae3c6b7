"""How long it takes until one answer stands in every store: the saga, beside the same writes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from onevice_assets.brand_monitor.graph.measuring.bench_graph import forget_website
from onevice_assets.brand_monitor.projections.make_publisher import make_publisher
from onevice_assets.brand_monitor.share_of_voice.measuring.made_up_market import Size
from onevice_assets.publishing.measuring.bench_saga import bench_saga
from onevice_assets.publishing.measuring.made_up_website import make_website
from onevice_assets.publishing.measuring.own_stores import own_stores

Figures = dict[str, Any]
_SIZE = Size(prompts=1, samples=1, topics=1, answer_length=1_500)


def bench_one_answer(resources: dict[str, Any], *, repeats: int) -> Figures:
    """Publish a day of one answer that eight brands are looked for in, from nothing, repeatedly.

    Args:
        resources: the servers; nothing is left in them.
        repeats: how often.

    Returns:
        As `bench_saga`: to all stores in `every_store`, and in `four_stores` to PostgreSQL, graph,
        vectors and Redis only, what a target is given for.
    """
    with own_stores(resources) as own:
        made = make_website(own["control"], own["lake"], _SIZE, responses=1)
        publisher = make_publisher(own)
        try:
            for projection in publisher.projections:
                if projection.store != "graph":
                    projection.replace(made.standing, projection.build(made.standing))
            every = bench_saga(publisher, made.day, repeats=repeats)
            four = [one for one in publisher.projections if one.store != "search"]
            told = bench_saga(replace(publisher, projections=four), made.day, repeats=repeats)
        finally:
            with own["graph"].session() as session:
                forget_website(session, made.day.website_id)
    return {"four_stores": told, "every_store": every}
