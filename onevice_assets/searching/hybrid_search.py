"""One question to three stores: by words, by meaning, and by who stands beside whom.

Words find what is written so; meaning finds what is said otherwise; the network finds what
answers say of the brands that are named together with the one that is asked about. The three
rankings become one by reciprocal rank fusion (`fuse_ranks.py`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from onevice_assets.brand_monitor.projections.find_nearest import MeaningSearch
from onevice_assets.searching.find_neighbours import Network, find_neighbours
from onevice_assets.searching.rank_sources import (
    Rankings,
    Result,
    Sighting,
    of_mention,
    of_near,
    of_page,
)
from resources.control_plane import websites
from resources.errors import InputError, MissingDataError, StoreError
from resources.search_index.documents import Tenant
from resources.search_index.query_text import fold, parse_query
from resources.search_index.search_query import SearchQuery
from resources.vector_index.vector_index import Within

if TYPE_CHECKING:
    from resources.graph_store import GraphSession, GraphStore
    from resources.search_index.index import SearchIndex

PLACES: Final = ("answers", "pages")
MOST_RESULTS: Final = 100
_DEPTH: Final = 2  # a source ranks so many times what is wanted: one's tenth may be another's first
_FEWEST: Final = 20
_SOURCES_AT_ONCE: Final = 3


@dataclass(frozen=True)
class Question:
    """What somebody wants to find.

    Attributes:
        text: as for the search by words: `"a phrase"`, `or`, `-without`; meaning reads it as is.
        tenant: whose answers and pages; nobody else's are looked at, in any store.
        places: `answers`, `pages` or both.
        day: only answers of it.
        providers: only answers of these.
        limit: results, 1 to 100.
    """

    text: str
    tenant: Tenant
    places: Sequence[str] = PLACES
    day: date | None = None
    providers: Sequence[str] = ()
    limit: int = 10


@dataclass(frozen=True)
class Answered:
    """What was found.

    Attributes:
        results: best first.
        network: which brands the graph brought in.
        left_out: why a source was not searched, by its name; empty when all were.
    """

    results: Sequence[Result]
    network: Network
    left_out: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class HybridSearch:
    """Searches over open stores; made by `open_search`, safe to be asked again and again."""

    index: SearchIndex
    meaning: MeaningSearch
    graph: Callable[[], GraphSession]
    pool: ThreadPoolExecutor

    def search(self, question: Question) -> Answered:
        """Ask the three stores at once.

        Raises:
            InputError: a text without a word to find, a limit or place that is none.
            StoreError: the search by words does not answer. Without the vectors or the graph it
                goes on, and says so.
            MissingDataError: nothing was published yet.
        """
        _check(question)
        depth = max(_FEWEST, _DEPTH * question.limit)
        words = self.pool.submit(self._ask_words, question, depth)
        meaning = self.pool.submit(self._ask_meaning, question, depth)
        beside = self.pool.submit(self._ask_network, question, depth)
        rankings, network, left_out = Rankings(), Network(), {}
        for ranking in words.result():
            rankings.add("words", ranking)
        try:
            rankings.add("meaning", meaning.result())
        except (StoreError, MissingDataError) as error:
            left_out["meaning"] = str(error)
        try:
            network, found = beside.result()
            rankings.add("network", found)
        except (StoreError, MissingDataError) as error:
            left_out["network"] = str(error)
        return Answered(rankings.fuse(question.limit), network, left_out)

    def time_sources(self, question: Question) -> dict[str, float]:
        """Seconds each source takes alone, one after the other: which one a search waits for."""
        depth = max(_FEWEST, _DEPTH * question.limit)
        taken = {}
        for source, ask in (
            ("words", self._ask_words),
            ("meaning", self._ask_meaning),
            ("network", self._ask_network),
        ):
            started = time.perf_counter()
            ask(question, depth)
            taken[source] = time.perf_counter() - started
        return taken

    def _ask_words(self, question: Question, depth: int) -> list[list[Sighting]]:
        found = []
        if "answers" in question.places:
            hits = self._find("brand_mentions", question, question.text, depth)
            found.append([of_mention(hit) for hit in hits])
        if "pages" in question.places and not question.day and not question.providers:
            hits = self._find("website_content", question, question.text, depth)
            found.append([of_page(hit) for hit in hits])
        return found

    def _ask_meaning(self, question: Question, depth: int) -> list[Sighting]:
        only_answers = question.day or question.providers
        kinds = [one for one in question.places if one == "answers" or not only_answers]
        within = Within(
            question.tenant.organization_id,
            question.tenant.website_id,
            since=question.day,
            until=question.day,
            where={"llm_provider": list(question.providers)} if question.providers else {},
        )
        found = self.meaning.find_nearest(question.text, within, kinds=kinds, limit=depth)
        return [of_near(one) for one in found]

    def _ask_network(self, question: Question, depth: int) -> tuple[Network, list[Sighting]]:
        """Mentions of the named brands' neighbours that have the other words of the question."""
        if "answers" not in question.places:
            return Network(), []
        network = find_neighbours(self.graph(), self._websites(question.tenant), question.text)
        if not network.neighbours:
            return network, []
        by_id = {one.id: one for one in network.neighbours}
        # of a brand alone nothing is left to find but its neighbours' names
        text = fold(network.rest) or " or ".join(f'"{fold(one.name)}"' for one in by_id.values())
        # nothing is marked: these are not the words that were asked for, and marking takes time
        hits = self._find("brand_mentions", question, text, depth, brand_id=list(by_id))
        return network, [of_mention(hit, by_id) for hit in hits]

    def _find(
        self, index: str, question: Question, text: str, depth: int, **more: Sequence[str]
    ) -> Sequence[Any]:
        filters: dict[str, Sequence[str]] = dict(more)
        if question.day:
            filters["day"] = [question.day.isoformat()]
        if question.providers:
            filters["llm_provider"] = question.providers
        query = SearchQuery(
            index, question.tenant, text, filters, limit=depth, with_highlights=not more
        )
        return self.index.search(query).hits

    def _websites(self, tenant: Tenant) -> list[str]:
        if tenant.website_id:
            return [tenant.website_id]
        with self.meaning.control.begin() as db:
            every = websites.list_all(db)
        return [one.id for one in every if one.organization_id == tenant.organization_id]


@contextmanager
def open_search(resources: Mapping[str, Any]) -> Iterator[HybridSearch]:
    """Open what a hybrid search asks, and close it whatever happens.

    Args:
        resources: `control`, `objects`, `search`, `vectors`, `embeddings` and `graph`, by name.
    """
    names = ("control", "objects", "vectors", "embeddings")
    with ExitStack() as opened:
        pool = opened.enter_context(ThreadPoolExecutor(_SOURCES_AT_ONCE))
        index = opened.enter_context(resources["search"].open())
        meaning = MeaningSearch(*(resources[name] for name in names))
        graph = partial(_open_once, opened, resources["graph"], [])
        yield HybridSearch(index, meaning, graph, pool)


def _open_once(opened: ExitStack, graph: GraphStore, there: list[GraphSession]) -> GraphSession:
    """The graph's session, opened by the first question: a graph that is away stops no other."""
    if not there:
        there.append(opened.enter_context(graph.session()))
    return there[0]


def _check(question: Question) -> None:
    parse_query(question.text)
    unknown = [one for one in question.places if one not in PLACES]
    if unknown or not question.places:
        shown = ", ".join(unknown) or "no place"
        raise InputError(f"Nothing is searched in {shown}: say {' or '.join(PLACES)}.")
    if not 1 <= question.limit <= MOST_RESULTS:
        raise InputError(
            f"limit {question.limit}: a hybrid search gives 1 to {MOST_RESULTS} results. Search "
            "by words alone for more."
        )
