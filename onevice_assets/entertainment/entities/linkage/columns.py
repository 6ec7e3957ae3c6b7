"""What the columns of a table of records mean: mapped by a person, else guessed by their names.

A `Field` is one thing two records are compared on; its kind decides how (`levels`), and comes
from its meaning, or from what its values look like where the meaning is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from onevice_assets.entertainment.entities.linkage.normalise import normal_date, normal_number
from resources.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

Entity = Literal["person", "organization"]
Kind = Literal[
    "person", "title", "text", "address", "date", "phone", "email", "website", "code", "string",
    "number",
]  # fmt: skip

KINDS: Final[dict[str, Kind]] = {
    "dob": "date", "date": "date", "address": "address", "street": "address", "phone": "phone",
    "fax": "phone", "email": "email", "website": "website", "postcode": "code", "code": "code",
    "organization": "title", "projects": "text", "description": "text", "price": "number",
    "role": "string", "city": "string", "state": "string", "country": "string",
    "gender": "string", "suburb": "string", "occupation": "string", "birth_place": "string",
}  # fmt: skip
_NAMES: Final = ("name", "given_name", "surname")
_ALIASES: Final[dict[str, tuple[str, ...]]] = {
    "given_name": ("given_name", "first_name", "forename", "firstname", "fname", "givenname"),
    "surname": ("surname", "last_name", "lastname", "lname", "family_name"),
    "name": (
        "name", "full_name", "fullname", "person", "title", "company", "company_name", "site_name",
        "organization_name", "organisation_name", "product_name", "restaurant_name", "person_name",
    ),
    "dob": ("dob", "date_of_birth", "birth_date", "birthdate", "birthday"),
    "address": ("address", "addr", "address_1", "address1", "street_address", "street"),
    "city": ("city", "town", "suburb"),
    "state": ("state", "province"),
    "postcode": ("postcode", "zip", "zip_code", "zipcode", "postal_code", "postcode_fake"),
    "phone": ("phone", "telephone", "phone_number", "mobile", "tel"),
    "email": ("email", "email_address", "e_mail", "mail"),
    "website": ("website", "url", "homepage", "web"),
    "organization": ("organization", "organisation", "employer", "agency", "affiliation"),
    "role": ("role", "occupation", "job_title", "position"),
    "projects": ("projects", "project", "credits"),
    "description": ("description", "desc", "summary"),
    "price": ("price", "cost"),
}  # fmt: skip
_IDS: Final = re.compile(r"^(unique_?|rec(ord)?_?)?id$")
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


def read_map(texts: Iterable[str]) -> dict[str, str]:
    """Read `--map name=COLUMN,…`, also given several times.

    Raises:
        InputError: a part without "=", or one key for two columns.
    """
    found: dict[str, str] = {}
    for part in (part for text in texts for part in text.split(",") if part.strip()):
        key, sign, column = part.partition("=")
        key = _slug(key)
        if not sign or not key or not column.strip():
            raise InputError(f"--map wants key=COLUMN, found {part.strip()!r}.")
        if key in found:
            raise InputError(f"--map names {key!r} twice: {found[key]!r} and {column.strip()!r}.")
        found[key] = column.strip()
    return found


def choose_id(columns: list[str], mapping: Mapping[str, str]) -> str:
    """Column that holds each record's id: mapped, else named like one, else the first."""
    if "id" in mapping:
        return mapping["id"]
    return next((column for column in columns if _IDS.match(_slug(column))), columns[0])


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
    missing = [column for column in mapping.values() if column not in table.columns]
    if missing:
        raise InputError(
            f"--map names columns that the records do not have: {', '.join(missing)}. They have: "
            f"{', '.join(one for one in map(str, table.columns) if not one.startswith('__'))}."
        )
    named = {key: column for key, column in mapping.items() if key != "id"}
    named = named or _guess(table, id_column)
    fields = [*_names(named, entity), *_others(table, named, entity)]
    if not fields:
        raise InputError(
            f"No column of the records can be compared ({', '.join(map(str, table.columns))}): "
            "each is empty, always the same or an id. Name some by --map name=COLUMN,…"
        )
    return fields


def _guess(table: pd.DataFrame, id_column: str) -> dict[str, str]:
    found: dict[str, str] = {}
    slugs = {column: _slug(column) for column in table.columns if column != id_column}
    for key, aliases in _ALIASES.items():
        column = next((c for alias in aliases for c, slug in slugs.items() if slug == alias), None)
        if column is not None and column not in found.values():
            found[key] = column
    is_named = any(key in found for key in _NAMES)
    for column, slug in slugs.items():
        if column in found.values() or _NOT_EVIDENCE.search(slug):
            continue
        is_filled = table[column].notna().mean() >= _LEAST_FILLED
        if is_filled and slug and not (is_named and "name" in slug):
            found[slug] = column
    return found


def _names(named: Mapping[str, str], entity: Entity) -> list[Field]:
    columns = tuple(named.get(key, "") for key in _NAMES)
    if entity == "person" and any(columns):
        return [Field("name", "person", columns)]
    kinds: dict[str, Kind] = {"name": "title", "given_name": "string", "surname": "string"}
    return [Field(key, kinds[key], (named[key],)) for key in _NAMES if key in named]


def _others(table: pd.DataFrame, named: Mapping[str, str], entity: Entity) -> list[Field]:
    found = []
    for key, column in named.items():
        values = table[column].dropna()
        if key in _NAMES or values.nunique() < 2:
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


def _slug(text: object) -> str:
    return re.sub(r"[^a-z0-9]+", "_", str(text).strip().lower()).strip("_")
