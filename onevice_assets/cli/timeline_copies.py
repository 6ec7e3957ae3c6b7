"""`onevice timeline check|publish`: do all stores hold the facts of PostgreSQL, and mending."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from onevice_assets.cli.look import JsonOption
from onevice_assets.cli.output import print_json, say
from onevice_assets.cli.session import Session
from onevice_assets.cli.timeline import OrganizationOption, open_facts

if TYPE_CHECKING:
    from onevice_assets.operations.timeline.coordination.compare import Comparison


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("check")(check)
    app.command("publish")(publish)


def check(
    organization: OrganizationOption = "default",
    mend: Annotated[bool, typer.Option("--mend", help="Copy again what differs")] = False,
    as_json: JsonOption = False,
) -> None:
    """Compare every copy with PostgreSQL, fact by fact; ends with code 1 where one differs."""
    from onevice_assets.operations.timeline.coordination import compare
    from onevice_assets.operations.timeline.coordination.stores import open_stores

    owner = open_facts(organization).organization_id
    with open_stores(Session().resources) as stores:
        found = compare.compare_stores(stores, owner)
        mended = compare.mend(stores, owner, found) if mend else 0
    if as_json:
        print_json({"stores": [_to_row(one) for one in found], "mended": mended})
    for one in () if as_json else found:
        say(escape(one.tell()))
    if mended and not as_json:
        say(f"Copied {mended:,} facts again.")
    if not mend and not all(one.is_equal for one in found):
        raise typer.Exit(1)


def publish(organization: OrganizationOption = "default") -> None:
    """Copy all facts to every store anew; PostgreSQL is left as it is."""
    from onevice_assets.operations.timeline.coordination.fill_anew import fill_anew
    from onevice_assets.operations.timeline.coordination.stores import open_stores

    owner = open_facts(organization).organization_id
    with open_stores(Session().resources) as stores:
        count = fill_anew(stores, owner)
    say(f"Every copy holds the {count:,} facts of PostgreSQL.")


def _to_row(one: Comparison) -> dict[str, Any]:
    from onevice_assets.operations.timeline.coordination.compare import count_by_subject

    told = {"missing": one.missing, "extra": one.extra, "changed": one.changed}
    return {
        "store": one.store,
        "is_equal": one.is_equal,
        "facts": one.fact_count,
        "stored": one.stored_count,
        "different_buckets": one.buckets,
        **{name: list(some) for name, some in told.items()},
        "subjects": count_by_subject(one.differing),
        "what_to_do": None if one.is_equal else one.tell(),
    }
