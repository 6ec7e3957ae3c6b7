"""What the values of a table tell about how to link it: no label, no name of a set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from onevice_assets.entertainment.entities.linkage.columns import Field

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

_MOST_DOUBLES: Final = 0.02
_LEAST_SHARED: Final = 20
_LEAST_COVERED: Final = 0.3
_PARTS: Final = {"person": ("given", "surname")}
_WHOLE: Final = {"person": "full", "number": "value"}


def whole_column(field: Field) -> str:
    """Derived column of a field's whole value."""
    return f"{field.name}_{_WHOLE.get(field.kind, 'norm')}"


def frequency_columns(field: Field) -> list[str]:
    """Whole value of a field, and the parts whose frequencies make its own (names)."""
    parts = [f"{field.name}_{part}" for part in _PARTS.get(field.kind, ())]
    return [whole_column(field), *parts]


def _chance(values: pd.Series) -> tuple[float, float]:
    """How likely two records share a value, and how many pairs do."""
    counts = values.value_counts().to_numpy(float)
    pairs = float((counts * (counts - 1) / 2).sum())
    possible = len(values) * (len(values) - 1) / 2
    return max(pairs, 1.0) / max(1.0, possible), pairs


def tell_bits(prepared: pd.DataFrame, fields: Sequence[Field]) -> float:
    """How many bits the fields that are no text tell of a record.

    A field that two records share by chance p, filled in for a part c of them, tells
    c·log2(1/p); n records need log2(n) to be told apart.
    """
    told = 0.0
    for field in fields:
        if field.kind not in ("title", "text", "number"):
            values = prepared[whole_column(field)].dropna()
            told += len(values) / len(prepared) * -np.log2(_chance(values)[0])
    return told


def columns_to_learn_on(prepared: pd.DataFrame, fields: Sequence[Field]) -> list[str]:
    """Columns to block on while learning: the three whole fields least shared by chance."""
    found = []
    for field in fields:
        values = prepared[whole_column(field)].dropna()
        chance, pairs = _chance(values)
        is_filled = len(values) > _LEAST_COVERED * len(prepared)
        if field.kind != "number" and pairs >= _LEAST_SHARED and is_filled:
            found.append((chance, whole_column(field)))
    return [column for _, column in sorted(found)[:3]]


def free_of_duplicates(
    prepared: pd.DataFrame, fields: Sequence[Field], sources: NDArray[np.int64]
) -> tuple[bool, bool]:
    """Whether each of two sources has (nearly) no record twice; both False for one source.

    A source whose records repeat all of their values more often than 2 % has duplicates.
    """
    if not sources.any():
        return False, False
    whole = prepared[[whole_column(field) for field in fields]]
    first, second = (
        bool(whole[sources == number].duplicated().mean() <= _MOST_DOUBLES) for number in (0, 1)
    )
    return first, second
