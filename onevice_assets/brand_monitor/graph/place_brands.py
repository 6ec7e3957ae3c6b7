"""Where each brand stands in the co-mention network: its community and how central it is.

Pure, from the pairs of a website's window. The same figures on every graph database: they are
computed here and stored with the edges, not by a plug-in that only one of them has.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import igraph

Row = dict[str, Any]

_SEED = 7


def place_brands(brands: Iterable[str], pairs: Iterable[Row]) -> list[Row]:
    """Community and centrality of every brand.

    Args:
        brands: ids; those in no pair stand alone.
        pairs: rows with `a`, `b` (ids) and `count`, one per pair: answers that name both.

    Returns:
        One row per brand, by id: `brand_id`; `community`, from 1 by size, then by smallest id
        (Leiden on modularity with counts as weights: Traag et al. 2019, doi 10.1038/
        s41598-019-41695-z); `pagerank`, 0 to 1 with sum 1, weighted by counts (Brin and Page
        1998); `betweenness`, 0 to 1, the share of other pairs' shortest paths through it, every
        pair one step (Freeman 1977); `neighbor_count`. The same input gives the same rows.
    """
    ids = sorted(set(brands))
    if not ids:
        return []
    network, weights = _make_network(ids, sorted(pairs, key=lambda row: (row["a"], row["b"])))
    communities = _find_communities(network, weights, ids)
    ranks = network.pagerank(weights=weights or None, directed=False)
    pairs_of_others = (len(ids) - 1) * (len(ids) - 2) / 2
    return [
        {
            "brand_id": one,
            "community": communities[place],
            "pagerank": round(ranks[place], 9),
            "betweenness": round(through / pairs_of_others, 9) if pairs_of_others else 0.0,
            "neighbor_count": network.degree(place),
        }
        for place, (one, through) in enumerate(zip(ids, network.betweenness(), strict=True))
    ]


def _make_network(ids: Sequence[str], pairs: Sequence[Row]) -> tuple[igraph.Graph, list[int]]:
    import igraph

    place = {one: number for number, one in enumerate(ids)}
    edges = [(place[row["a"]], place[row["b"]]) for row in pairs]
    return igraph.Graph(n=len(ids), edges=edges), [row["count"] for row in pairs]


def _find_communities(
    network: igraph.Graph, weights: Sequence[int], ids: Sequence[str]
) -> list[int]:
    """Number of each brand's community, in the order of the ids."""
    with _seeded():
        found = network.community_leiden(
            objective_function="modularity", weights=list(weights) or None, n_iterations=-1
        )
    members: dict[int, list[str]] = {}
    for one, community in zip(ids, found.membership, strict=True):
        members.setdefault(community, []).append(one)
    ordered = sorted(members, key=lambda community: (-len(members[community]), members[community]))
    number = {community: n for n, community in enumerate(ordered, start=1)}
    return [number[community] for community in found.membership]


@contextmanager
def _seeded() -> Iterator[None]:
    """Draw from a fixed seed: igraph has one generator for the whole process."""
    import igraph

    igraph.set_random_number_generator(random.Random(_SEED))
    try:
        yield
    finally:
        igraph.set_random_number_generator(random)
