"""The way back of one store: its schema made whole, then every scope written from the lake.

Writes scope by scope and not as sagas: a store that fails is told of scope by scope, and no other
store is asked. What several systems copied there is written system by system. A website whose
publish is open is left alone, for that publish may yet put back what it kept. Killed in between,
it is run again: what is written already is written the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from onevice_assets.every_copy import list_all_work
from onevice_assets.publishing.projection import Scope
from onevice_assets.publishing.publish import KIND
from onevice_assets.publishing.rebuild import Rebuilt, join_rebuilt, rebuild
from onevice_assets.publishing.store_copy import EVERYBODY, Only, StoreCopy, Work
from resources.control_plane import websites
from resources.control_plane.resource import ControlPlane
from resources.control_plane.websites import Website
from resources.errors import InputError, OneviceError, SagaBusyError
from resources.llm.providers import list_names
from resources.migrations.make_anew import find_copied
from resources.redis_keys.costs import Correction
from resources.redis_keys.start_over import start_over
from resources.saga import records

_NAMED = 3
ORIGINALS = (
    "The object store holds originals (pages, payloads, imports): nothing is left to rebuild them "
    "from. Restore it from a backup; reports are written anew by the job write_report."
)


def list_work(store: str, resources: Mapping[str, Any], only: Only = EVERYBODY) -> list[Work]:
    """What a rebuild of a store writes: each system's copy there, scope by scope.

    Args:
        store: one whose rows are copied from the lake.
        resources: by name, ready to use.
        only: whose rows.
    """
    return only.choose(list_all_work(resources["lake"], resources["control"], store))


def rebuild_store(
    store: str,
    resources: Mapping[str, Any],
    work: Sequence[Work],
    *,
    tell: Callable[[Scope], None] = lambda _: None,
    only: Only = EVERYBODY,
    drop: bool = False,
) -> Rebuilt:
    """Make a store hold what the lake says, its schema included.

    Args:
        store: `postgres`, `graph`, `search` or `vectors`.
        resources: by name, ready to use.
        work: what `list_work` found.
        tell: called with each scope when it is done.
        only: set where the work leaves somebody out: the schema, which is everybody's, is then
            not made anew.
        drop: take everything in the store away before; never with `only`.

    Returns:
        What was written, and each scope that was not, with its reason.

    Raises:
        InputError: parts of the schema are gone, and somebody was left out.
        SagaBusyError: a publish is open, and everything was to be dropped.
        OneviceError: the schema cannot be made; nothing was written.
    """
    control: ControlPlane = resources["control"]
    _make_schema(store, resources, work, only, drop=drop)
    given = SimpleNamespace(**resources)
    scopes: dict[StoreCopy, list[Scope]] = {}
    for copy, scope in work:
        scopes.setdefault(copy, []).append(scope)
    return join_rebuilt(
        rebuild(copy.make(given), of, tell, lambda scope: _refuse_open(control, scope))
        for copy, of in scopes.items()
    )


def _make_schema(
    store: str, resources: Mapping[str, Any], work: Sequence[Work], only: Only, *, drop: bool
) -> None:
    copied = find_copied(store, resources)
    if drop:
        for one in work:
            _refuse_open(resources["control"], one.scope)
        copied.drop()
    elif not only:
        copied.make_whole()
    elif missing := copied.list_missing():
        more = ", …" if len(missing) > _NAMED else ""
        raise InputError(
            f"{store} lacks {', '.join(missing[:_NAMED])}{more}, which everybody needs, so "
            f"nothing was written: run `onevice rebuild --store {store}` without --website and "
            "--organization."
        )


def rebuild_redis(
    resources: Mapping[str, Any], known: Sequence[Website], tell: Callable[[Website], None]
) -> tuple[list[Correction], list[tuple[str, str]]]:
    """Forget the caches of websites and count today's costs from the ledger.

    Returns:
        The counters that were set right, and the websites that failed with their reason.
    """
    corrected: list[Correction] = []
    failed: list[tuple[str, str]] = []
    for website in known:
        try:
            with resources["control"].begin() as db:
                day = datetime.now(UTC).date()
                corrected += start_over(resources["redis"], db, website, list_names(), day=day)
        except OneviceError as error:
            failed.append((website.key, str(error)))
        tell(website)
    return corrected, failed


def list_websites(control: ControlPlane, only: Only = EVERYBODY) -> list[Website]:
    """Every website, or those that are asked for."""
    with control.begin() as db:
        return [
            one
            for one in websites.list_all(db)
            if only.website in (None, one.key)
            and only.organization_id in (None, one.organization_id)
        ]


def _refuse_open(control: ControlPlane, scope: Scope) -> None:
    with control.begin() as db:
        saga = records.find_open(db, KIND, scope.owner_id)
    if saga is not None:
        raise SagaBusyError(
            f"{scope.partition} was left as it is: the publish {saga.id} of {saga.scope} is open "
            "and may put back what it kept. Once it has ended (`onevice sagas resume` goes on "
            "with one that was left behind), rebuild again."
        )
