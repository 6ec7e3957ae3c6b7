"""`onevice rebuild`: a store restored from the lake and the control plane."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from onevice_assets.cli.look import JsonOption, WebsiteOption
from onevice_assets.cli.output import print_json, say, say_error
from onevice_assets.cli.session import Session
from resources.errors import InputError

if TYPE_CHECKING:
    from onevice_assets.publishing.projection import Scope


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(rebuild)


def rebuild(
    store: Annotated[str, typer.Option(help="postgres, graph (neo4j), search, vectors, redis")],
    website: WebsiteOption = None,
    drop: Annotated[bool, typer.Option("--drop", help="Take all of it away before")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask")] = False,
    as_json: JsonOption = False,
) -> None:
    """Restore a store from the lake: its schema, and every website and day.

    What people decided (schema control) is never touched. What cannot be written is listed with
    its reason, the others are done, and the command then ends with code 1.
    """
    from onevice_assets.upkeep.drift.rebuild_store import ORIGINALS
    from resources.store_names import read_store_name

    name = read_store_name(store)
    if name == "objects":
        raise InputError(ORIGINALS)
    if drop and website:
        raise InputError(
            "--drop takes away what every website has in the store, and --website would restore "
            "one of them only. Leave one of the two out; nothing was changed."
        )
    if drop and name == "redis":
        raise InputError(
            "Redis holds sessions and queued jobs too, which stand nowhere else, so it is not "
            "dropped; without --drop its caches are forgotten and its costs counted anew. Nothing "
            "was changed."
        )
    session = Session(bars=not as_json)
    key = session.website(website).key if website else None
    told = _rebuild_redis(session, key) if name == "redis" else _restore(
        session, name, key, drop=drop, yes=yes
    )  # fmt: skip
    _print(told, as_json=as_json)
    if told["failed"]:
        raise typer.Exit(1)


def _restore(
    session: Session, store: str, website: str | None, *, drop: bool, yes: bool
) -> dict[str, Any]:
    from onevice_assets.upkeep.drift.rebuild_store import list_work, rebuild_store

    scopes = list_work(store, session.resources, website)
    if drop and not yes:
        _confirm(session, store, scopes)
    with session.resources["progress"].track(f"Rebuilding {store}", len(scopes)) as task:
        done = rebuild_store(
            store,
            session.resources,
            scopes,
            tell=lambda _: task.advance(),
            website=website,
            drop=drop,
        )
    return {
        "store": store,
        "partitions": [one.partition for one in done.scopes],
        "rows": done.row_count,
        "failed": [{"partition": one.partition, "error": why} for one, why in done.failed],
    }


def _confirm(session: Session, store: str, scopes: list[Scope]) -> None:
    from resources.migrations.make_anew import find_copied

    held = find_copied(store, session.resources).holds
    sites = len({one.website_id for one in scopes})
    say(
        f"This takes away {held}, of all organizations. Then {len(scopes)} partitions of {sites} "
        f"websites are written from the lake; until that is done, what asks {store} finds less. "
        "Lost is what the lake does not have."
    )
    typer.confirm(f"Drop and rebuild {store}?", abort=True, err=True)


def _rebuild_redis(session: Session, website: str | None) -> dict[str, Any]:
    from onevice_assets.upkeep.drift.rebuild_store import list_websites, rebuild_redis

    known = list_websites(session.resources["control"], website)
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
