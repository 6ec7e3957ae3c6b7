"""Kept documents and mails → entities and facts, each with the sentence that says it.

Rules read them, and a provider beside them where one is named. What cannot be read is told with
its reason and next step; a second run finds nothing that waits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from onevice_assets.operations.extraction.as_statements import as_statements, known_since
from onevice_assets.operations.extraction.asking.read_texts import open_reader, read_texts
from onevice_assets.operations.model.record_mapped import Outcome, record_mapped
from onevice_assets.operations.model.written import Written, tell_problem
from onevice_assets.operations.text_of_episode import NoTextError, Texts
from onevice_assets.operations.timeline.reading.read_dates import read_zone
from resources.operation_tables import episodes
from resources.operation_tables.episodes import Episode

if TYPE_CHECKING:
    from onevice_assets.operations.extraction.asking.read_texts import OperationsReader
    from onevice_assets.operations.write_episodes import Stores

__all__ = [
    "KINDS",
    "RULES",
    "TOGETHER",
    "name_reading",
    "open_reader",
    "read_all_waiting",
    "read_some",
]
KINDS: Final = ("document", "email")
RULES: Final = "rules 1"
"""Counted up where rules read something else than before: `onevice episodes read --again`."""
TOGETHER: Final = 50
"""Documents read at once: their texts are in memory."""
_NOTHING: Final = (
    "nothing of an invoice, load, unit, driver or customer was found in it: leave it, or add its "
    "labels to labels.toml and read it --again"
)


def name_reading(reader: OperationsReader | None) -> str:
    """By what documents are read, as it is noted with them."""
    if reader is None:
        return RULES
    return f"{RULES}, {reader.provider.name}:{reader.provider.model}"[:100]


def read_all_waiting(
    stores: Stores,
    batch: str | None,
    reader: OperationsReader | None,
    tell: Callable[[int], None],
) -> Written:
    """Read every document and mail that waits, of a partition or of all, and record what they say.

    Args:
        stores: where they are, and where facts go.
        batch: a partition; none: all that wait.
        reader: a provider beside the rules; none: rules alone.
        tell: called with how many were done.

    Raises:
        ConfigurationError: a reader's package is not installed; what was read before stays.
        StoreError: a store does not answer; what waits is read by the next try.
    """
    done, last = Written(), None
    with Texts(stores.objects) as texts:
        while True:
            with stores.control.begin() as db:
                waiting = episodes.list_waiting(
                    db, stores.facts.organization_id, KINDS, limit=TOGETHER, batch=batch, after=last
                )
            if not waiting:
                return done
            outcome = read_some(stores, waiting, texts, reader)
            done.add(record_mapped(stores.control, stores.facts, outcome))
            last = waiting[-1].id
            tell(len(waiting))


def read_some(
    stores: Stores, some: Sequence[Episode], texts: Texts, reader: OperationsReader | None
) -> Outcome:
    """What some documents and mails say; nothing is recorded.

    Raises:
        ConfigurationError, StoreError: as `read_all_waiting`.
    """
    done, found = Outcome(name_reading(reader)), dict[str, str]()
    for one in some:
        try:
            found[one.id] = texts.read(one)
        except NoTextError as error:
            done.refuse(one, error.detail, error.what_to_do)
    readable = [one for one in some if one.id in found]
    said = [(found[one.id], _day_said(one)) for one in readable]
    declared = stores.facts.relations()
    owner = stores.facts.organization_id
    for one, read in zip(readable, read_texts(said, reader), strict=True):
        mapped = as_statements(owner, one, found[one.id], read, declared)
        done.add(mapped)
        if one.kind == "document" and not mapped.entities:
            done.problems.append(tell_problem(one, _NOTHING, is_kept=True))
    return done


def _day_said(one: Episode) -> date | None:
    """The day of a document's words, where anything tells it: in its own zone."""
    if one.event_at is None and "as_of" not in one.reading:
        return None
    known, _ = known_since(one)
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=known)
    return moment.astimezone(read_zone(one.reading.get("zone", "UTC"))).date()
