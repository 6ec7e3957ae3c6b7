"""Verdicts on names that answers showed: approved as a brand, or rejected.

One verdict stands about a name; a new one takes the place of the old one. Approving puts the name
and its spellings into the catalogue; taking that back removes what it brought, unless a person
or a website has come to need it. Merging is in `brand_merges`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from resources.control_plane import audit, brands
from resources.control_plane.aliases import insert_alias
from resources.control_plane.brand_merges import split
from resources.control_plane.brand_verdicts import (
    Standing,
    Verdict,
    nothing_stands,
    replace,
    standing,
    withdraw,
)
from resources.control_plane.brands import Brand
from resources.control_plane.catalogue import NamePolicy
from resources.control_plane.claims import claimed, owners, refuse_claimed
from resources.control_plane.merge_pointers import end, forget_unused
from resources.control_plane.names import clean_name
from resources.control_plane.survivors import lock_names, survivor_id
from resources.errors import InputError
from resources.identity import brand_id, normalize_brand_name

if TYPE_CHECKING:
    from sqlalchemy import Connection

_TRACKED = """
SELECT a.name, o.slug || '.' || w.domain, t.role
FROM control.brands a JOIN control.website_brands t ON t.until IS NULL AND (t.brand_id = a.id
    OR t.brand_id IN (SELECT brand_id FROM control.merged_brands WHERE survivor_id = a.id))
JOIN control.websites w ON w.id = t.website_id
JOIN control.organizations o ON o.id = w.organization_id
WHERE a.normalized_name = %(name)s ORDER BY 2
"""
_MEMBERS = """
SELECT a.name FROM control.brands a JOIN control.brands b ON b.id = a.merged_into
WHERE b.normalized_name = %(name)s ORDER BY a.normalized_name
"""


@dataclass(frozen=True)
class Approval:
    """What an approval did: the brand, and the spellings left to the brands that have them."""

    brand: Brand
    left_out: dict[str, str]


def approve(
    db: Connection,
    name: str,
    *,
    canonical: str | None = None,
    spellings: Sequence[str] = (),
    domain: str | None = None,
    actor: str,
) -> Approval:
    """Make a name that answers showed a brand, with its spellings; again changes nothing.

    A merge or rejection of the name ends. Spellings that belong to another brand stay there.

    Args:
        db: the open transaction.
        name: the candidate.
        canonical: the brand it is, as its owner writes it; the name itself if none.
        spellings: other ways the answers write it.
        domain: the brand's domain, if it has none yet.
        actor: who decides.

    Raises:
        InputError: when a name cannot be used or belongs to another brand.
    """
    name = clean_name(name, "brand")
    with db.begin_nested():
        lock_names(db)
        brand, ended, is_new = _settle(db, name, canonical, domain)
        before = standing(db, name)
        if before is None or before.brand_id != brand.id:
            replace(db, name, "approved", brand.id, None)
        left_out, added = _add_names(db, brand, name, spellings)
        forget_unused(db, before.brand_id if before else None, ended.id if ended else None)
        if is_new or ended or added or before is None or before.brand_id != brand.id:
            detail = {
                "brand_id": brand.id, "brand": brand.name, "domain": domain, "aliases": added,
                "left_out": left_out, "instead_of": _told(before, ended),
            }  # fmt: skip
            audit.record(db, actor=actor, action="brand.approve", subject=name, detail=detail)
    return Approval(brand, left_out)


def reject(db: Connection, name: str, *, why: str | None = None, actor: str) -> bool:
    """Say that a name is no brand: it never stands in again where nothing is tracked.

    An approval or merge of the name ends. The same again changes nothing.

    Returns:
        Whether answers are still read for the name, because the catalogue has it by itself.

    Raises:
        InputError: when the name cannot be used or a website tracks it.
    """
    name = clean_name(name, "brand")
    with db.begin_nested():
        lock_names(db)
        _refuse_needed(db, name)
        own = _own(db, name)
        ended = end(db, own) if own else None
        before = standing(db, name)
        if before is None or before.verdict != "rejected" or (why and why != before.why):
            replace(db, name, "rejected", None, why or (before.why if before else None))
            gone = (own.id if own else None, before.brand_id if before else None)
            forget_unused(db, *gone, ended.id if ended else None)
            detail = {"why": why, "instead_of": _told(before, ended)}
            audit.record(db, actor=actor, action="brand.reject", subject=name, detail=detail)
    return bool(owners(db, name))


def restore(db: Connection, name: str, *, actor: str) -> Verdict:
    """Take back what stands about a name, so that it is again what it was before.

    Returns:
        What stood: approved, rejected or merged.

    Raises:
        InputError: when nothing stands, naming the nearest names about which something does.
    """
    name = clean_name(name, "brand")
    with db.begin_nested():
        lock_names(db)
        own = _own(db, name)
        if own is not None and survivor_id(db, own.id) != own.id:
            split(db, name, actor=actor)
            return "merged"
        stood = standing(db, name)
        if stood is None:
            raise nothing_stands(db, name)
        withdraw(db, name)
        forget_unused(db, stood.brand_id)
        detail = {"verdict": stood.verdict, "brand_id": stood.brand_id}
        audit.record(db, actor=actor, action="brand.restore", subject=name, detail=detail)
    return stood.verdict


def _settle(
    db: Connection, name: str, canonical: str | None, domain: str | None
) -> tuple[Brand, Brand | None, bool]:
    """The brand that a name is to be: found or made; what it was merged into; whether it is new."""
    wanted = clean_name(canonical or name, "brand")
    found = owners(db, wanted)
    is_itself = normalize_brand_name(wanted) == normalize_brand_name(name)
    ended = None
    if is_itself and found and not found[0].is_alias:
        own = brands.by_id(db, found[0].brand_id)
        ended, wanted = end(db, own), own.name
    elif found:
        wanted = found[0].survivor_name
        refuse_claimed(db, name, wanted, found[0].survivor_id)
    else:
        refuse_claimed(db, name, wanted, brand_id(wanted))
    is_new = brands.insert(db, wanted, domain=domain, source="decision")
    return brands.find(db, wanted), ended, is_new


def _add_names(
    db: Connection, brand: Brand, name: str, spellings: Sequence[str]
) -> tuple[dict[str, str], list[str]]:
    """Add a name and its spellings to a brand; what was left to other brands, and what is new."""
    wanted = {normalize_brand_name(one): clean_name(one, "alias") for one in (*spellings, name)}
    taken = claimed(db, wanted.values(), brand.id)
    have = {one.key for one in owners(db, *wanted) if one.survivor_id == brand.id}
    added = [spelling for key, spelling in wanted.items() if key not in {*taken, *have}]
    decision = standing(db, name)
    for one in added:
        insert_alias(db, brand.id, NamePolicy(one, "auto", ()), decision.id if decision else None)
    return {wanted[key]: owner.survivor_name for key, owner in taken.items()}, added


def _own(db: Connection, name: str) -> Brand | None:
    """The brand whose own name it is."""
    found = [one for one in owners(db, name) if not one.is_alias]
    return brands.by_id(db, found[0].brand_id) if found else None


def _refuse_needed(db: Connection, name: str) -> None:
    """A name that a website tracks or that others are merged into is no mistake of an answer."""
    key = {"name": normalize_brand_name(name)}
    tracked = db.exec_driver_sql(_TRACKED, key).first()
    if tracked:
        brand, website, role = tracked
        raise InputError(
            f"{website} tracks {brand!r} as {role}, so {name!r} cannot be rejected. First: "
            f'onevice brand untrack "{brand}" --website {website}.'
        )
    member = db.exec_driver_sql(_MEMBERS, key).scalar()
    if member:
        raise InputError(
            f"{member!r} is merged into {name!r}, so {name!r} cannot be rejected. First: "
            f'onevice brand split "{member}".'
        )


def _told(before: Standing | None, ended: Brand | None) -> str | None:
    """What a decision takes the place of, for the audit log."""
    if ended is not None:
        return f"merged into {ended.name}"
    return before.verdict if before else None
