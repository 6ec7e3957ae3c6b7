"""A made-up graph in the embedded store, once for all tests that only ask it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from onevice_assets.entertainment.access.asker import ask_as
from onevice_assets.entertainment.access.door import Door
from onevice_assets.entertainment.access.witness import Notebook
from onevice_assets.entertainment.measuring.load_graph import load, take_away
from onevice_assets.entertainment.measuring.made_up_graph import MadeUp, Size
from onevice_assets.entertainment.talent.nearest import Candidate
from resources.errors import MissingDataError
from resources.graph_store import GraphStore
from resources.migrations.neo4j.runner import ensure_current

Open = Callable[..., Door]


@dataclass
class Listed:
    """Stands in for indexes of texts and vectors: candidates by label and text, as told."""

    words: Mapping[tuple[str, str], Sequence[str]] = field(default_factory=dict)
    meaning: Mapping[tuple[str, str], Sequence[str]] = field(default_factory=dict)
    asked: list[tuple[str, str, int]] = field(default_factory=list)

    def by_words(self, label: str, text: str, organization_id: str, limit: int) -> list[Candidate]:
        return self._find(self.words, label, text, limit)

    def by_meaning(
        self, label: str, text: str, organization_id: str, limit: int
    ) -> list[Candidate]:
        return self._find(self.meaning, label, text, limit)

    def _find(self, known: Any, label: str, text: str, limit: int) -> list[Candidate]:
        self.asked.append((label, text, limit))
        if (label, text) not in known and (label, "*") not in known:
            raise MissingDataError(f"{label} has nothing here")
        ids = known.get((label, text)) or known[(label, "*")]
        return [{"id": one, "score": 1 / (n + 1)} for n, one in enumerate(ids[:limit])]


@pytest.fixture(scope="module")
def made(graph_server: GraphStore) -> Any:
    """An organization's graph, and another's beside it."""
    mine, theirs = (MadeUp(one, Size(200, 600, 30)) for one in ("org-mine", "org-theirs"))
    with graph_server.session() as session:
        ensure_current(session)
        for one in (mine, theirs):
            take_away(session, one.organization_id)
            load(session, one)
        yield mine
        for one in (mine, theirs):
            take_away(session, one.organization_id)


@pytest.fixture
def open_door(graph_server: GraphStore, made: MadeUp) -> Open:
    """A door for a role."""

    def opened(role: str = "Leadership", cache: Any = None, **more: Any) -> Door:
        asker = ask_as(made.organization_id, role, name="user:1", groups=more.pop("groups", ()))
        return Door(graph_server, asker, Notebook(), cache, **more)

    return opened
