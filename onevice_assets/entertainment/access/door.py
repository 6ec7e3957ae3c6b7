"""The only way to the graph for whoever asks: conditions, filter, audit log and cache, in order.

Functions of `onevice_assets.entertainment.talent` get a `Door`, never a session: what comes
through it is `Shown`. A test holds them to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from onevice_assets.entertainment.access.answers import Kept
from onevice_assets.entertainment.access.asker import Asker
from onevice_assets.entertainment.access.candidates import InIndex
from onevice_assets.entertainment.access.question import Question
from onevice_assets.entertainment.access.roles import AUDITED, read_agent
from onevice_assets.entertainment.access.show import (
    Shown,
    list_sensitive,
    show,
    show_the_fallback,
    show_to_anybody,
)
from onevice_assets.entertainment.access.witness import Witness
from resources.errors import AccessError, StoreDownError
from resources.redis_keys.cache import get_or_make, keep, look_up
from resources.redis_keys.entry import Found
from resources.redis_store import RedisStore

if TYPE_CHECKING:
    from resources.graph_store import GraphStore

Source = Literal["graph", "fallback"]


@dataclass(frozen=True)
class Later:
    """A parameter that is computed only where the answer is not kept.

    Attributes:
        of: what it follows from, JSON-ready: stands for it in the key of what is kept.
        make: computes it.
    """

    of: Any
    make: Callable[[], Any]


@dataclass(frozen=True)
class Answer:
    """What an asker gets.

    Attributes:
        rows: in the question's order; a fallback's in the order of their ids.
        source: `fallback` where the graph is away and this is what anybody may see of an answer
            of the last quarter of an hour, without computed columns.
    """

    rows: tuple[Shown, ...]
    source: Source = "graph"


@dataclass(frozen=True)
class Door:
    """Answers questions for one asker.

    Attributes:
        graph: the graph.
        asker: who asks.
        witness: keeps what was seen of level 1 and 2.
        cache: where answers are kept; none to ask the graph every time.
        agent: on whose behalf.
        on_shown: called with every answer, after the filter; counts what was found.
    """

    graph: GraphStore
    asker: Asker
    witness: Witness
    cache: RedisStore | None = None
    agent: str = "talent_discovery"
    on_shown: tuple[Callable[[Question, tuple[Shown, ...]], None], ...] = field(default=())

    def __post_init__(self) -> None:
        """Refuse an agent that there is none of."""
        read_agent(self.agent)

    def ask(self, asked: Question, **parameters: Any) -> Answer:
        """Answer a question, as far as the asker may see.

        Args:
            asked: the question.
            **parameters: those of its statement but the asker's own; `Later` where they cost;
                `candidates` may be `InIndex`, then its statement finds them itself.

        Raises:
            AccessError: it compares a property that the asker may not see.
            StoreError: the graph refuses it, or does not answer and nothing is kept; or the audit
                log does not answer: nothing is shown then.
        """
        used = self._check_filters(asked, parameters)
        rows, source = self._find(asked, parameters, may_fall_back=not used)
        seen = list_sensitive(asked, rows)
        for name in used:
            if asked.level_of(name) <= AUDITED:
                ids = [str(node["id"]) for row in rows for node in _nodes(asked, row)]
                for told in asked.filters[name]:
                    seen[told] = [*seen.get(told, ()), *ids]
        if seen:
            self.witness.note(self.asker, asked.name, seen)
        finished = tuple(one.finish(asked) for one in rows)
        for tell in self.on_shown:
            tell(asked, finished)
        return Answer(finished, source)

    def _find(
        self, asked: Question, parameters: Mapping[str, Any], *, may_fall_back: bool
    ) -> tuple[list[Shown], Source]:
        told = {name: one.of if isinstance(one, Later) else one for name, one in parameters.items()}
        kept = Kept(self.agent, (asked.name, asked.statement.text), told)
        may_fall_back = may_fall_back and asked.has_fallback
        try:
            rows = self._through_cache(asked, parameters, kept, may_fall_back)
        except StoreDownError:
            found = self._fall_back(kept) if may_fall_back else None
            if found is None:
                raise
            return found, "fallback"
        return rows, "graph"

    def _through_cache(
        self, asked: Question, parameters: Mapping[str, Any], kept: Kept, may_fall_back: bool
    ) -> list[Shown]:
        if self.cache is None:
            return show(asked, self._read(asked, parameters), self.asker)
        cache = self.cache

        def make() -> list[dict[str, Any]]:
            records = self._read(asked, parameters)
            if may_fall_back:
                _keep_fallback(cache, asked, kept, self.asker.organization_id, records)
            return [dict(one) for one in show(asked, records, self.asker)]

        # filtered again on the way out: what lies in Redis is trusted no more than the graph
        rows = get_or_make(cache, kept.of_role(self.asker), make)
        return show(asked, rows, self.asker)

    def _read(self, asked: Question, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        given = {n: one.make() if isinstance(one, Later) else one for n, one in parameters.items()}
        statement, candidates = asked.statement, given.get("candidates")
        if isinstance(candidates, InIndex):
            statement = asked.in_index[candidates.source]
            given = {**given, **candidates.parameters, "candidates": None}
        with self.graph.session() as session:
            return session.read(statement, **{**given, **self.asker.parameters})

    def _fall_back(self, kept: Kept) -> list[Shown] | None:
        if self.cache is None:
            return None
        found = look_up(self.cache, kept.of_anybody(self.asker.organization_id))
        return show_the_fallback(found.value) if isinstance(found, Found) else None

    def _check_filters(self, asked: Question, parameters: Mapping[str, Any]) -> list[str]:
        """The sensitive filters that are used."""
        used = [name for name in asked.filters if parameters.get(name) is not None]
        for name in used:
            if not self.asker.sees(level := asked.level_of(name)):
                raise AccessError(
                    f"{asked.name} was to be narrowed by {name}, which is of level {level}; "
                    f"{self.asker.role.name} sees levels from {self.asker.clearance} on. Nothing "
                    "was read: leave that filter out."
                )
        return used


def _nodes(asked: Question, row: Shown) -> list[Mapping[str, Any]]:
    return [row[alias] for alias in asked.show if alias in row]


def _keep_fallback(
    cache: RedisStore,
    asked: Question,
    kept: Kept,
    organization_id: str,
    records: list[dict[str, Any]],
) -> None:
    public = show_to_anybody(asked, records)
    entry = kept.of_anybody(organization_id)
    if public is not None:
        seen = look_up(cache, entry)
        if not isinstance(seen, Found):
            keep(cache, entry, seen, public)
