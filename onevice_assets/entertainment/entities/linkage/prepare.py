"""Derived columns of records: what levels compare and blocks are made of, one set per kind.

A table of n records becomes `unique_id` and `row` (both 0…n-1), `source` and `<field>_<part>`
columns. Distinct values are normalised once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from onevice_assets.entertainment.entities.linkage import normalise
from onevice_assets.entertainment.entities.linkage.columns import Field
from onevice_assets.entertainment.entities.linkage.meanings import Kind
from onevice_assets.entertainment.entities.linkage.nicknames import long_form
from onevice_assets.entertainment.entities.linkage.person_names import (
    PersonName,
    parse_person_name,
)
from onevice_assets.entertainment.entities.linkage.reading import SOURCE

if TYPE_CHECKING:
    import pandas as pd

Parts = dict[str, Any]
_SOUNDS: Final = str.maketrans(
    "bfpvcgjkqsxzdtlmnr", "111122222222334556", "aeiouyhw"
)  # Soundex (Russell 1918): letters of one sound share a digit


def prepare(table: pd.DataFrame, fields: Sequence[Field]) -> pd.DataFrame:
    """Derive what is compared and blocked on.

    Args:
        table: records as text with `reading.SOURCE`.
        fields: what to compare.

    Returns:
        One row per record in the same order; text columns are None where there is nothing.
    """
    import pandas as pd

    rows = range(len(table))
    parts: dict[str, Any] = {"unique_id": rows, "row": rows, "source": table[SOURCE].to_numpy()}
    for field in fields:
        made = _person(table, field) if field.kind == "person" else _single(table, field)
        parts |= {f"{field.name}_{part}": made[part] for part in made.columns}
    return pd.DataFrame(parts)


def atoms_of(field: Field) -> list[str]:
    """Derived columns of a field whose equality may bring two records together."""
    return [f"{field.name}_{part}" for part in _ATOMS.get(field.kind, ())]


def _single(table: pd.DataFrame, field: Field) -> pd.DataFrame:
    import pandas as pd

    values = table[field.columns[0]]
    make = _MAKERS[field.kind]
    made = {value: make(value) for value in values.dropna().unique()}
    nothing = make(None)
    rows = [nothing if value is None else made[value] for value in values]
    return pd.DataFrame(rows, columns=list(nothing), dtype=object)


def _person(table: pd.DataFrame, field: Field) -> pd.DataFrame:
    import pandas as pd

    columns = [
        table[column].fillna("").tolist() if column else [""] * len(table)
        for column in field.columns
    ]
    rows = [_person_parts(*texts) for texts in zip(*columns, strict=True)]
    return pd.DataFrame(rows, columns=list(rows[0]), dtype=object)


def _person_parts(name: str, given: str, surname: str) -> Parts:
    if given or surname:
        first, _, middle = (normalise.normal_text(given) or "").partition(" ")
        found = PersonName(first, middle, normalise.normal_text(surname) or "")
    else:
        found = parse_person_name(name) or PersonName("", "", "")
    both = f"{found.given} {found.surname}".strip()
    return {
        "full": both or None,
        "whole": found.full or None,
        "given": found.given or None,
        "surname": found.surname or None,
        "root": long_form(found.given) if found.given else None,
        "initial": found.given[:1] or None,
        "sorted": " ".join(sorted(both.split())) or None,
        "sound": sound(found.surname) or None,
        "start": found.surname[:3] or None,
    }


@lru_cache(maxsize=100_000)
def sound(word: str) -> str:
    """Soundex of a folded word: its first letter and up to three digits; "" for nothing."""
    letters = "".join(c for c in word if c.isalpha())
    digits = letters[1:].translate(_SOUNDS)
    kept = [d for d, before in zip(digits, " " + digits, strict=False) if d != before]
    return letters[:1] + "".join(kept)[:3]


def _text_parts(value: str | None) -> Parts:
    norm = normalise.normal_text(value)
    return {"norm": norm, "first": norm.split()[0] if norm else None}


def _title_parts(value: str | None) -> Parts:
    norm = normalise.normal_organization(value)
    return {"norm": norm, "first": norm.split()[0] if norm else None}


def _string_parts(value: str | None) -> Parts:
    norm = normalise.normal_text(value)
    return {"norm": norm, "start": norm[:4] if norm else None}


def _website_parts(value: str | None) -> Parts:
    norm = normalise.normal_website(value)
    return {"norm": norm, "start": norm[:4] if norm else None}


def _code_parts(value: str | None) -> Parts:
    norm = normalise.normal_code(value)
    return {"norm": norm, "start": norm[:3] if norm else None}


def _address_parts(value: str | None) -> Parts:
    norm = normalise.normal_address(value)
    number, street = normalise.house_number(norm), normalise.street_name(norm)
    place = f"{number} {street[:4]}" if number and street else None
    return {"norm": norm, "number": number, "street": street, "place": place}


def _date_parts(value: str | None) -> Parts:
    norm = normalise.normal_date(value)
    year, rest = (norm[:4], norm[4:].replace("-", "")) if norm else (None, "")
    days = "".join(sorted((rest[:2], rest[2:]))) if rest else None
    return {"norm": norm, "year": year, "days": days}


def _phone_parts(value: str | None) -> Parts:
    norm = normalise.normal_phone(value)
    end = norm[-7:] if norm else None
    return {"norm": norm, "end": end, "start": end[:-4] if end else None}


def _email_parts(value: str | None) -> Parts:
    norm = normalise.normal_email(value)
    user, _, host = (norm or "").partition("@")
    return {"norm": norm, "user": user or None, "host": host or None}


def _number_parts(value: str | None) -> Parts:
    return {"value": normalise.normal_number(value)}


_MAKERS: Final[dict[Kind, Callable[[str | None], Parts]]] = {
    "title": _title_parts,
    "text": _text_parts,
    "string": _string_parts,
    "website": _website_parts,
    "code": _code_parts,
    "address": _address_parts,
    "date": _date_parts,
    "phone": _phone_parts,
    "email": _email_parts,
    "number": _number_parts,
}
_ATOMS: Final[dict[Kind, tuple[str, ...]]] = {
    "person": ("full", "surname", "given", "root", "sound", "start"),
    "title": ("norm", "first"),
    "text": ("norm",),
    "string": ("norm", "start"),
    "website": ("norm",),
    "code": ("norm", "start"),
    "address": ("norm", "place", "street", "number"),
    "date": ("norm", "year", "days"),
    "phone": ("norm", "end"),
    "email": ("norm", "user"),
}
