"""`onevice status`: how every store is, and what else may want somebody's hand.

A further block of lines is one function in `SECTIONS`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from onevice_assets.cli.look import JsonOption
from onevice_assets.cli.output import console, print_json, print_rows, say, say_error
from onevice_assets.cli.session import Session
from onevice_assets.cli.status_section import Section
from onevice_assets.cli.status_state import (
    look_at_days,
    look_at_money,
    look_at_partitions,
    look_at_queues,
)
from resources.errors import StoreError
from resources.home import home

if TYPE_CHECKING:
    from resources.resilience.health import Health

_STORES = ("control", "graph", "redis", "objects", "lake", "search", "vectors")


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command()(status)


def status(
    as_json: JsonOption = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Addresses, details, every table")
    ] = False,
    as_metrics: Annotated[
        bool, typer.Option("--metrics", help="in Prometheus' text format: time and errors")
    ] = False,
) -> None:
    """Tell how the stores are, what waits, what is spent, how far behind each website is.

    Ends with 1 where a store is down or cannot serve; one that only starts when it is needed is
    neither. Nothing is started by asking.
    """
    session = Session()
    health = _ask_stores(session)
    if as_metrics:
        _print_metrics()
        _end(look_at_stores(session, health).failures)
        return
    sections = [look(session, health) for look in SECTIONS]
    if as_json:
        rows = {section.name: section.rows for section in sections}
        print_json({"home": str(home()), **rows})
    else:
        for section in sections:
            _print_section(section, verbose=verbose)
    _end([one for section in sections for one in section.failures], is_told=as_json)


def _print_section(section: Section, *, verbose: bool) -> None:
    if section.brief is not None and not verbose:
        for line in section.brief:
            console.print(escape(line), highlight=False, soft_wrap=True)
        return
    shown = section.rows if section.columns and verbose else None
    print_rows(section.title, shown or [], section.columns)
    for line in section.lines:
        say(escape(line))


def _end(failures: Sequence[str], *, is_told: bool = False) -> None:
    """Tell what somebody has to see to; a program reads it in the rows."""
    if not is_told:
        for failure in failures:
            say_error(failure)
    if failures:
        raise typer.Exit(1)


def look_at_local_servers(_session: Session, _health: Mapping[str, Health]) -> Section:
    """The processes that this home runs."""
    from resources.local_servers import status as server_status

    rows = [vars(one) for one in server_status(home())]
    title = f"Home {home()}"
    free = shutil.disk_usage(home()).free / 1e9
    columns = ("kind", "state", "pid", "idle_seconds")
    return Section("servers", title, rows, columns, brief=[f"{title}, {free:.1f} GB free"])


def look_at_stores(_session: Session, health: Mapping[str, Health]) -> Section:
    """Every store the resources lead to, embedded or not."""
    found = health.values()
    return Section(
        "stores",
        "Stores",
        [{**asdict(one), "is_up": one.is_up} for one in found],
        ("store", "state", "latency_ms", "version"),
        tell_failures(found),
        [*tell_addresses(found), *tell_details(found)],
        [brief_store(one) for one in found],
    )


def brief_store(one: Health) -> str:
    """A store in one line of at most 80 columns; why it is away is told below all."""
    took = "" if one.latency_ms is None else f"{one.latency_ms:.0f} ms"
    return f"  {one.store:<9} {one.state:<12} {took:>8}  {one.version[:45]}".rstrip()


def tell_failures(found: Iterable[Health]) -> list[str]:
    """One message for each cause: several stores may be one server, which is away for all."""
    causes: dict[tuple[str, str], list[str]] = {}
    for one in found:
        if one.is_failing:
            causes.setdefault((one.state, one.detail), []).append(one.store)
    return [
        f"{_join(stores)} {'is' if len(stores) == 1 else 'are'} {state}: {detail}"
        for (state, detail), stores in causes.items()
    ]


def tell_addresses(found: Iterable[Health]) -> list[str]:
    """Where each store is, a line for all that are in one place: no terminal is too narrow."""
    places: dict[str, list[str]] = {}
    for one in found:
        places.setdefault(one.address, []).append(one.store)
    return [f"{_join(stores)} at {address}" for address, stores in places.items()]


def tell_details(found: Iterable[Health]) -> list[str]:
    """What else is worth knowing of stores that are well, a line for all of whom it is said."""
    details: dict[str, list[str]] = {}
    for one in found:
        if one.detail and not one.is_failing:
            details.setdefault(one.detail, []).append(one.store)
    return [f"{_join(stores)}: {detail}" for detail, stores in details.items()]


def _join(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def look_at_sagas(session: Session, health: Mapping[str, Health]) -> Section:
    """Publishes that several stores have not agreed on yet, where PostgreSQL answers."""
    from onevice_assets.cli.sagas import tell_open

    postgres = health["control"]
    if not postgres.is_up:
        return Section("sagas", f"Open sagas are not known: postgres is {postgres.state}.", None)
    try:
        told = tell_open(session.resources["control"])
    except StoreError as error:
        return Section("sagas", "Open sagas are not known.", None, failures=[str(error)])
    title = "Open sagas" if told else "No saga is open."
    brief = [f"Publishes {len(told)} open: `onevice sagas list`" if told else title]
    return Section("sagas", title, [{"saga": one} for one in told], lines=told, brief=brief)


def look_at_eviction(session: Session, health: Mapping[str, Health]) -> Section:
    """What Redis throws away when it is full, where it answers."""
    from resources.redis_keys.eviction import check_eviction

    unknown = "What Redis drops when it is full is not known"
    redis = health["redis"]
    if not redis.is_up:
        return Section("eviction", f"{unknown}: redis is {redis.state}.", None, brief=())
    try:
        found = check_eviction(session.resources["redis"])
    except StoreError as error:
        return Section("eviction", f"{unknown}.", None, failures=[str(error)])
    lines = [
        f"Redis has {one.place} {one.actual} instead of {one.declared}: when it is full it may "
        f"drop jobs, or refuse what it could make room for. Have it say `CONFIG SET {one.place} "
        f"{one.declared}`, and write that into its configuration (a managed one: its console)."
        for one in found
    ]
    title = "What Redis does when it is full" if found else "Redis drops nothing that must stay."
    return Section("eviction", title, [asdict(one) for one in found], lines=lines, brief=lines)


def look_at_backups(session: Session, _health: Mapping[str, Health]) -> Section:
    """How old the newest backup is; no key is needed for that."""
    from onevice_assets.upkeep.backup.tell_age import tell_age

    told = tell_age(session.resources["backups"], datetime.now(UTC))
    failures = [told.failure] if told.failure else []
    return Section("backup", told.line, [told.row()], failures=failures, brief=[told.line])


def _ask_stores(session: Session) -> dict[str, Health]:
    """How each store is, by the name of its resource; all are asked at once."""
    from resources.resilience.health import ask_all

    names = [name for name in _STORES if name in session.resources]
    return dict(
        zip(names, ask_all([session.resources[name].probe() for name in names]), strict=True)
    )


def _print_metrics() -> None:
    from resources.resilience import metrics

    console.file.write(metrics.render())


SECTIONS: list[Callable[[Session, Mapping[str, Health]], Section]] = [
    look_at_local_servers,
    look_at_stores,
    look_at_queues,
    look_at_sagas,
    look_at_money,
    look_at_days,
    look_at_partitions,
    look_at_eviction,
    look_at_backups,
]
