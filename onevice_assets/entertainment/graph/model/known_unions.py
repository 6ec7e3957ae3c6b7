"""The seed's four unions as nodes (seed 000, §2.1.6), and which union a local belongs to.

Names, codes, seats and pages alone: what a union pays changes every year, differs by state and
contract, and is brought by `onevice talent unions import`.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

from onevice_assets.entertainment.graph.model.rows import Row, make_node
from resources.identity import derived_id

_ADDED = date(2026, 11, 22)

UNIONS: dict[str, dict[str, Any]] = {
    "IATSE": {
        "name": "International Alliance of Theatrical Stage Employees",
        "headquarters": "New York, NY",
        "website": "https://iatse.net",
    },
    "DGA": {
        "name": "Directors Guild of America",
        "headquarters": "Los Angeles, CA",
        "primaryCity": "Los Angeles",
        "website": "https://www.dga.org",
    },
    "SAG-AFTRA": {
        "name": "Screen Actors Guild - American Federation of Television and Radio Artists",
        "headquarters": "Los Angeles, CA",
        "primaryCity": "Los Angeles",
        "website": "https://www.sagaftra.org",
    },
    "LOCAL_399": {
        "name": "International Brotherhood of Teamsters, Local 399",
        "localNumber": "Local 399",
        "primaryCity": "Los Angeles",
        "region": "West Coast",
        "website": "https://www.ht399.org",
    },
}
"""Code → public facts."""

LOCALS: dict[str, tuple[str, str]] = {
    "Local 44": ("IATSE", "Affiliated Property Craftspersons"),
    "Local 52": ("IATSE", "Motion Picture Studio Mechanics"),
    "Local 80": ("IATSE", "Motion Picture Studio Grips"),
    "Local 399": ("LOCAL_399", "Hollywood Teamsters"),
    "Local 600": ("IATSE", "International Cinematographers Guild"),
    "Local 695": ("IATSE", "Production Sound Technicians"),
    "Local 700": ("IATSE", "Motion Picture Editors Guild"),
    "Local 705": ("IATSE", "Motion Picture Costumers"),
    "Local 706": ("IATSE", "Make-Up Artists and Hair Stylists Guild"),
    "Local 728": ("IATSE", "Studio Electrical Lighting Technicians"),
    "Local 800": ("IATSE", "Art Directors Guild"),
    "Local 892": ("IATSE", "Costume Designers Guild"),
}
"""`Local N` → code of its union, and what it is called. Not all there are."""


_SPOKEN = {
    "directors guild of america": "DGA",
    "directors guild": "DGA",
    "sag": "SAG-AFTRA",
    "aftra": "SAG-AFTRA",
    "sagaftra": "SAG-AFTRA",
    "screen actors guild": "SAG-AFTRA",
    "teamsters": "LOCAL_399",
    "writers guild of america": "WGA",
    "producers guild of america": "PGA",
    "american federation of musicians": "AFM",
}
_NAMES = _SPOKEN | {re.sub(r"[^a-z ]", "", one["name"].lower()): key for key, one in UNIONS.items()}


def union_code(name: str) -> str:
    """Code of a union by what a text calls it; of one that nobody knows, its name in capitals.

    Examples:
        >>> union_code("Screen Actors Guild"), union_code("Local 600"), union_code("BECTU")
        ('SAG-AFTRA', 'IATSE', 'BECTU')
    """
    words = " ".join(name.split())
    if found := re.search(r"\blocal (\d+)\b", words, re.IGNORECASE):
        return LOCALS.get(f"Local {found[1]}", (words.upper(),))[0]
    plain = " ".join(re.sub(r"[^a-z ]", "", words.lower()).split())
    return _NAMES.get(plain.removeprefix("the "), words.upper())


def make_unions(organization_id: str) -> list[Row]:
    """The four unions as an organization's nodes; the same ids every time."""
    return [make_union(organization_id, code) for code in UNIONS]


def make_union(organization_id: str, code: str, name: str = "") -> Row:
    """A union as an organization's node, with what is publicly known of it.

    Args:
        organization_id: whose node it is.
        code: of the union.
        name: of one that is not known, as texts call it.
    """
    added = datetime(_ADDED.year, _ADDED.month, _ADDED.day, tzinfo=UTC)
    facts = UNIONS.get(code, {"name": name or code})
    own = {"unionCode": code, "createdAt": added, "updatedAt": added, "isActive": True}
    uuid = union_uuid(organization_id, code)
    return make_node("Union", organization_id, uuid, **own, **facts)


def union_uuid(organization_id: str, code: str) -> str:
    """The UUID of a union in an organization's graph: by its code, known or not."""
    return derived_id(_ADDED, "unions", organization_id, code)
