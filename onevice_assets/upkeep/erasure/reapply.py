"""Erasures again, after an older backup was restored: what was erased since does not come back.

The records lie in the object store below `erasures/` and hold hashes alone. So every id that the
restored stores have is hashed and looked up there; what is found is erased as if asked for now. A
restore leaves `erasures/` as it is, and calls this before anything else runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from onevice_assets.tables import answers
from onevice_assets.upkeep.erasure import find_subject
from onevice_assets.upkeep.erasure.erase import erase
from onevice_assets.upkeep.erasure.retract import Publish, retract
from resources.control_plane import users
from resources.erasure import records
from resources.identity import text_hash

if TYPE_CHECKING:
    from onevice_assets.upkeep.erasure.place import Stores
    from resources.erasure.records import Erasure
    from resources.erasure.subject import Subject

WHY: Final = "an older backup was restored"


def reapply_erasures(
    stores: Stores, *, actor: str = "restore", publish: Publish | None = None
) -> list[Erasure]:
    """Erase again whatever of the restored stores was erased after their backup.

    Args:
        stores: as they are after the restore.
        actor: who restored.
        publish: counts a day's numbers anew where answers were taken back; none leaves marts and
            copies as restored until the day is published.

    Returns:
        The erasures that had something to do; again has none.

    Raises:
        StoreError: a store does not answer; the same again goes on.
    """
    told = [hashes for _, hashes in records.read_outside(stores.objects)]
    erased = frozenset().union(*told)
    if not erased:
        return []
    done = []
    for subject in _list_subjects(stores, erased):
        done.append(erase(stores, subject, actor=actor, why=WHY, tell=lambda _, __: None))
    if taken_back := _find_answers(stores, erased):
        done.append(
            retract(
                stores,
                taken_back,
                actor=actor,
                why=WHY,
                tell=lambda _, __: None,
                publish=publish or (lambda _: None),
            )
        )
    return done


def _list_subjects(stores: Stores, erased: frozenset[str]) -> Iterator[Subject]:
    """Organizations, then websites, then users that are there and were erased."""
    with stores.control.begin() as db:
        slugs = [
            str(slug)
            for slug, one in db.exec_driver_sql("SELECT slug, id::text FROM control.organizations")
            if text_hash(one) in erased
        ]
    for slug in slugs:
        yield find_subject.find_organization(stores, slug)
    with stores.control.begin() as db:
        sites = map(str, db.exec_driver_sql("SELECT id FROM control.websites").scalars())
        gone = [one for one in sites if text_hash(one) in erased]
    for one in gone:
        yield find_subject.find_website(stores, one)
    with stores.control.begin() as db:
        ids = map(str, db.exec_driver_sql("SELECT id FROM control.users").scalars())
        people = [users.get(db, one) for one in ids if text_hash(one) in erased]
    for person in filter(None, people):
        yield find_subject.find_user(stores, person.email, person.organization_slug)


def _find_answers(stores: Stores, erased: frozenset[str]) -> Subject | None:
    """Answers that are there and were taken back; none where there are none."""
    meant = [
        partition
        for partition in stores.lake.partitions(answers.llm_responses)
        if any(
            text_hash(row["id"]) in erased
            for row in stores.lake.read_rows(answers.llm_responses.only("id"), partition)
        )
    ]
    if not meant:
        return None
    return find_subject.find_answers(stores, meant, lambda row: text_hash(row["id"]) in erased)
