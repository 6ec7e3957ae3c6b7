"""Made-up vectors, always the same: in clusters, as texts of a trade are."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_CLUSTERS: Final = 64


def make_vectors(
    graph: int, count: int, dimensions: int, seed: int
) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """Numbers and vectors of length 1.

    Args:
        graph: seed of the graph they are of; another one has other clusters.
        count: how many.
        dimensions: of each.
        seed: another one gives others in the same clusters.
    """
    import numpy as np

    centres, draw = _draw_centres(graph, dimensions), np.random.default_rng((graph, seed))
    for number in range(count):
        one = centres[int(draw.integers(_CLUSTERS))] + 0.6 * draw.normal(size=dimensions)
        yield number, (one / np.linalg.norm(one)).astype(np.float32)


@lru_cache(4)
def _draw_centres(graph: int, dimensions: int) -> NDArray[np.float64]:
    import numpy as np

    return np.random.default_rng((graph, 41)).normal(size=(_CLUSTERS, dimensions))
