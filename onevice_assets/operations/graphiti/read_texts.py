"""Free text into Graphiti: entities and facts that a language model finds in it.

What a model read stays in a group of its own: it closes no fact of the timeline, and no answer of
the timeline rests on it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from onevice_assets.operations.graphiti import statements as cypher
from onevice_assets.operations.graphiti.groups import texts_group
from onevice_assets.operations.graphiti.ontology import EDGE_TYPE_MAP, EDGE_TYPES, ENTITY_TYPES
from resources.errors import InputError

if TYPE_CHECKING:
    from graphiti_core import Graphiti
    from graphiti_core.llm_client import LLMClient

    from resources.control_plane.resource import ControlPlane
    from resources.embedding.embedder import Embedder
    from resources.graph_store import GraphStore
    from resources.llm.resource import LanguageModels
    from resources.object_store import Objects


@dataclass(frozen=True)
class FreeText:
    """An e-mail, a message or a note.

    Attributes:
        id: UUID of the episode; the same one again is not read again.
        name: what a person calls it, e.g. its subject or file name.
        text: what it says.
        source: where it came from.
        said_at: when it was said, with a zone; what it says without a date holds from then.
        came_at: when it came in.
    """

    id: str
    name: str
    text: str
    source: str
    said_at: datetime
    came_at: datetime


@dataclass(frozen=True)
class Read:
    """What was found in a text: names with their type, facts in words, which of them ended.

    Attributes:
        was_there: it had been read before; nothing was asked or changed.
    """

    entities: tuple[tuple[str, str], ...] = ()
    facts: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    was_there: bool = False


@dataclass(frozen=True)
class Reader:
    """Reads free text of one organization, on its account.

    Attributes:
        llm: who reads.
        embedder: makes the vectors.
    """

    graph: GraphStore
    control: ControlPlane
    objects: Objects
    llm: LanguageModels
    embedder: Embedder
    organization_id: str

    def read(self, one: FreeText) -> Read:
        """Have a text read; costs money.

        Raises:
            ConfigurationError: Graphiti or a provider is not configured.
            InputError: the text is blank, or another one has its id.
            BudgetError: the money does not cover it; what was found so far is not kept.
            ProviderError: the model does not answer, or writes nonsense.
            StoreError: Neo4j refused; read it again.
        """
        from resources.graphiti.engine import require_neo4j

        require_neo4j(self.graph)
        if not one.text.strip():
            raise InputError(f"{one.name!r} has no text: nothing was asked.")
        if self._is_read(one):
            return Read(was_there=True)
        found = asyncio.run(self._extract(one))
        with self.graph.session() as session:
            session.change("mark_read", lambda t: t.read(cypher.MARK_READ, **self._key(one)))
        return found

    def _is_read(self, one: FreeText) -> bool:
        with self.graph.session() as session:
            rows = session.read(cypher.IS_READ, **self._key(one))
        if rows and rows[0]["content"] != one.text:
            raise InputError(
                f"The episode {one.id} was read with another text; give this one an id of its own."
            )
        return any(row["is_read"] for row in rows)

    def _key(self, one: FreeText) -> dict[str, str]:
        return {"id": one.id, "group": texts_group(self.organization_id)}

    async def _extract(self, one: FreeText) -> Read:
        from resources.graphiti.engine import open_graphiti, prepare
        from resources.graphiti.models import open_language_model

        model: LLMClient
        account = (self.llm, self.control, self.objects, self.organization_id)
        async with (
            open_language_model(*account) as model,
            open_graphiti(self.graph, self.embedder, model) as engine,
        ):
            await prepare(engine)
            return await self._add(engine, one)

    async def _add(self, engine: Graphiti, one: FreeText) -> Read:
        from graphiti_core.nodes import EpisodeType, EpisodicNode

        group = texts_group(self.organization_id)
        about: dict[str, Any] = {"name": one.name, "source_description": one.source}
        # there first, for Graphiti gives an id of its own to an episode that it makes
        episode = EpisodicNode(
            uuid=one.id,
            group_id=group,
            source=EpisodeType.text,
            content=one.text,
            created_at=one.came_at,
            valid_at=one.said_at,
            **about,
        )
        await episode.save(engine.driver)
        added = await engine.add_episode(
            uuid=one.id,
            episode_body=one.text,
            reference_time=one.said_at,
            source=EpisodeType.text,
            group_id=group,
            entity_types=ENTITY_TYPES,
            edge_types=EDGE_TYPES,
            edge_type_map=EDGE_TYPE_MAP,
            **about,
        )
        return Read(
            tuple(sorted((node.name, _label(node.labels)) for node in added.nodes)),
            tuple(sorted(edge.fact for edge in added.edges if edge.expired_at is None)),
            tuple(sorted(edge.fact for edge in added.edges if edge.expired_at is not None)),
        )


def _label(labels: list[str]) -> str:
    return next((one for one in labels if one in ENTITY_TYPES), "Entity")
