"""Merging brands that are one, and taking them apart again.

A merged brand points to the one it is merged into and keeps everything that is its own: aliases,
policies, tracking. It is read, tracked and counted as the survivor for as long as the pointer
stands, on past days too once they are read again; splitting it gives back what was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from resources.control_plane import audit, brands
from resources.control_plane.aliases import insert_alias
from resources.control_plane.brands import Brand
from resources.control_plane.catalogue import NamePolicy
from resources.control_plane.claims import Owner, owners, unknown_name
from resources.control_plane.merge_pointers import (
    chain,
    end,
    forget_unused,
    is_read_as,
    point,
    relate,
)
from resources.control_plane.names import clean_name
from resources.control_plane.survivors import family, lock_names, survivor_id
from resources.errors import InputError
from resources.identity import brand_id, normalize_brand_name

if TYPE_CHECKING:
    from sqlalchemy import Connection

Found = Mapping[str, Sequence[str]]

_ROLES = """
SELECT DISTINCT ON (o.slug, w.domain) o.slug || '.' || w.domain AS website, a.role, b.role
FROM control.website_brands a JOIN control.website_brands b USING (website_id)
JOIN control.websites w ON w.id = website_id JOIN control.organizations o ON o.id = organization_id
WHERE a.brand_id = ANY(%(first)s::uuid[]) AND b.brand_id = ANY(%(second)s::uuid[])
    AND a.until IS NULL AND b.until IS NULL AND a.role <> b.role ORDER BY o.slug, w.domain
"""


@dataclass(frozen=True)
class Left:
    """The brand that a name was taken from, and whether it was only an alias there."""

    brand_name: str
    was_alias: bool


def merge(
    db: Connection,
    name: str,
    into: str,
    *,
    found: Found | None = None,
    actor: str,
) -> Brand:
    """Let a brand and all its names be names of another; again changes nothing.

    What only answers showed so far comes into the catalogue with the merge and leaves with it.
    A website that tracks the merged brand tracks the survivor in its place.

    Args:
        db: the open transaction.
        name: the brand that goes.
        into: the brand that stays.
        found: spellings by normalized name of what answers showed beyond the catalogue.
        actor: who decides.

    Returns:
        The brand it is read as now: `into`, or what that is merged into itself.

    Raises:
        InputError: when a name is unknown, rejected or only an alias, both are one already the
            other way round, or a website tracks one as its own and the other as a competitor.
    """
    found = found or {}
    with db.begin_nested():
        lock_names(db)
        known = _known_as(db, name, into)
        if known is not None:
            return known
        source, target = _take(db, found, name, into)
        if is_read_as(db, source, target):
            return brands.survivor(db, target.name)
        _refuse_rejected(db, target)
        before = end(db, source)
        _refuse_two_roles(db, source, target)
        point(db, source.id, target.id)
        forget_unused(db, before.id if before else None)
        detail = {
            "brand_id": source.id, "into": target.name, "into_brand_id": target.id,
            "instead_of": before.name if before else None, "websites": relate(db, target.id),
        }  # fmt: skip
        audit.record(db, actor=actor, action="brand.merge", subject=source.name, detail=detail)
        return brands.survivor(db, target.name)


def split(db: Connection, name: str, *, origin: str | None = None, actor: str) -> Left | None:
    """Undo a merge, or make an alias a brand of its own.

    Args:
        db: the open transaction.
        name: the merged brand, or the alias.
        origin: the brand to take it from; needed only where several have the alias.
        actor: who decides.

    Returns:
        What it left; none where the name stands for itself already.

    Raises:
        InputError: when nobody has the name, or another brand than `origin` has it.
    """
    name = clean_name(name, "brand")
    with db.begin_nested():
        lock_names(db)
        owner = _owner_to_leave(db, name, origin)
        if owner is None:
            return None
        if owner.is_alias:
            left = Left(owner.name, was_alias=True)
            _free_alias(db, owner, name)
        else:
            before = end(db, brands.find(db, name))
            left = Left(before.name if before else owner.survivor_name, was_alias=False)
            forget_unused(db, owner.brand_id, before.id if before else None)
        detail = {"from": left.brand_name, "brand_id": brand_id(name), "was_alias": left.was_alias}
        audit.record(db, actor=actor, action="brand.split", subject=name, detail=detail)
    return left


def _known_as(db: Connection, name: str, into: str) -> Brand | None:
    """The brand that both names belong to where the first is only an alias, and no brand.

    Raises:
        InputError: when it is the alias of another brand.
    """
    found = owners(db, clean_name(name, "brand"))
    if not found or not found[0].is_alias:
        return None
    both = {one.survivor_id for one in found}
    both &= {one.survivor_id for one in owners(db, clean_name(into, "brand"))}
    if both:
        return brands.by_id(db, both.pop())
    raise InputError(
        f"{name!r} is no brand but an alias of {found[0].name!r}. Make it one first: "
        f'onevice brand split "{name}" FROM "{found[0].name}".'
    )


def _take(db: Connection, found: Found, *names: str) -> list[Brand]:
    """The brands that have the names, put into the catalogue where only answers showed them.

    All names come before any spelling, so that none is taken for another's.
    """
    taken, new = [], []
    for name in (clean_name(one, "brand") for one in names):
        have = owners(db, name)
        if not have:
            if normalize_brand_name(name) not in found:
                raise unknown_name(db, name, (one for some in found.values() for one in some[:1]))
            brands.insert(db, name, source="decision")
            new.append(name)
        taken.append(brands.by_id(db, have[0].brand_id) if have else brands.find(db, name))
    for name in new:
        spellings = found[normalize_brand_name(name)]
        known = {one.key for one in owners(db, *spellings)}
        for one in spellings:
            if normalize_brand_name(one) not in known:
                said = NamePolicy(clean_name(one, "alias"), "auto", ())
                insert_alias(db, brand_id(name), said)
    return taken


def _refuse_rejected(db: Connection, target: Brand) -> None:
    sql = (
        "SELECT 1 FROM control.brand_decisions "
        "WHERE normalized_name = %(name)s AND verdict = 'rejected'"
    )
    if db.exec_driver_sql(sql, {"name": target.normalized_name}).first():
        raise InputError(
            f"{target.name!r} is rejected, so nothing can be merged into it. If it is a brand: "
            f'onevice brand approve "{target.name}".'
        )


def _refuse_two_roles(db: Connection, source: Brand, target: Brand) -> None:
    """A website's own brand and its competitor are not one; a person has to say which."""
    families = {
        "first": family(db, source.id),
        "second": family(db, survivor_id(db, target.id)),
    }
    found = db.exec_driver_sql(_ROLES, families).first()
    if found:
        website, one, other = found
        raise InputError(
            f"{website} tracks {source.name!r} as {one} and {target.name!r} as {other}; merged "
            f'they could be only one of it. First: onevice brand untrack "{source.name}" '
            f"--website {website}."
        )


def _owner_to_leave(db: Connection, name: str, origin: str | None) -> Owner | None:
    """The brand that a merged brand or an alias is to be taken from; none if there is none."""
    found = owners(db, name)
    if not found:
        raise unknown_name(db, name)
    leaving = [one for one in found if one.is_alias or one.brand_id != one.survivor_id]
    if origin is not None:
        key = normalize_brand_name(origin)
        named = [one for one in leaving if key in map(normalize_brand_name, _origins(db, one))]
        if not named:
            has = ", ".join(one.survivor_name for one in leaving) or "itself alone"
            raise InputError(f"{name!r} is no name of {origin!r}; it is one of {has}.")
        leaving = named
    if len(leaving) > 1:
        said = " or ".join(f'FROM "{one.name}"' for one in leaving)
        raise InputError(f'Several brands have {name!r}: onevice brand split "{name}" {said}.')
    return leaving[0] if leaving else None


def _origins(db: Connection, owner: Owner) -> list[str]:
    """The brands a name can be said to be taken from."""
    above = [brands.by_id(db, one).name for one in chain(db, owner.brand_id)]
    return [owner.name, *above] if owner.is_alias else above


def _free_alias(db: Connection, owner: Owner, name: str) -> None:
    """Turn an alias into a brand that keeps the alias's policy as its own name's."""
    sql = (
        "DELETE FROM control.brand_aliases WHERE brand_id = %(id)s AND normalized_alias = %(key)s "
        "RETURNING alias, match_policy, context_words"
    )
    values = {"id": owner.brand_id, "key": normalize_brand_name(name)}
    alias, policy, words = db.exec_driver_sql(sql, values).one()
    brands.insert(db, alias, source="person")
    if policy != "auto":
        insert_alias(db, brand_id(alias), NamePolicy(alias, policy, tuple(words)))
