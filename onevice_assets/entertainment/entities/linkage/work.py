"""A table of records on its way to being linked: its fields, derived columns and nearness."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from onevice_assets.entertainment.entities.linkage.columns import Field
from onevice_assets.entertainment.entities.linkage.database import store_near
from onevice_assets.entertainment.entities.linkage.nearness import Nearness, across, of_texts
from onevice_assets.entertainment.entities.linkage.prepare import prepare

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

TEXTS: Final = ("title", "text")
_WHOLE: Final = "__whole"


@dataclass(frozen=True)
class Work:
    """Records as they are linked.

    Attributes:
        table: the records as text.
        fields: what is compared.
        prepared: derived columns (see `prepare`).
        near: nearness by each text field.
        sources: (n,) file of each record.
    """

    table: pd.DataFrame
    fields: list[Field]
    prepared: pd.DataFrame
    near: dict[str, Nearness]
    sources: NDArray[np.int64]

    @property
    def linked(self) -> bool:
        """Whether two files are linked."""
        return bool(self.sources.any())

    @property
    def texts(self) -> list[Field]:
        """Fields compared as texts."""
        return [one for one in self.fields if one.kind in TEXTS]

    def neighbours(self, nearest: int) -> NDArray[np.int64]:
        """Pairs of records near by any text: (m, 2) distinct rows, the lower first."""
        found = [one.neighbours(self.sources, nearest) for one in self.near.values()]
        return np.unique(np.concatenate([np.empty((0, 2), np.int64), *found]), axis=0)

    def store_steps(self, con: Any, pairs: NDArray[np.int64]) -> None:
        """Give the database the step of each text of each pair (see `levels`)."""
        for name, one in self.near.items():
            steps = one.steps(pairs)
            store_near(con, f"{name}_near", pairs[steps > 0], steps[steps > 0])


def begin(table: pd.DataFrame, fields: list[Field]) -> Work:
    """Derive what is compared.

    Args:
        table: records as text with `reading.SOURCE`.
        fields: what to compare.
    """
    prepared = prepare(table, fields)
    near = {
        one.name: of_texts(table[one.columns[0]].tolist(), prepared[f"{one.name}_norm"].tolist())
        for one in fields
        if one.kind in TEXTS
    }
    return Work(table, fields, prepared, near, prepared["source"].to_numpy(np.int64))


def join_values(work: Work, fields: list[Field]) -> list[str]:
    """Each record's values of fields as one text."""
    columns = [column for field in fields for column in field.columns if column]
    rows = work.table[columns].itertuples(index=False)
    return [" ".join(part for part in row if part) for row in rows]


def with_whole(work: Work, *, beside: bool) -> Work:
    """Compare all texts as one.

    Args:
        work: with two text fields or more.
        beside: whether the first text is compared by itself too; else it is looked for in the
            other record's whole.
    """
    first, whole = work.texts[0], join_values(work, work.texts)
    others = [one for one in work.fields if one not in work.texts]
    if beside:
        fields = [first, Field("all_texts", "text", (_WHOLE,)), *others]
        return begin(work.table.assign(**{_WHOLE: whole}), fields)
    made = begin(work.table, [first, *others])
    made.near[first.name] = across(work.table[first.columns[0]].tolist(), whole)
    return made


def as_text(work: Work) -> Work:
    """Compare records of which one field is known, a person's name perhaps, as texts."""
    [name] = work.fields
    column = name.columns[-1] or name.columns[0]
    whole = work.prepared.get(f"{name.name}_whole", work.table[column])
    table = work.table.assign(**{_WHOLE: whole.astype(object)})
    return begin(table, [Field(name.name, "text", (_WHOLE,))])
