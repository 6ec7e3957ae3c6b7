"""The rankings of one question, fused: what was found, where it stands, and what found it.

Pure: no store. An answer or a page is one result, however many of its mentions or pieces match.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from onevice_assets.brand_monitor.projections.find_nearest import Near
from onevice_assets.searching.find_neighbours import Neighbour
from onevice_assets.searching.fuse_ranks import fuse_ranks
from resources.search_index.search_query import Fragment, Hit, Segment

SOURCES = ("words", "meaning", "network")
Key = tuple[str, str]


@dataclass(frozen=True)
class Result:
    """An answer or a page.

    Attributes:
        kind: `answer` or `page`.
        id: the same as in the lake and in every store.
        score: of the fusion; comparable within one search only.
        ranks: place in each source that found it, from 1.
        excerpt: the deciding place; what matched by words is marked.
        neighbour: why the network found it, if it did.
        about: what the stores know of it: `url`, `title`, `brand_name`, `llm_provider`, …
    """

    kind: str
    id: str
    website_id: str
    day: date | None
    score: float
    ranks: Mapping[str, int]
    excerpt: Fragment
    neighbour: Neighbour | None
    about: Mapping[str, Any]


@dataclass(frozen=True)
class Sighting:
    """One source's view of an answer or page."""

    key: Key
    website_id: str
    day: date | None
    excerpt: Fragment
    about: Mapping[str, Any]
    neighbour: Neighbour | None = None


@dataclass
class Rankings:
    """What each source found, best first; a source may rank answers and pages separately."""

    by_source: dict[str, list[Sequence[Sighting]]] = field(default_factory=dict)

    def add(self, source: str, found: Sequence[Sighting]) -> None:
        """Put one ranking beside the others of its source."""
        self.by_source.setdefault(source, []).append(found)

    def fuse(self, limit: int) -> list[Result]:
        """The best results by reciprocal rank fusion, at most `limit`."""
        rankings = [one for source in SOURCES for one in self.by_source.get(source, ())]
        fused = fuse_ranks([["\n".join(seen.key) for seen in one] for one in rankings])
        return [self._result(tuple(key.split("\n", 1)), score) for key, score in fused[:limit]]  # type: ignore[arg-type]

    def _result(self, key: Key, score: float) -> Result:
        ranks: dict[str, int] = {}
        seen: list[Sighting] = []
        for source in SOURCES:
            for ranking in self.by_source.get(source, ()):
                places = list(dict.fromkeys(one.key for one in ranking))
                if key in places:
                    ranks[source] = min(places.index(key) + 1, ranks.get(source, len(places)))
                    seen.append(next(one for one in ranking if one.key == key))
        about: dict[str, Any] = {}
        for one in reversed(seen):
            about |= {name: value for name, value in one.about.items() if value is not None}
        neighbour = next((one.neighbour for one in seen if one.neighbour), None)
        first = seen[0]
        return Result(
            *key, first.website_id, first.day, score, ranks, first.excerpt, neighbour, about
        )


def of_mention(hit: Hit, neighbours: Mapping[str, Neighbour] | None = None) -> Sighting:
    """The answer that a mention stands in; with the neighbour that its brand is."""
    one = hit.document
    names = ("brand_name", "presence", "position", "llm_provider", "prompt_id")
    return Sighting(
        ("answer", one["response_id"]),
        one["website_id"],
        date.fromisoformat(one["day"]),
        _excerpt(hit, one.get("context") or ""),
        {name: one.get(name) for name in names},
        (neighbours or {}).get(one.get("brand_id", "")),
    )


def of_page(hit: Hit) -> Sighting:
    """The page of a hit."""
    one = hit.document
    names = ("url", "title", "page_type")
    return Sighting(
        ("page", one["id"]),
        one["website_id"],
        None,
        _excerpt(hit, one.get("title") or one["url"]),
        {name: one.get(name) for name in names},
    )


def of_near(near: Near) -> Sighting:
    """The answer or page of a piece of text."""
    kind = near.kind.removesuffix("s")
    about = {name: value for name, value in near.metadata.items() if not name.endswith("_number")}
    return Sighting((kind, near.source_id), near.website_id, near.day, (Segment(near.text),), about)


def _excerpt(hit: Hit, otherwise: str) -> Fragment:
    paths = sorted(hit.highlights, key=lambda path: path == "title")
    marked = [one for path in paths for one in hit.highlights[path]]
    return marked[0] if marked else (Segment(otherwise),)
