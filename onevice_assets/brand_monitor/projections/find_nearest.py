"""The answers, pages or prompts nearest in meaning to a text, within one organization."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from onevice_assets.brand_monitor.projections.vector_rows import ANSWERS, PAGES, PROMPTS, Kind
from resources.control_plane import websites
from resources.errors import InputError
from resources.migrations.vectors.declared import collection
from resources.vector_index.vector_index import Found, Within

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from resources.control_plane.resource import ControlPlane
    from resources.embedding.resource import Embeddings
    from resources.object_store import Objects
    from resources.vector_index.resource import VectorStore
    from resources.vector_index.vector_index import Value

KINDS: Final[dict[str, Kind]] = {"answers": ANSWERS, "pages": PAGES, "prompts": PROMPTS}
_PIECES_PER_SOURCE: Final = 4  # fetched for each result, because a long text has several


@dataclass(frozen=True)
class Near:
    """One result.

    Attributes:
        source_id: id of the answer, page or prompt: the same as in the lake and in other stores.
        score: cosine of its nearest piece, −1 to 1.
        text: that piece.
        metadata: as `vector_rows.Kind` declares it.
    """

    kind: str
    source_id: str
    score: float
    website_id: str
    day: date | None
    text: str
    metadata: Mapping[str, Value]


@dataclass(frozen=True)
class MeaningSearch:
    """Searches by meaning, over the store and the model in use."""

    control: ControlPlane
    objects: Objects
    vectors: VectorStore
    embeddings: Embeddings

    def find_nearest(
        self,
        text: str,
        within: Within,
        *,
        kinds: Sequence[str] = ("answers", "pages"),
        limit: int = 10,
    ) -> list[Near]:
        """Find what is nearest to a text.

        Args:
            text: what is looked for; a hosted model embeds it on the account of the website, or
                of the organization's first one.
            within: organization, website, days and fields; pages and prompts have no day.
            kinds: which of `KINDS`.
            limit: results in all, at least 1.

        Returns:
            Every source once, nearest first.

        Raises:
            InputError: a blank text, an unknown kind, an organization without website.
            StoreError: the store does not answer, or was never filled (`onevice migrate up`).
            ProviderError, BudgetError: of a hosted model.
        """
        chosen = [_kind(name) for name in kinds]
        vector = self._embed(text, within)
        found: list[Near] = []
        with self.vectors.open() as index:
            for name, kind in zip(kinds, chosen, strict=True):
                there = collection(kind.name, self.embeddings.model, self.embeddings.dimensions)
                pieces = index.find_nearest(there, vector, within, limit * _PIECES_PER_SOURCE)
                found.extend(_near(name, kind, one) for one in pieces)
        return _best_of_each(found)[:limit]

    def _embed(self, text: str, within: Within) -> NDArray[np.float32]:
        website_id = within.website_id or self._first_website(within.organization_id)
        vectors = self.embeddings.open(self.control, self.objects, website_id).embed([text])
        vector: NDArray[np.float32] = vectors[0]
        return vector

    def _first_website(self, organization_id: str) -> str:
        with self.control.begin() as db:
            every = websites.list_all(db)
        own = [one.id for one in every if one.organization_id == organization_id]
        if not own:
            raise InputError(
                f"The organization {organization_id!r} watches no website: there is nothing to "
                "search. `onevice site list` shows who watches what."
            )
        return min(own)


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise InputError(f"Nothing of the kind {name!r} is searched; there is {', '.join(KINDS)}.")
    return KINDS[name]


def _near(name: str, kind: Kind, found: Found) -> Near:
    source = str(found.metadata[kind.source])
    return Near(name, source, found.score, found.website_id, found.day, found.text, found.metadata)


def _best_of_each(found: Sequence[Near]) -> list[Near]:
    """The nearest piece of each source, nearest first."""
    best: dict[tuple[str, str], Near] = {}
    for one in sorted(found, key=lambda near: (-near.score, near.source_id)):
        best.setdefault((one.kind, one.source_id), one)
    return list(best.values())
