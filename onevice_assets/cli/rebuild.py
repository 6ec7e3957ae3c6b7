"""`onevice rebuild`: a store restored from the lake and the control plane."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from onevice_assets.cli.look import JsonOption, WebsiteOption
from onevice_assets.cli.only import OrganizationOption, read_only
from onevice_assets.cli.output import print_json, say, say_error
from onevice_assets.cli.session import Session
from resources.errors import InputError

if TYPE_CHECKING:
    from onevice_assets.publishing.store_copy import Only, Work


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(rebuild)


def rebuild(
    store: Annotated[str, typer.Option(help="postgres, graph (neo4j), search, vectors, redis")],
    website: WebsiteOption = None,
    organization: OrganizationOption = None,
    drop: Annotated[bool, typer.Option("--drop", help="Take all of it away before")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask")] = False,
    as_json: JsonOption = False,
) -> None:
    """Restore a store from the lake: its schema, and all that was copied to it.

    What people decided (schema control) is never touched. What cannot be written is listed with
    its reason, the others are done, and the command then ends with code 1.
    """
    from onevice_assets.upkeep.drift.rebuild_store import ORIGINALS
    from resources.store_names import read_store_name

    name = read_store_name(store)
    if name == "objects":
        raise InputError(ORIGINALS)
    if drop and (website or organization):
        raise InputError(
            "--drop takes away what everybody has in the store, and --website or --organization "
            "would restore a part of it only. Leave one of the two out; nothing was changed."
        )
    if drop and name == "redis":
        raise InputError(
            "Redis holds sessions and queued jobs too, which stand nowhere else, so it is not "
            "dropped; without --drop its caches are forgotten and its costs counted anew. Nothing "
            "was changed."
        )
    session = Session(bars=not as_json)
    only = read_only(session, website, organization)
    told = _rebuild_redis(session, only) if name == "redis" else _restore(
        session, name, only, drop=drop, yes=yes
    )  # fmt: skip
    _print(told, as_json=as_json)
    if told["failed"]:
        raise typer.Exit(1)


def _restore(session: Session, store: str, only: Only, *, drop: bool, yes: bool) -> dict[str, Any]:
    from onevice_assets.upkeep.drift.rebuild_store import list_work, rebuild_store

    work = list_work(store, session.resources, only)
    if drop and not yes:
        _confirm(session, store, work)
    with session.resources["progress"].track(f"Rebuilding {store}", len(work)) as task:
        done = rebuild_store(
            store, session.resources, work, tell=lambda _: task.advance(), only=only, drop=drop
        )
    facts = 0 if only.website else _fill_timelines(session, store, only)
    return {
        "store": store,
        "partitions": [one.partition for one in done.scopes],
        "rows": done.row_count + facts,
        "failed": [{"partition": one.partition, "error": why} for one, why in done.failed],
    }


def _fill_timelines(session: Session, store: str, only: Only) -> int:
    """Facts of the operations memory, which follow from PostgreSQL and not from the lake."""
    from onevice_assets.operations.timeline.coordination.fill_anew import fill_all

    if store not in ("graph", "vectors"):
        return 0
    return fill_all(session.resources, store, only.organization_id)


def _confirm(session: Session, store: str, work: list[Work]) -> None:
    from resources.migrations.make_anew import find_copied

    held = find_copied(store, session.resources).holds
    counts = Counter(of for of, _ in {(one.scope.of, one.scope.owner_id) for one in work})
    owners = " and ".join(f"{count} {of}s" for of, count in sorted(counts.items())) or "nobody"
    say(
        f"This takes away {held}, of all organizations. Then {len(work)} partitions of {owners} "
        f"are written from the lake; until that is done, what asks {store} finds less. Lost is "
        "what the lake does not have."
    )
    typer.confirm(f"Drop and rebuild {store}?", abort=True, err=True)


def _rebuild_redis(session: Session, only: Only) -> dict[str, Any]:
    from onevice_assets.upkeep.drift.rebuild_store import list_websites, rebuild_redis

    known = list_websites(session.resources["control"], only)
    with session.resources["progress"].track("Rebuilding redis", len(known)) as task:
        corrected, failed = rebuild_redis(session.resources, known, lambda _: task.advance())
    return {
        "store": "redis",
        "partitions": [one.key for one in known if one.key not in dict(failed)],
        "rows": len(corrected),
        "failed": [{"partition": key, "error": why} for key, why in failed],
    }


def _print(told: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(told)
        return
    if told["partitions"] or not told["failed"]:
        what = (
            "counters set right, caches forgotten" if told["store"] == "redis" else "rows written"
        )
        say(f"{told['store']}: {len(told['partitions'])} partitions, {told['rows']:,} {what}")
    for one in told["failed"]:
        say_error(f"{one['partition']}: {one['error']}")
    if told["failed"]:
        say(escape(f"{len(told['failed'])} not written; mend the cause and run it again."))
