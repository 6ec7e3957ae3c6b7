"""Episodes that an older edition read, read again when somebody says so.

What the new edition says too stays as it is. What it says no longer is withdrawn now, what it says
otherwise is stated now: that it was known otherwise until then stays on record. A second time finds
nothing that was read by another edition.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from onevice_assets.operations.entities.map_waiting import (
    READ_BY,
    list_many,
    map_rows,
    read_versions,
)
from onevice_assets.operations.entities.versions import take_back
from onevice_assets.operations.model.mapped import NO_TIME, Mapped, withdraw
from onevice_assets.operations.model.record_mapped import Outcome, record_mapped
from onevice_assets.operations.model.written import MOST_TOGETHER, Written
from onevice_assets.operations.read_documents import KINDS, TOGETHER, name_reading, read_some
from onevice_assets.operations.text_of_episode import Texts
from onevice_assets.operations.timeline.postgres.facts import PostgresFacts
from onevice_assets.operations.timeline.postgres.read_back import read_statements_of_episodes
from onevice_assets.operations.timeline.statement import Statement
from resources.identity import derived_id
from resources.operation_tables import episodes
from resources.operation_tables.episodes import Episode, Kind

if TYPE_CHECKING:
    from onevice_assets.operations.extraction.asking.read_texts import OperationsReader
    from onevice_assets.operations.write_episodes import Stores


def read_all_again(
    stores: Stores, reader: OperationsReader | None, now: int, tell: Callable[[int], None]
) -> Written:
    """Read rows, documents and mails again that something else has read than would read them now.

    Args:
        stores: where they are, and where facts go.
        reader: a provider beside the rules; none: rules alone.
        now: since when what is read otherwise is known, microseconds.
        tell: called with how many were done.

    Raises:
        ConfigurationError, StoreError: as `read_all_waiting`; what was read before stays.
    """
    done = Written()
    owner, many = stores.facts.organization_id, list_many(stores.facts)

    def read_rows(some: Sequence[Episode]) -> tuple[Outcome, list[Mapped]]:
        outcome = map_rows(owner, some, many)
        with stores.control.begin() as db:
            return outcome, read_versions(db, owner, outcome.mapped, many)

    rows: tuple[Kind, ...] = ("row", "webhook")
    for some in _pages(stores, rows, READ_BY, MOST_TOGETHER):
        done.add(_record(stores, *read_rows(some), now))
        tell(len(some))
    with Texts(stores.objects) as texts:
        for some in _pages(stores, KINDS, name_reading(reader), TOGETHER):
            outcome = read_some(stores, some, texts, reader)
            done.add(_record(stores, outcome, outcome.mapped, now))
            tell(len(some))
    return done


def restate(mapped: Mapped, made: Iterable[Statement], now: int) -> tuple[Mapped, list[Statement]]:
    """What an episode says now, with what it said before.

    Args:
        mapped: what it says now.
        made: every statement it ever made.
        now: since when another reading is known.

    Returns:
        The same with the statements that stand already, and others under ids of their own; and
        withdrawals of what is said no longer.
    """
    made = list(made)
    taken_back = {one.withdraws for one in made}
    used = {one.id for one in made}
    # what follows from versions of a row (`versions.py`) follows from them again
    own = [one for one in made if one.withdraws is None and "ends" not in one.attributes]
    standing = {_content(one): one for one in own if one.id not in taken_back}
    if not own:
        return mapped, []

    def choose(one: Statement) -> Statement:
        found = standing.pop(_content(one), None)
        if found is not None:
            return found
        new, count = one.id, 0
        while new in used:
            count += 1
            new = derived_id(NO_TIME, "operations.statements", one.id, count)
        return replace(one, id=new, known_at=now)

    again = replace(
        mapped,
        of_row=[choose(one) for one in mapped.of_row],
        lasting=[choose(one) for one in mapped.lasting],
    )
    since = replace(mapped, known_at=now)
    return again, [withdraw(one, since) for one in standing.values()]


def _record(stores: Stores, outcome: Outcome, versions: Sequence[Mapped], now: int) -> Written:
    """Record what differs; versions of a row follow from each other again."""
    owner = stores.facts.organization_id
    refused = [Mapped(one) for one in outcome.refused]
    ids = [one.episode.id for one in (*versions, *refused)]
    made: dict[str, list[Statement]] = defaultdict(list)
    for one in read_statements_of_episodes(PostgresFacts(stores.control, owner), ids):
        made[str(one.attributes["episode"])].append(one)
    withdrawn: list[Statement] = []
    stated: dict[str, Mapped] = {}
    for version in (*versions, *refused):
        stated[version.episode.id], gone = restate(version, made[version.episode.id], now)
        withdrawn += gone
    again = [stated[one.episode.id] for one in versions]
    is_text = bool(versions) and versions[0].episode.kind in KINDS
    withdrawn += [] if is_text else take_back(again, list_many(stores.facts))
    return record_mapped(stores.control, stores.facts, replace(outcome, mapped=again), withdrawn)


def _pages(
    stores: Stores, kinds: Sequence[Kind], read_by: str, limit: int
) -> Iterable[list[Episode]]:
    last = None
    while True:
        with stores.control.begin() as db:
            some = episodes.list_read_otherwise(
                db, stores.facts.organization_id, kinds, read_by, limit=limit, after=last
            )
        if not some:
            return
        yield some
        last = some[-1].id


def _content(one: Statement) -> tuple[object, ...]:
    attributes = json.dumps(one.attributes, sort_keys=True)
    return one.subject, one.relation, one.object, one.valid, one.denies, attributes
