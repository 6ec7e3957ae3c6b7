"""Statements go into PostgreSQL; what changed follows into every copy, as a saga of one batch.

The statements and the saga are one transaction: what is kept is known to be copied, and nothing is
copied that was not kept. From there it only goes on: a store that is away leaves the saga open,
and the next write, or `onevice sagas resume`, completes it. Cached facts are forgotten first,
since they are answers of PostgreSQL, which holds the new ones by then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from onevice_assets.operations.timeline.contract import Recorded, Refused
from onevice_assets.operations.timeline.coordination.cached_facts import forget_subjects
from onevice_assets.operations.timeline.coordination.copy_facts import (
    Changed,
    CopyStep,
    Standing,
)
from onevice_assets.operations.timeline.coordination.stores import Stores
from onevice_assets.operations.timeline.statement import Statement
from resources.errors import ConfigurationError, SagaLostError
from resources.identity import new_id
from resources.saga import records
from resources.saga.log import Claim, Opening, SagaLog
from resources.saga.plan import AgainStep, Plan
from resources.saga.run import finish_saga, resume_saga

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from resources.saga.records import SagaRecord
    from resources.saga.report import Report

KIND: Final = "timeline"
BATCH: Final = 1_000
"""Statements a saga, at most."""


@dataclass
class Written:
    """What writing statements did.

    Attributes:
        statements: how many were new.
        facts: how many facts are new or stand otherwise now.
        refused: statements that were not kept; the others were.
    """

    statements: int = 0
    facts: int = 0
    refused: list[Refused] = field(default_factory=list)


def write_statements(
    stores: Stores, organization_id: str, statements: Iterable[Statement]
) -> Written:
    """Record statements and bring what changed into every copy, `BATCH` a saga.

    Those that are there already change nothing, and open no saga.

    Args:
        stores: open (`open_stores`).
        organization_id: whose they are.
        statements: in any order.

    Raises:
        SagaError: a batch is kept, and a copy did not take it; that saga stays open and is
            resumed. Later batches were not begun: write all of them again.
        StoreError: PostgreSQL refused or is gone; that batch left nothing.
    """
    told = Written()
    for done in record_statements(stores, organization_id, statements):
        told.statements += done.statements
        told.facts += len(done.came)
        told.refused += done.refused
    return told


def record_statements(
    stores: Stores, organization_id: str, statements: Iterable[Statement]
) -> Iterator[Recorded]:
    """As `write_statements`; yields what each batch changed, once every copy has it."""
    left, writer = iter(statements), _Writer(stores, organization_id)
    while batch := list(islice(left, BATCH)):
        done = stores.facts(organization_id).keep(batch, writer.open)
        writer.finish()
        yield done
    resume_open(stores, organization_id)


def say_statement(
    stores: Stores, organization_id: str, statement: Statement, *, actor: str
) -> Recorded:
    """Record what a person said, with a row in the audit log, and bring it into every copy.

    Raises:
        InputError: it was refused; nothing was kept.
        SagaError, StoreError: as `write_statements`.
    """
    writer = _Writer(stores, organization_id)
    done = stores.facts(organization_id).say(statement, actor=actor, then=writer.open)
    writer.finish()
    resume_open(stores, organization_id)
    return done


def copy_again(stores: Stores, organization_id: str, changed: Changed) -> Report | None:
    """Bring some facts into every copy as PostgreSQL has them: what `compare` found to differ."""
    if not changed.ids:
        return None
    writer = _Writer(stores, organization_id)
    with stores.control.begin() as db:
        writer.open_for(db, changed)
    return writer.finish()


def resume_open(stores: Stores, organization_id: str = "", *, saga_id: str = "") -> list[Report]:
    """Go on with what a process left behind, or a store that was away.

    Args:
        stores: open.
        organization_id: only its sagas, and of them those whose stores are all open here;
            everybody's by default.
        saga_id: only this one.

    Raises:
        ConfigurationError: a saga has a store that is not open, and no organization was named.
    """
    with stores.control.begin() as db:
        found = records.list_unfinished(db, kind=KIND, organization_id=organization_id)
    resumed = []
    for saga in found:
        if saga_id in ("", saga.id):
            # who writes to some stores alone leaves the others to whoever has them
            with suppress(ConfigurationError) if organization_id else nullcontext():
                report = _resume(stores, saga)
                resumed += [report] if report else []
    return resumed


class _Writer:
    """One batch at a time: its saga is opened with it, and finished after."""

    def __init__(self, stores: Stores, organization_id: str) -> None:
        self._stores, self._owner = stores, organization_id
        self._log = SagaLog(stores.control)
        self._open: tuple[Claim, Mapping[str, Any]] | None = None

    def open(self, db: Connection, done: Recorded) -> None:
        """Open a saga for what a batch changed, in its transaction; none where nothing did."""
        ids: dict[str, dict[str, None]] = defaultdict(dict)
        for identity, subject in done.gone:
            ids[subject][identity] = None
        for fact in done.came:
            ids[fact.subject][fact.identity(self._owner)] = None
        if ids:
            self.open_for(db, Changed({subject: list(some) for subject, some in ids.items()}))

    def open_for(self, db: Connection, changed: Changed) -> None:
        # an open saga is resumed by whichever version comes next: these names stay
        payload = {"organization_id": self._owner, "facts": changed.of_subjects}
        scope = f"{len(changed.ids):,} facts of {_tell_subjects(changed)}"
        caches = () if self._stores.redis is None else ("cache",)
        steps = (*caches, *self._stores.copies(self._owner))
        if not steps:
            return
        opening = Opening(KIND, scope, new_id(), self._owner, payload, steps)
        claim = self._log.open_in(db, opening)
        assert claim is not None  # it has a new id to itself
        self._open = (claim, payload)

    def finish(self) -> Report | None:
        """Copy what the saga is about; nothing where none was opened."""
        if self._open is None:
            return None
        (claim, payload), self._open = self._open, None
        plan = make_plan(self._stores, payload)
        try:
            return finish_saga(self._log, claim, plan, self._stores.patience)
        except SagaLostError:
            # whoever took it over finishes it; what was written late here was looked at again
            return None


def make_plan(stores: Stores, payload: Mapping[str, Any]) -> Plan:
    """The steps of a saga, by what it was opened with."""
    owner, changed = payload["organization_id"], Changed(payload.get("facts", {}))
    forget = partial(forget_subjects, stores.redis, owner, list(changed.of_subjects))
    standing = Standing(stores.facts(owner), changed)
    copies = [CopyStep(name, copy, standing) for name, copy in stores.copies(owner).items()]
    # ids are of no use once all is copied, and a million of them are 80 MB
    return Plan([AgainStep("cache", forget), *copies], goes_back=False, forget=["facts"])


def _resume(stores: Stores, saga: SagaRecord) -> Report | None:
    def plan_for(_saga_id: str, payload: Mapping[str, Any]) -> Plan:
        return make_plan(stores, payload)

    try:
        return resume_saga(SagaLog(stores.control), saga, plan_for, stores.patience)
    except SagaLostError:
        return None


def _tell_subjects(changed: Changed) -> str:
    names = sorted(changed.of_subjects)
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1:,} more subjects"
