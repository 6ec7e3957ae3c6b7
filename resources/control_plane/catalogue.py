"""The catalogue as answers are read with it: surviving brands, all their names, and a version.

The names of a merged brand are its survivor's. What people decide about names is written by
`aliases`, `brand_decisions` and `brand_merges`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from resources.control_plane.rows import fetch
from resources.control_plane.survivors import SURVIVOR

if TYPE_CHECKING:
    from sqlalchemy import Connection

MatchPolicy = Literal["auto", "any_case", "exact", "context"]
MATCH_POLICIES: tuple[MatchPolicy, ...] = get_args(MatchPolicy)

_OF_MERGED = "LEFT JOIN control.merged_brands m ON m.brand_id = a.brand_id"
_NAMES = f"""
SELECT {SURVIVOR.format("a")} AS brand_id, a.alias::text AS name, a.normalized_alias AS normalized
FROM control.brand_aliases a {_OF_MERGED}
UNION
SELECT m.survivor_id, b.name::text, b.normalized_name
FROM control.merged_brands m JOIN control.brands b ON b.id = m.brand_id
"""
ALIASES = f"""
SELECT n.brand_id, array_agg(n.name ORDER BY n.name COLLATE "C") AS aliases
FROM ({_NAMES}) AS n JOIN control.brands s ON s.id = n.brand_id
WHERE n.normalized <> s.normalized_name GROUP BY n.brand_id
"""
_VERSION = f"""
SELECT left(encode(sha256(convert_to(coalesce(string_agg(line, E'\\x1e' ORDER BY line), ''),
    'UTF8')), 'hex'), 12)
FROM (
    SELECT concat_ws(E'\\x1f', id, name, domain) COLLATE "C" AS line
    FROM control.brands WHERE merged_into IS NULL
    UNION
    SELECT concat_ws(E'\\x1f', {SURVIVOR.format("a")}, a.alias, a.match_policy,
        nullif(array_to_string(a.context_words, ','), ''), 'alias') COLLATE "C"
    FROM control.brand_aliases a {_OF_MERGED}
    UNION
    SELECT concat_ws(E'\\x1f', m.survivor_id, b.name, 'auto', 'alias') COLLATE "C"
    FROM control.merged_brands m JOIN control.brands b ON b.id = m.brand_id
    UNION
    SELECT concat_ws(E'\\x1f', a.normalized_name, {SURVIVOR.format("a")}, a.verdict) COLLATE "C"
    FROM control.brand_decisions a {_OF_MERGED}
) AS lines
"""


@dataclass(frozen=True)
class CatalogueBrand:
    """A brand as the extractor needs it: its name and every other spelling of it."""

    brand_id: str
    name: str
    domain: str | None
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class NamePolicy:
    """How a name must be written to count, where a person said so.

    Attributes:
        name: the brand's own name or an alias.
        match_policy: `any_case`: sure however it is written; `exact`: only in these very letters;
            `context`: only beside one of the words.
        context_words: for `context`; else none.
    """

    name: str
    match_policy: MatchPolicy
    context_words: tuple[str, ...]


@dataclass(frozen=True)
class _PolicyRow(NamePolicy):
    brand_id: str


def catalogue(db: Connection) -> list[CatalogueBrand]:
    """Every surviving brand with all its other names, by name; aliases sorted."""
    return fetch(
        db,
        CatalogueBrand,
        "SELECT b.id AS brand_id, b.name, b.domain, "
        "coalesce(a.aliases, ARRAY[]::text[]) AS aliases FROM control.brands b "
        f"LEFT JOIN ({ALIASES}) a ON a.brand_id = b.id "
        "WHERE b.merged_into IS NULL ORDER BY b.normalized_name",
        {},
    )


def policies(db: Connection) -> Mapping[str, tuple[NamePolicy, ...]]:
    """The policies people set, by id of the surviving brand; `auto` is what is not here."""
    rows = fetch(
        db,
        _PolicyRow,
        f"SELECT {SURVIVOR.format('a')} AS brand_id, a.alias AS name, a.match_policy, "
        f"a.context_words FROM control.brand_aliases a {_OF_MERGED} "
        "WHERE a.match_policy <> 'auto' "
        'ORDER BY 1, a.alias COLLATE "C", a.match_policy, a.context_words',
        {},
    )
    found: dict[str, tuple[NamePolicy, ...]] = {}
    for row in rows:
        said = NamePolicy(row.name, row.match_policy, row.context_words)
        found[row.brand_id] = (*found.get(row.brand_id, ()), said)
    return found


def alias_version(db: Connection) -> str:
    """Version of what answers are read with, 12 hex digits.

    Names, aliases with their policies, merges, approvals and rejections count; the same ones give
    the same version in any database, whatever was decided and taken back before.
    """
    return str(db.exec_driver_sql(_VERSION, {}).scalar_one())
