"""Which brands a text names, and which brands stand beside these in answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from resources.cypher import define
from resources.graph_store import GraphSession
from resources.identity import brand_id, normalize_brand_name

MOST_NEIGHBOURS: Final = 5
_MOST_WORDS = 30
_LONGEST_NAME = 4  # words
_PART = re.compile(r'-?"[^"]*"?|[^\s"]+')

_FIND = define(
    "brand_monitor.search.neighbours",
    """
    MATCH (named:Brand)-[r:CO_MENTIONED]-(other:Brand)
    WHERE named.id IN $ids AND r.website_id IN $website_ids AND r.llm_provider = 'all'
      AND r.lift >= 1 AND NOT other.id IN $ids
    RETURN named.id AS named_id, named.name AS named, other.id AS id, other.name AS name,
           sum(r.count) AS count, max(r.lift) AS lift
    ORDER BY count DESC, name, named LIMIT $most
    """,
    ids=["none"],
    website_ids=["none"],
    most=MOST_NEIGHBOURS,
)


@dataclass(frozen=True)
class Neighbour:
    """A brand that answers name together with one of the text.

    Attributes:
        id: of the brand.
        name: its name.
        named: the brand of the text.
        count: answers that name both, over the published period.
        lift: P(both) / (P(a) P(b)), at least 1; of several websites the greatest.
    """

    id: str
    name: str
    named: str
    count: int
    lift: float


@dataclass(frozen=True)
class Network:
    """What the graph says of a text.

    Attributes:
        neighbours: most often named together first; each brand once.
        rest: the text without the brands that have neighbours; may be empty.
    """

    neighbours: Sequence[Neighbour] = ()
    rest: str = ""


def find_neighbours(session: GraphSession, website_ids: Sequence[str], text: str) -> Network:
    """Find the brands that stand beside those a text names.

    Only pairs that are named together at least as often as chance would have it count: others
    avoid each other, whoever wants one is not told of the other.

    Args:
        session: an open session.
        website_ids: the tenant's websites; nobody else's edges are looked at.
        text: what somebody searches for; what is excluded by `-` names no brand.

    Raises:
        StoreError: the graph does not answer.
    """
    words = list_words(text)
    runs = {brand_id(run): run for run in _list_runs(words)}
    if not runs or not website_ids:
        return Network()
    found = session.read(
        _FIND, ids=sorted(runs), website_ids=list(website_ids), most=MOST_NEIGHBOURS
    )
    neighbours: dict[str, Neighbour] = {}
    for row in found:
        said = {name: row[name] for name in ("id", "name", "named", "count", "lift")}
        neighbours.setdefault(row["id"], Neighbour(**said))
    named = [runs[row["named_id"]].split() for row in found]
    return Network(list(neighbours.values()), " ".join(_leave_out(words, named)))


def list_words(text: str) -> list[str]:
    """The words that are wanted, normalised as names are, at most 30; quotes part nothing."""
    wanted = [part for part in _PART.findall(text) if not part.startswith("-")]
    words = normalize_brand_name(" ".join(wanted).replace('"', " ")).split()
    return [word for word in words if word != "or"][:_MOST_WORDS]


def _list_runs(words: Sequence[str]) -> list[str]:
    """Every run of one to four words: what may be a brand's name."""
    return [
        " ".join(words[start : start + length])
        for length in range(1, _LONGEST_NAME + 1)
        for start in range(len(words) - length + 1)
    ]


def _leave_out(words: Sequence[str], names: Sequence[Sequence[str]]) -> list[str]:
    left = list(words)
    for name in sorted(names, key=len, reverse=True):
        for start in range(len(left) - len(name), -1, -1):
            if left[start : start + len(name)] == list(name):
                del left[start : start + len(name)]
    return left
