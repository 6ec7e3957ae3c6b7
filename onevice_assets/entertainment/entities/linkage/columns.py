"""What the columns of a table of records mean: mapped by a person, else guessed by their names.

A `Field` is one thing two records are compared on; its kind decides how (`levels`), and comes
from its meaning, or from what its values look like where the meaning is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from onevice_assets.entertainment.entities.linkage.meanings import (
    KINDS,
    NAMES,
    Entity,
    Kind,
    find_meanings,
    settle_map,
    slug,
    tell_columns,
)
from onevice_assets.entertainment.entities.linkage.normalise import normal_date, normal_number
from resources.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

_NOT_EVIDENCE: Final = re.compile(
    r"(^|_)(cluster|true_?id|entity|label|gold|match|group|source|dataset|file|index)(_|$)|_id$"
)
_SAMPLE: Final = 5_000
_LEAST_FILLED: Final = 0.1  # of a column nobody named


@dataclass(frozen=True)
class Field:
    """One thing two records are compared on.

    Attributes:
        name: its meaning, or the key a person gave it; names derived columns, so [a-z0-9_]+.
        kind: how it is normalised and compared.
        columns: the table's columns it is read from; for a person (name, given_name, surname)
            with "" for those not there.
    """

    name: str
    kind: Kind
    columns: tuple[str, ...]


def choose_fields(
    table: pd.DataFrame, mapping: Mapping[str, str], entity: Entity, id_column: str
) -> list[Field]:
    """Decide what records are compared on.

    Args:
        table: the records, all columns as text.
        mapping: our meaning → their column; empty to guess by the columns' names. Keys that are
            no meaning of ours are compared by what their values look like.
        entity: what a record is; decides how a `name` is read.
        id_column: never compared.

    Raises:
        InputError: a mapped column is not in the table, or nothing is left to compare.
    """
    settled = settle_map(mapping, list(table.columns), entity)
    named = {key: column for key, column in settled.items() if key != "id"}
    named = named or _guess(table, id_column, entity)
    fields = [*_names(table, named, entity), *_others(table, named, entity)]
    if not fields:
        raise InputError(
            f"None of the columns {', '.join(named.values()) or 'there are'} can be compared: each "
            f"is empty, always the same or an id. Name others by --map name=COLUMN,…; the records "
            f"have: {tell_columns(table.columns)}."
        )
    return fields


def _guess(table: pd.DataFrame, id_column: str, entity: Entity) -> dict[str, str]:
    columns = [column for column in table.columns if column != id_column]
    found = find_meanings(columns, entity)
    is_named = any(key in found for key in NAMES)
    for place, column in enumerate(columns):
        key = slug(column) if slug(column).isascii() else f"column_{place + 1}"
        if column in found.values() or _NOT_EVIDENCE.search(key):
            continue
        is_filled = table[column].notna().mean() >= _LEAST_FILLED
        if is_filled and key and key not in found and not (is_named and "name" in key):
            found[key] = column
    return found


def _names(table: pd.DataFrame, named: Mapping[str, str], entity: Entity) -> list[Field]:
    named = {key: column for key, column in named.items() if table[column].notna().any()}
    columns = tuple(named.get(key, "") for key in NAMES)
    if entity == "person" and any(columns):
        return [Field("name", "person", columns)]
    kinds: dict[str, Kind] = {"name": "title", "given_name": "string", "surname": "string"}
    return [Field(key, kinds[key], (named[key],)) for key in NAMES if key in named]


def _others(table: pd.DataFrame, named: Mapping[str, str], entity: Entity) -> list[Field]:
    found = []
    for key, column in named.items():
        values = table[column].dropna()
        if key in NAMES or values.nunique() < 2:
            continue
        kind = KINDS.get(key) or look_at(values)
        if entity == "organization" and key == "address":
            kind = "address"
        found.append(Field(key, kind, (column,)))
    return found


def look_at(values: pd.Series) -> Kind:
    """Tell the kind of a column by its values: dates, numbers, codes, texts or short strings."""
    sample = values.astype(str).head(_SAMPLE)
    if (share := _share(sample, normal_date)) > 0.9 and sample.str.len().median() >= 8:
        return "date" if sample.str.contains(r"[-/]").mean() > 0.5 else "code"
    if share > 0.9 and sample.str.fullmatch(r"\d{4}").mean() > 0.9:
        return "code"
    has_digits = sample.str.contains(r"\d").mean()
    length = float(sample.map(lambda text: len(text.split())).mean())
    if sample.str.fullmatch(r"[\d.,$€£ -]+").mean() > 0.9:
        is_measure = sample.str.contains(r"[.,$€£]").mean() > 0.2
        measured = is_measure and _share(sample, normal_number) > 0.9
        return "number" if measured else "code"
    if length >= 2.5:
        return "text"
    return "code" if has_digits > 0.9 and length < 1.5 else "string"


def _share(values: pd.Series, read: Callable[[str], object]) -> float:
    return float(np.mean([read(value) is not None for value in values])) if len(values) else 0.0
