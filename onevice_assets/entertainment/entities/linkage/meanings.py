"""Our words for what columns mean, what others call them, and `--map`, which says it for a table.

Not here: what the columns of a table are compared as (`columns`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

from rapidfuzz.distance import OSA

from resources.errors import InputError

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
NAMES: Final = ("name", "given_name", "surname")
_NAMES_OF: Final[dict[Entity, tuple[str, ...]]] = {
    "person": ("name", "full_name", "fullname", "person", "person_name"),
    "organization": (
        "name", "full_name", "fullname", "title", "company", "company_name", "site_name",
        "organization_name", "organisation_name", "product_name", "restaurant_name", "brand",
    ),
}  # fmt: skip
_ALIASES: Final[dict[str, tuple[str, ...]]] = {
    "given_name": ("given_name", "first_name", "forename", "firstname", "fname", "givenname"),
    "surname": ("surname", "last_name", "lastname", "lname", "family_name"),
    "dob": ("dob", "date_of_birth", "birth_date", "birthdate", "birthday"),
    "address": ("address", "addr", "address_1", "address1", "street_address", "street"),
    "city": ("city", "town", "suburb"),
    "state": ("state", "province"),
    "postcode": ("postcode", "zip", "zip_code", "zipcode", "postal_code", "postcode_fake"),
    "phone": ("phone", "telephone", "phone_number", "mobile", "tel"),
    "email": ("email", "email_address", "e_mail", "mail"),
    "website": ("website", "url", "homepage", "web"),
    "organization": (
        "organization", "organisation", "employer", "agency", "affiliation", "company",
        "company_name",
    ),
    "role": ("role", "occupation", "job_title", "position"),
    "projects": ("projects", "project", "credits"),
    "description": ("description", "desc", "summary"),
    "price": ("price", "cost"),
}  # fmt: skip
KNOWN: Final = ("id", *NAMES, *KINDS)
_LONG: Final = 6  # letters of a field that a word one edit away is held for
_BETWEEN: Final = re.compile(r",(?=[^,=]*=)")
_IDS: Final = re.compile(r"^(unique_?|rec(ord)?_?)?id$")


def slug(text: object) -> str:
    """A column's name as a key of ours: "Site name" → "site_name"; letters of any script stay."""
    return re.sub(r"[\W_]+", "_", str(text).strip().lower()).strip("_")


def tell_columns(columns: Iterable[object]) -> str:
    """The columns of a table for people, without those we added."""
    return ", ".join(one for one in map(str, columns) if not one.startswith("__"))


def read_map(texts: Iterable[str]) -> dict[str, str]:
    """Read `--map name=COLUMN,…`, also given several times; a column may hold commas.

    Raises:
        InputError: a part without "=", or one key for two columns.
    """
    found: dict[str, str] = {}
    for part in (part for text in texts for part in _BETWEEN.split(text) if part.strip()):
        key, sign, column = part.partition("=")
        key = slug(key)
        if not sign or not key or not column.strip():
            raise InputError(
                f"--map wants key=COLUMN, found {part.strip()!r}. Keys: {', '.join(KNOWN)}."
            )
        if key in found:
            raise InputError(f"--map names {key!r} twice: {found[key]!r} and {column.strip()!r}.")
        found[key] = column.strip()
    return found


def settle_map(
    mapping: Mapping[str, str], columns: Sequence[str], entity: Entity
) -> dict[str, str]:
    """Bring what a person mapped to our words and the table's columns.

    Args:
        mapping: what was given (see `read_map`). A key that is another word for a meaning of ours
            (`first_name`) is taken for it, unless that is mapped too; any other key stays.
        columns: of the table; upper and lower case, blanks and signs need not be the same.
        entity: what a record is.

    Raises:
        InputError: a column is not there, or a key is nearly one of ours.
    """
    found = {key: find_column(columns, column) for key, column in mapping.items()}
    missing = [mapping[key] for key, column in found.items() if column is None]
    if missing:
        raise InputError(
            f"--map names columns that the records do not have: {', '.join(missing)}. They have: "
            f"{tell_columns(columns)}."
        )
    meant = {key: _meaning(key, entity) for key in mapping}
    given = set(mapping)
    return {
        key if meant[key] in given else meant[key]: column
        for key, column in found.items()
        if column is not None
    }


def _words(entity: Entity) -> dict[str, tuple[str, ...]]:
    """What others call each meaning; names of people before all, so that they are taken first."""
    parts: dict[str, tuple[str, ...]] = {key: _ALIASES[key] for key in NAMES if key in _ALIASES}
    return {**parts, "name": _NAMES_OF[entity], **_ALIASES}


def _meaning(key: str, entity: Entity) -> str:
    """Our word for a key; the key itself where it is none that we know or nearly know."""
    if key in KNOWN:
        return key
    for meaning, words in _words(entity).items():
        if key in words:
            return meaning
    near = [one for one in KNOWN if len(one) >= _LONG and OSA.distance(one, key) == 1]
    if near and not key.startswith(near[0]):
        raise InputError(
            f"--map: {key!r} is no field; was {near[0]!r} meant? Fields: {', '.join(KNOWN)}. Any "
            "other word is compared by what its column looks like."
        )
    return key


def find_column(columns: Sequence[str], wanted: str) -> str | None:
    """The column meant: as written, else the only one of that name but for case and signs."""
    if wanted in columns:
        return wanted
    found = [column for column in columns if slug(column) == slug(wanted)]
    return found[0] if len(found) == 1 else None


def find_meanings(columns: Sequence[str], entity: Entity) -> dict[str, str]:
    """Meaning → column, by the columns' names, for those whose meaning is known."""
    found: dict[str, str] = {}
    slugs = {column: slug(column) for column in columns}
    for key, words in _words(entity).items():
        column = next((c for word in words for c, name in slugs.items() if name == word), None)
        if column is not None and column not in found.values():
            found[key] = column
    return found


def choose_ids(columns: Sequence[str], mapping: Mapping[str, str]) -> list[str]:
    """Columns that may hold each record's id, the likeliest first.

    Mapped: only that; else those named like one, the first of all, and those that end in "id".
    """
    if "id" in mapping:
        return [find_column(columns, mapping["id"]) or mapping["id"]]
    named = [column for column in columns if _IDS.match(slug(column))]
    like = [column for column in columns if slug(column).endswith("id")]
    return list(dict.fromkeys([*named, columns[0], *like]))
