"""What an embedder is, and how names keep the vectors of different models apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Protocol

from resources.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SEED_MODEL: Final = "text-embedding-3-small"
SEED_DIMENSIONS: Final = 1_536


class Embedder(Protocol):
    """A model that turns texts into vectors."""

    @property
    def model(self) -> str:
        """Name of the model: lower-case letters, digits, dots and dashes."""

    @property
    def dimensions(self) -> int:
        """Length of its vectors."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Turn texts into vectors of length 1, so that their dot product is their cosine.

        A text of any length has one vector. The same text has the same one.

        Args:
            texts: none of them blank: a text of white space has no direction.

        Returns:
            One row per text, `dimensions` columns.

        Raises:
            InputError: for a blank text; nothing was embedded.
            ProviderError, BudgetError: as a model that is asked over the network may.
        """


def qualify(name: str, model: str) -> str:
    """Name of a collection or namespace for one model's vectors.

    The seeds' model keeps the seeds' names; any other adds itself: `brand_monitor_pages--{model}`.
    """
    return name if model == SEED_MODEL else f"{name}--{model}"


def refuse_blanks(texts: Sequence[str]) -> None:
    """Make sure that every text says something.

    Raises:
        InputError: naming the places of those that do not.
    """
    blank = [place for place, text in enumerate(texts) if not text.strip()]
    if blank:
        raise InputError(
            f"Tried to embed {len(texts)} texts, but {len(blank)} of them are blank (the first is "
            f"number {blank[0] + 1}): a blank text has no vector. Nothing was embedded; leave "
            "them out."
        )
