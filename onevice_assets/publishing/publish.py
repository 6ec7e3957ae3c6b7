"""Publishing one scope to several stores as a saga: all hold the new rows, or all the old ones.

Each projection is a step: what its store holds is kept (`before_image.py`), then replaced by what
the lake says. A store that holds it already is left alone. Not here: what a projection writes,
and how a saga runs (`resources/saga`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from onevice_assets.publishing.before_image import forget_rows, keep_rows, load_rows
from onevice_assets.publishing.digest import fingerprint
from onevice_assets.publishing.projection import REPLACED, Projection, Rows, Scope
from resources.errors import ConfigurationError, SagaLostError
from resources.object_store import Objects
from resources.saga import records
from resources.saga.effort import Patience
from resources.saga.log import Opening, SagaLog
from resources.saga.plan import AgainStep, Plan
from resources.saga.report import Report
from resources.saga.run import resume_saga, run_saga

if TYPE_CHECKING:
    import pyarrow

KIND = "publish"


@dataclass(frozen=True)
class Publisher:
    """Publishes scopes to the same stores: one of a website at a time, websites in parallel.

    Attributes:
        log: where sagas are noted; its control plane is the projections' too.
        objects: keeps what stores held, while a saga is open.
        projections: one for each store, in the order they are written.
        forget: forgets what is cached of a scope, by name of the cache; called when stores have
            changed, and when they were taken back.
        patience: how long to go on trying.
        kind: of its sagas: those of another kind are another publisher's.
    """

    log: SagaLog
    objects: Objects
    projections: Sequence[Projection]
    forget: Mapping[str, Callable[[Scope], None]] = field(default_factory=dict)
    patience: Patience = field(default_factory=Patience)
    kind: str = KIND

    def publish(self, scope: Scope, *, stores: Collection[str] = ()) -> Report:
        """Make every store hold what the lake says of a scope, after what is open of it.

        A process that hung so long that another one took its saga over publishes once more: a
        write it was in the middle of may have come after the other's, where the store could not
        refuse it.

        Args:
            scope: what to publish.
            stores: only to these; to all where none is named.

        Raises:
            SagaBusyError: another process is publishing the scope; nothing was touched.
            SagaError: it did not go through: all stores are as before, or will be when the saga
                is resumed; the message says which.
            StoreError: the control plane does not answer.
        """
        try:
            return self._publish(scope, stores)
        except SagaLostError:
            return self._publish(scope, stores)

    def resume(
        self, *, scope: Scope | None = None, saga_id: str = "", forwards: bool = False
    ) -> list[Report]:
        """Go on with publishes that a process left behind, and remove what ended ones left.

        Args:
            scope: only those of its website.
            saga_id: only this one.
            forwards: also those that were going back: every store gets what the lake says now.

        Returns:
            How each stands now; those a process works on are left out.
        """
        with self.log.control.begin() as db:
            found = records.list_unfinished(
                db, kind=self.kind, alone_on=scope.owner_id if scope else ""
            )
        resumed = []
        for saga in found:
            if saga_id in ("", saga.id):
                report = resume_saga(self.log, saga, self._plan, self.patience, forwards=forwards)
                resumed += [report] if report else []
        return resumed

    def _publish(self, scope: Scope, stores: Collection[str]) -> Report:
        self.resume(scope=scope)
        names = [one.store for one in self.projections if not stores or one.store in stores]
        names += self.forget
        _refuse_twice(names)
        opening = Opening(
            self.kind,
            scope.partition,
            scope.owner_id,
            scope.organization_id,
            _payload(scope),
            names,
        )
        return run_saga(self.log, opening, self._plan, self.patience)

    def _plan(self, saga_id: str, payload: Mapping[str, Any]) -> Plan:
        scope = _read_scope(payload)
        stores = [_StoreStep(one, scope, self.objects, saga_id) for one in self.projections]
        caches = [AgainStep(name, partial(do, scope)) for name, do in self.forget.items()]
        return Plan(
            [*stores, *caches], partial(_build, stores), partial(forget_rows, self.objects, saga_id)
        )


class _StoreStep:
    """One store's part of a publish."""

    def __init__(
        self, projection: Projection, scope: Scope, objects: Objects, saga_id: str
    ) -> None:
        self.name = projection.store
        self._projection, self._scope = projection, scope
        self._objects, self._saga_id = objects, saga_id
        self._rows: Rows = {}
        self._aim = ""

    def build(self) -> None:
        """Make the rows that the store should hold; no store is touched."""
        self._rows = self._projection.build(self._scope)
        self._aim = fingerprint(self._rows)

    def fingerprint(self) -> str:
        return self._aim

    def detail(self) -> dict[str, Any]:
        rows = {name: len(table) for name, table in self._rows.items()}
        return {"rows": rows, "replaced": sum(_count_replaced(t) for t in self._rows.values())}

    def keep(self) -> bool:
        before = self._projection.read(self._scope)
        if fingerprint(before) == self._aim:
            return False
        keep_rows(self._objects, self._saga_id, self.name, before)
        return True

    def do(self) -> None:
        self._projection.replace(self._scope, self._rows)

    def undo(self) -> None:
        before = load_rows(self._objects, self._saga_id, self.name)
        self._projection.replace(self._scope, before)


def _build(stores: Sequence[_StoreStep], names: Collection[str]) -> None:
    for one in stores:
        if one.name in names:
            one.build()


def _count_replaced(table: pyarrow.Table) -> int:
    """Rows with characters that the store cannot hold."""
    if REPLACED not in table.column_names:
        return 0
    return len(table) - int(table[REPLACED].null_count)


def _refuse_twice(names: Sequence[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ConfigurationError(
            f"A publish has one step for each store, and there are several for {', '.join(twice)}: "
            "join those projections. Nothing was touched."
        )


def _payload(scope: Scope) -> dict[str, Any]:
    # an open saga is resumed by whichever version comes next: these names stay
    return {
        "organization_id": scope.organization_id,
        "website_id": scope.owner_id,
        "website": scope.owner,
        "day": scope.day.isoformat() if scope.day else None,
        "of": scope.of,
    }


def _read_scope(payload: Mapping[str, Any]) -> Scope:
    day = payload["day"]
    return Scope(
        payload["organization_id"],
        payload["website_id"],
        payload["website"],
        date.fromisoformat(day) if day else None,
        payload.get("of", "website"),
    )
