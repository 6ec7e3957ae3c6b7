"""Answers taken back: gone with what was read from them, and their days counted anew.

    tombstones by hash → the ledger marks its attempts → answers go from every place →
    their days are published again → nothing is left → the record forgets the subject

Tombstones stay: a run does not ask again what the ledger has, an import leaves the lines out. What
was spent stays spent. An answer goes with those that followed it in its conversation, for they
were given to it, and with those that used it again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from onevice_assets.tables import answers
from onevice_assets.upkeep.erasure.erase import Tell, erase
from onevice_assets.upkeep.erasure.lake_places import answers_of
from resources.erasure import retractions

if TYPE_CHECKING:
    from onevice_assets.upkeep.erasure.place import Stores
    from resources.erasure.records import Erasure
    from resources.erasure.subject import Subject

Publish = Callable[[str], None]


def retract(
    stores: Stores, subject: Subject, *, actor: str, why: str, tell: Tell, publish: Publish
) -> Erasure:
    """Take answers back.

    Args:
        stores: everything that holds data.
        subject: of kind `answers`.
        actor: who decided.
        why: as the audit log keeps it.
        tell: called with each place and what went there.
        publish: counts a partition's numbers anew from the answers that are left, in every store.

    Raises:
        InputError: a run of those days is under way; nothing was changed.
        StoreError: as `erase` says; the same again goes on.
    """

    def after(_: Subject) -> None:
        for partition in answers_of(subject):
            publish(partition)

    def before(_: Subject) -> None:
        keep_tombstones(stores, subject)

    return erase(stores, subject, actor=actor, why=why, tell=tell, before=before, after=after)


def keep_tombstones(stores: Stores, subject: Subject) -> None:
    """Write down that answers are not to come back; again changes nothing."""
    rows = [
        row
        for partition in answers_of(subject)
        for row in stores.lake.read_rows_if_there(answers.llm_responses, partition)
        if row["id"] in subject.responses
    ]
    with stores.control.begin() as db:
        retractions.keep(db, rows)
        retractions.mark_attempts(db, subject.attempts)
