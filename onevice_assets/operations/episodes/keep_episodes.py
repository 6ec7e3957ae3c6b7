"""Episodes are kept, each once; nothing is read of them here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import IO, TYPE_CHECKING

from onevice_assets.operations.episodes.make_episode import Delivery
from onevice_assets.operations.episodes.read_episodes import read_episodes
from onevice_assets.operations.model.written import Written, cut, tell_problem
from resources.operation_tables import episodes, quarantine
from resources.operation_tables.episodes import Episode
from resources.operation_tables.quarantine import Problem

if TYPE_CHECKING:
    from datetime import datetime

    from resources.control_plane.resource import ControlPlane
    from resources.object_store import Objects


def keep_episodes(
    control: ControlPlane, organization_id: str, batch: Sequence[Episode]
) -> tuple[Written, list[Episode]]:
    """Keep episodes alone: each once; one that says something else than before is told.

    Returns:
        What was done, and those that wait to be read: new, or left behind by an earlier try.
    """
    if not batch:
        return Written(), []
    given: dict[str, Episode] = {}
    for one in batch:
        given.setdefault(one.id, one)
    with control.begin() as db:
        new = episodes.insert(db, organization_id, list(given.values()))
        there = given | episodes.read(db, organization_id, list(given.keys() - new))
        problems = [
            _tell_changed(one) for one in batch if there[one.id].content_hash != one.content_hash
        ]
        quarantine.insert(db, organization_id, problems, max(one.ingested_at for one in batch))
    texts = sum(given[one].kind in ("document", "email") for one in new)
    waiting = [one for one in there.values() if one.outcome == "waiting"]
    return Written(len(new), len(batch) - len(new), waiting=texts, problems=problems), waiting


def keep_file(
    control: ControlPlane, objects: Objects, delivery: Delivery, file: IO[bytes], name: str
) -> Written:
    """Keep what a file holds, a batch at a time, and tell what of it is no episode.

    Args:
        control: the control plane.
        objects: where bytes of documents and mails are kept.
        delivery: what the file came with.
        file: its bytes, from the beginning.
        name: decides by its ending how it is read.

    Raises:
        StoreError: a store does not answer; whole batches before it stay, the same file again
            goes on.
    """
    done = Written()
    for part in cut(read_episodes(objects, delivery, file, name)):
        found, problems = split(part)
        done.add(keep_problems(control, delivery.organization_id, problems, delivery.ingested_at))
        if found:
            done.add(keep_episodes(control, delivery.organization_id, found)[0])
    return done


def split(part: Iterable[Episode | Problem]) -> tuple[list[Episode], list[Problem]]:
    """Episodes, and problems."""
    every = list(part)
    return (
        [one for one in every if isinstance(one, Episode)],
        [one for one in every if isinstance(one, Problem)],
    )


def keep_problems(
    control: ControlPlane, organization_id: str, problems: Sequence[Problem], at: datetime
) -> Written:
    """Tell in the quarantine what is no episode."""
    if problems:
        with control.begin() as db:
            quarantine.insert(db, organization_id, problems, at)
    return Written(problems=list(problems))


def _tell_changed(one: Episode) -> Problem:
    """That a version says something else than when it came before."""
    reason = (
        f"version {one.source_version} of {one.source_key} was delivered before and said "
        "something else: give what changed a version of its own"
    )
    return tell_problem(one, reason, is_kept=False)
