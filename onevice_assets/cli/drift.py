"""`onevice drift`: what each store holds beside what the lake says, as it is now."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onevice_assets.cli.days import parse_day
from onevice_assets.cli.look import DayOption, JsonOption, WebsiteOption
from onevice_assets.cli.only import OrganizationOption, read_only
from onevice_assets.cli.output import print_json, print_rows, say_error
from onevice_assets.cli.session import Session

if TYPE_CHECKING:
    from onevice_assets.publishing.drift import Comparison, Findings
    from onevice_assets.publishing.projection import Scope

StoreOption = Annotated[
    str | None, typer.Option(help="postgres, graph (neo4j), search, vectors; all by default")
]
_SHOWN = 3
_COLUMNS = (
    "store", "partition", "table", "lake_rows", "store_rows", "missing", "too_many", "changed"
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(drift)


def drift(
    website: WebsiteOption = None,
    organization: OrganizationOption = None,
    day: DayOption = None,
    store: StoreOption = None,
    every: Annotated[bool, typer.Option("--all", help="Tables that are equal, too")] = False,
    as_json: JsonOption = False,
) -> None:
    """Compare what stores hold with the lake, row by row; code 1 when anything differs.

    Changes nothing. Publish a partition again, or `onevice rebuild`, to set it right.
    """
    from onevice_assets.every_copy import list_all_work
    from onevice_assets.publishing.drift import compare_every

    session = Session(bars=not as_json)
    name = _read_store(store)
    only = read_only(session, website, organization)
    wanted = parse_day(day) if day else None
    given = session.resources
    theirs = only.choose(list_all_work(given["lake"], given["control"], name))
    work = [one for one in theirs if wanted in (None, one.scope.day)]
    found: list[tuple[Scope, Findings]] = []
    with given["progress"].track("Comparing", len(work)) as task:
        for copy, scope in work:
            found.append((scope, compare_every([copy.make(SimpleNamespace(**given))], scope)))
            task.advance()
    _print(found, as_json=as_json, every=every)
    if not all(findings.is_equal for _, findings in found):
        raise typer.Exit(1)


def _read_store(store: str | None) -> str | None:
    """Name of the store; none for all.

    Raises:
        InputError: no store is called that, or it holds no copy of the lake.
    """
    from onevice_assets.every_copy import COPIES
    from resources.errors import InputError
    from resources.store_names import read_store_name

    if store is None:
        return None
    having = dict.fromkeys(one.store for one in COPIES)
    name = read_store_name(store)
    if name not in having:
        raise InputError(
            f"{store} holds no copy of the lake to compare; these do: {', '.join(having)}."
        )
    return name


def _print(found: Sequence[tuple[Scope, Findings]], *, as_json: bool, every: bool) -> None:
    compared = [one for _, findings in found for one in findings.compared]
    failed = [
        {"store": store, "partition": scope.partition, "error": why}
        for scope, findings in found
        for store, why in findings.failed.items()
    ]
    shown = [_row(one) for one in compared if every or as_json or not one.is_equal]
    if as_json:
        print_json({"tables": shown, "not_compared": failed})
        return
    differing = sum(not one.is_equal for one in compared)
    title = f"{len(compared)} tables compared, {differing} differ"
    print_rows(title, [{**row, **_count(row)} for row in shown], _COLUMNS)
    for one in failed:
        say_error(f"{one['store']} of {one['partition']} could not be compared: {one['error']}")


def _row(one: Comparison) -> dict[str, Any]:
    return {
        "store": one.store,
        "partition": one.partition,
        "table": one.table,
        "is_equal": one.is_equal,
        "lake_rows": one.wanted.row_count,
        "store_rows": one.found.row_count,
        "missing": one.missing,
        "too_many": one.extra,
        "changed": one.changed,
    }


def _count(row: dict[str, Any]) -> dict[str, str]:
    """How many, and the first ids: nobody reads ten thousand."""
    return {name: _shorten(row[name]) for name in ("missing", "too_many", "changed")}


def _shorten(keys: Sequence[str]) -> str:
    first = ", ".join(keys[:_SHOWN])
    return f"{len(keys)}: {first}" if keys else "0"
