"""The other names of a brand, and how a name must be written to count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from resources.control_plane import audit
from resources.control_plane.catalogue import MATCH_POLICIES, MatchPolicy, NamePolicy
from resources.control_plane.claims import owners, refuse_claimed
from resources.control_plane.names import clean_name
from resources.control_plane.rows import fetch_first
from resources.control_plane.survivors import lock_names, survivor_id
from resources.errors import InputError
from resources.identity import new_id, normalize_brand_name

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from resources.control_plane.brands import Brand


@dataclass(frozen=True)
class _Standing(NamePolicy):
    id: str
    decision_id: str | None


@dataclass(frozen=True)
class _Holder:
    """The brand whose row a name is, with its spelling; `is_own` where it is the brand's name."""

    brand_id: str
    name: str
    is_own: bool


def add_alias(
    db: Connection,
    brand: Brand,
    alias: str,
    *,
    match: MatchPolicy | None = None,
    context: Sequence[str] = (),
    actor: str,
) -> None:
    """Give a brand another name, or say how one of its names must be written to count.

    The same again changes nothing. Of the brand's own name only the policy is kept. A name that
    an approval brought becomes a person's, and stays when the approval is taken back.

    Args:
        db: the open transaction.
        brand: the brand.
        alias: the other name, or its own.
        match: its policy; none leaves it as it is, `auto` for a new one.
        context: words one of which must stand beside it, for `context`.
        actor: who decides.

    Raises:
        InputError: when the alias or a word cannot be used, words and policy do not fit, another
            brand has the name, or the brand is merged into another.
    """
    name = clean_name(alias, "alias")
    lock_names(db)
    refuse_merged(db, brand)
    refuse_claimed(db, name, brand.name, brand.id)
    holder = _holder(db, brand, name)
    standing = _find(db, holder.brand_id, name)
    wish = _wish(holder, standing, match, clean_words(context))
    _check(wish, brand)
    if not _write(db, holder, standing, wish):
        return
    detail: dict[str, object] = {"brand_id": holder.brand_id, "alias": wish.name}
    if wish.match_policy != "auto" or (standing and standing.match_policy != "auto"):
        detail |= {"match_policy": wish.match_policy, "context_words": wish.context_words}
    audit.record(db, actor=actor, action="brand.alias", subject=brand.name, detail=detail)


def remove_alias(db: Connection, brand: Brand, alias: str, *, actor: str) -> None:
    """Take a name, or what was said about the brand's own name, from a brand.

    Raises:
        InputError: when the brand has no such alias, naming those it has.
    """
    lock_names(db)
    standing = _find(db, brand.id, alias)
    if standing is None:
        raise _no_alias(db, brand, alias)
    _delete(db, standing.id)
    detail = {
        "brand_id": brand.id,
        "alias": standing.name,
        "match_policy": standing.match_policy,
        "context_words": list(standing.context_words),
    }
    audit.record(db, actor=actor, action="brand.unalias", subject=brand.name, detail=detail)


def refuse_merged(db: Connection, brand: Brand) -> None:
    """Make sure that a brand stands for itself.

    Raises:
        InputError: naming the brand it is merged into, and how to undo that.
    """
    survivor = survivor_id(db, brand.id)
    if survivor != brand.id:
        sql = "SELECT name FROM control.brands WHERE id = %(id)s"
        into = db.exec_driver_sql(sql, {"id": survivor}).scalar_one()
        raise InputError(
            f"{brand.name!r} is merged into {into!r}: say it of {into!r}, or undo that first: "
            f'onevice brand split "{brand.name}".'
        )


def clean_words(words: Sequence[str]) -> tuple[str, ...]:
    """Context words as they are kept: lower-case, each once, sorted.

    Raises:
        InputError: when one is empty, too long or holds control characters.
    """
    return tuple(sorted({normalize_brand_name(clean_name(word, "context word")) for word in words}))


def _holder(db: Connection, brand: Brand, name: str) -> _Holder:
    """The brand that keeps a name: one merged into this brand may have it, else this brand."""
    for owner in owners(db, name):
        if owner.survivor_id == brand.id:
            own = name if owner.is_alias else owner.name
            return _Holder(owner.brand_id, own, not owner.is_alias)
    return _Holder(brand.id, name, is_own=False)


def _wish(
    holder: _Holder, standing: _Standing | None, match: MatchPolicy | None, words: tuple[str, ...]
) -> NamePolicy:
    if match is None and not words and standing is not None:
        return NamePolicy(holder.name, standing.match_policy, standing.context_words)
    return NamePolicy(holder.name, match or ("context" if words else "auto"), words)


def _check(wish: NamePolicy, brand: Brand) -> None:
    if wish.match_policy not in MATCH_POLICIES:
        known = ", ".join(MATCH_POLICIES)
        raise InputError(f"There is no match policy {wish.match_policy!r}; there are: {known}.")
    if wish.match_policy == "context" and not wish.context_words:
        raise InputError(
            f"{wish.name!r} shall count only beside certain words, and none is given: "
            f'onevice brand alias "{brand.name}" "{wish.name}" --context "word,word".'
        )
    if wish.match_policy != "context" and wish.context_words:
        raise InputError(
            f"Context words go with the policy context, not with {wish.match_policy}: leave out "
            "the words or the policy."
        )


def _write(db: Connection, holder: _Holder, standing: _Standing | None, wish: NamePolicy) -> bool:
    """Bring the row in line with the wish; says whether there was anything to do."""
    said = (wish.match_policy, wish.context_words)
    if holder.is_own and wish.match_policy == "auto":
        if standing is not None:
            _delete(db, standing.id)
        return standing is not None
    is_a_persons = standing is not None and standing.decision_id is None
    if standing and is_a_persons and (standing.match_policy, standing.context_words) == said:
        return False
    insert_alias(db, holder.brand_id, wish)
    db.exec_driver_sql(
        "UPDATE control.brands SET source = 'person' WHERE id = %(id)s", {"id": holder.brand_id}
    )
    return True


def insert_alias(
    db: Connection, brand_id: str, said: NamePolicy, decision_id: str | None = None
) -> None:
    """Write an alias as a person says it, without check or audit row.

    With `decision_id` it belongs to that decision, and one that is there already stays as it is.
    """
    change = (
        "DO UPDATE SET match_policy = excluded.match_policy, "
        "context_words = excluded.context_words, decision_id = NULL"
    )
    db.exec_driver_sql(
        "INSERT INTO control.brand_aliases (id, brand_id, alias, normalized_alias, match_policy, "
        "context_words, decision_id) VALUES (%(id)s, %(brand_id)s, %(alias)s, %(key)s, "
        "%(policy)s, %(words)s, %(decision_id)s) ON CONFLICT (brand_id, normalized_alias) "
        + ("DO NOTHING" if decision_id else change),
        {
            "id": new_id(),
            "brand_id": brand_id,
            "alias": said.name,
            "key": normalize_brand_name(said.name),
            "policy": said.match_policy,
            "words": list(said.context_words),
            "decision_id": decision_id,
        },
    )


def _find(db: Connection, brand_id: str, alias: str) -> _Standing | None:
    return fetch_first(
        db,
        _Standing,
        "SELECT id, alias AS name, match_policy, context_words, decision_id "
        "FROM control.brand_aliases WHERE brand_id = %(id)s AND normalized_alias = %(key)s",
        {"id": brand_id, "key": normalize_brand_name(alias)},
    )


def _delete(db: Connection, alias_id: str) -> None:
    db.exec_driver_sql("DELETE FROM control.brand_aliases WHERE id = %(id)s", {"id": alias_id})


def _no_alias(db: Connection, brand: Brand, alias: str) -> InputError:
    for owner in owners(db, alias):
        if owner.survivor_id == brand.id and owner.brand_id != brand.id:
            return InputError(
                f"{alias!r} is a name of {brand.name!r} by the merge of {owner.name!r}: undo it "
                f'with onevice brand split "{owner.name}".'
            )
    sql = "SELECT alias FROM control.brand_aliases WHERE brand_id = %(id)s ORDER BY alias"
    names = [str(one) for one in db.exec_driver_sql(sql, {"id": brand.id}).scalars()]
    return InputError(
        f"{alias!r} is no alias of {brand.name!r}, which has {', '.join(names) or 'none'}."
    )
