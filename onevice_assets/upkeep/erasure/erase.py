"""An erasure from its record to its end; killed half-way, the same again ends it.

    nothing of the subject runs → record with the subject → every place, sources first →
    nothing is left anywhere → files are written anew → the record forgets the subject

While the record is open its subject is kept in it: a second try takes that, for the rows that told
it may be gone. A run that began meanwhile finds no website, and what it wrote is found at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onevice_assets.upkeep.erasure.place import Place, Stores
from onevice_assets.upkeep.erasure.places import PLACES
from resources.control_plane import audit
from resources.control_plane.legal_holds import Held, holds_on
from resources.erasure import freed_pages, records
from resources.errors import InputError, StoreError
from resources.variables import value_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from resources.erasure.records import Erasure
    from resources.erasure.subject import Subject

Tell = Callable[[Place, int], None]
Work = Callable[["Subject"], None]


@dataclass(frozen=True)
class Planned:
    """What would go.

    Attributes:
        subject: whom or what it is about.
        counts: rows, files or keys by place; places without any are left out.
    """

    subject: Subject
    counts: Mapping[str, int]


def plan(stores: Stores, subject: Subject) -> Planned:
    """Count what would go; changes nothing."""
    counts = {one.title: one.count(stores, subject) for one in _list_places(subject)}
    return Planned(subject, {title: count for title, count in counts.items() if count})


def find_open(stores: Stores, name: str) -> Subject | None:
    """The subject of an erasure that was begun and not ended, by what somebody typed."""
    with stores.control.begin() as db:
        for one in records.list_open(db):
            if one.subject is not None and name in _names_of(one.subject):
                return one.subject
    return None


def erase(
    stores: Stores,
    subject: Subject,
    *,
    actor: str,
    why: str,
    tell: Tell,
    before: Work | None = None,
    after: Work | None = None,
) -> Erasure:
    """Erase a subject everywhere.

    Args:
        stores: everything that holds data.
        subject: whom or what it is about.
        actor: who decided.
        why: as the audit log keeps it; it is to name nobody.
        tell: called with each place and what went there.
        before: done when the record stands; again it changes nothing.
        after: done when every place is erased; again it changes nothing.

    Raises:
        InputError: a run of the subject is under way, a legal hold is on it, or `why` names it;
            nothing was changed.
        StoreError: a store does not answer, or something was written meanwhile; the same again
            goes on.
    """
    if not why.strip() or subject.is_said_in(why):
        raise InputError(
            "Say why without naming whom: --why stays in the audit log for good. Nothing went."
        )
    _refuse_runs(stores, subject)
    with stores.control.begin() as db:
        _refuse_holds(db, subject)
        begun = _find_begun(records.list_open(db), subject) or records.begin(db, subject)
    subject = begun.subject or subject
    records.keep_outside(stores.objects, begun)
    if before:
        before(subject)
    for place in _list_places(subject):
        count = place.erase(stores, subject)
        with stores.control.begin() as db:
            records.note_counts(db, begun.id, {place.title: count} if count else {})
        tell(place, count)
    if after:
        after(subject)
    check_gone(stores, subject)
    return _end(stores, begun, actor, why)


def check_gone(stores: Stores, subject: Subject) -> None:
    """Look at every place again.

    Raises:
        StoreError: something is left; the erasure stays open.
    """
    left = [one for place in _list_places(subject) for one in place.find_left(stores, subject)]
    if left:
        raise StoreError(
            f"Not everything went, something may have written meanwhile: {'; '.join(left[:5])}. "
            "Wait until nothing runs and give the same command again: it goes on."
        )


def rewrite_files(stores: Stores) -> None:
    """Write files of embedded servers anew, without what was deleted from them."""
    freed_pages.rewrite_postgres(stores.control, is_embedded=not value_of(stores.control.url))
    if not value_of(stores.graph.uri):
        freed_pages.rewrite_graph(stores.graph)
    if stores.redis.is_at_hand():
        freed_pages.rewrite_redis(stores.redis)
    if stores.dagster is not None:
        freed_pages.rewrite_sqlite(stores.dagster.list_folders())


def _end(stores: Stores, begun: Erasure, actor: str, why: str) -> Erasure:
    with stores.control.begin() as db:
        done = records.end(db, begun.id)
        audit.record(
            db,
            actor=actor,
            action=f"erasure.{done.kind}",
            subject=done.id,
            detail={
                "why": why,
                "sha256_of_ids": list(done.id_hashes),
                "rows": dict(done.counts),
                "spent_usd": str(done.spent_usd),
            },
        )
    rewrite_files(stores)
    return done


def _list_places(subject: Subject) -> list[Place]:
    return [one for one in PLACES if subject.kind in one.kinds]


def _refuse_runs(stores: Stores, subject: Subject) -> None:
    """Let nothing run that would write what is being erased.

    Raises:
        InputError: naming the runs.
    """
    if stores.dagster is None:
        return
    running = stores.dagster.list_runs(subject, only_unfinished=True)
    if running:
        raise InputError(
            f"{len(running)} runs of it are under way ({', '.join(o[:8] for o in running[:5])}): "
            "wait for them, or end them in the UI (Runs, Terminate). Nothing went."
        )


def _refuse_holds(db: Connection, subject: Subject) -> None:
    """Let nothing go that must be kept.

    Raises:
        InputError: naming the holds.
    """
    whose = subject.organization_id
    scopes = [
        *(Held(whose, website_id=one) for one in (*subject.websites, *subject.about)),
        *(Held(whose, client_id=one) for one in subject.clients),
        *(Held(whose, subject=one) for pair in subject.users.items() for one in pair),
    ]
    if subject.is_whole_organization or not scopes:
        scopes.append(Held(whose))
    holds = {hold.id: hold for scope in scopes for hold in holds_on(db, scope)}
    if holds:
        told = "; ".join(f"{one.id} ({one.tell()})" for one in list(holds.values())[:5])
        raise InputError(
            f"A legal hold keeps it: {told}. `onevice retention release` ends one. Nothing went."
        )


def _find_begun(every: list[Erasure], subject: Subject) -> Erasure | None:
    hashes = records.hash_ids(subject.ids)
    return next((one for one in every if one.id_hashes == hashes), None)


def _names_of(subject: Subject) -> set[str]:
    """What somebody may type for a subject."""
    if subject.kind == "organization":
        return {subject.organization, subject.organization_id}
    pairs = {"website": subject.websites, "user": subject.users}.get(subject.kind, {})
    names = {*pairs, *pairs.values()}
    return names | {one.removeprefix(f"{subject.organization}.") for one in pairs.values()}
