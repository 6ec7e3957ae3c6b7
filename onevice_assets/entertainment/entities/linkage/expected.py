"""What is expected of each level before any record is seen: its share of matches and of others.

Fellegi and Sunter's m and u per kind, as rough as general knowledge is: three of four matches
agree on a date of birth, two people share one once in some thousands. Not tuned to a set; records
outweigh it (`small`). Not here: the levels themselves (`levels`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from onevice_assets.entertainment.entities.linkage.columns import Field
from onevice_assets.entertainment.entities.linkage.meanings import Kind

if TYPE_CHECKING:
    from numpy.typing import NDArray

Shares = tuple[float, ...]
_TITLE: Final[tuple[Shares, Shares]] = (
    (0.45, 0.12, 0.13, 0.1, 0.08, 0.05, 0.03),
    (2e-4, 2e-4, 1e-3, 3e-3, 8e-3, 2e-2, 4e-2),
)
_EXPECTED: Final[dict[Kind, tuple[Shares, Shares]]] = {
    "person": (
        (0.62, 0.03, 0.12, 0.07, 0.03, 0.05, 0.02, 0.03),
        (2e-5, 1e-5, 5e-5, 2e-4, 3e-4, 4e-3, 3e-3, 1e-2),
    ),
    "title": _TITLE,
    "text": _TITLE,
    "string": ((0.75, 0.08, 0.04), (5e-2, 5e-3, 2e-2)),
    "website": ((0.8, 0.05, 0.01), (5e-4, 1e-3, 4e-2)),
    "code": ((0.7, 0.1, 0.05, 0.05), (2e-3, 2e-3, 1e-2, 2e-2)),
    "address": ((0.55, 0.15, 0.1, 0.05, 0.04), (5e-4, 3e-4, 2e-3, 3e-3, 1e-2)),
    "date": ((0.75, 0.09, 0.03, 0.04, 0.03, 0.02), (3e-4, 1e-3, 1e-4, 6e-3, 1.5e-2, 5e-2)),
    "phone": ((0.7, 0.05, 0.07, 0.03), (2e-4, 1e-4, 2e-4, 5e-3)),
    "email": ((0.65, 0.05, 0.12, 0.05), (1e-4, 1e-4, 1e-3, 0.1)),
    "number": ((0.5, 0.15, 0.15, 0.1), (1e-2, 5e-2, 0.15, 0.2)),
}  # fmt: skip


def expected_shares(field: Field) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Share of matches (m) and of others (u) at each level of a field.

    Returns:
        Two of one length, all else first and the most alike last as splink numbers levels; each
        sums to 1.
    """
    m, u = (np.array((1 - sum(shares), *shares[::-1])) for shares in _EXPECTED[field.kind])
    return m, u
