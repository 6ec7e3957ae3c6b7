"""`onevice sagas`: publishes to several stores that are open, what became of them, going on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.markup import escape

from onevice_assets.cli.look import JsonOption
from onevice_assets.cli.output import console, print_json, print_rows, say
from onevice_assets.cli.session import Session
from resources.control_plane.resource import ControlPlane
from resources.errors import SagaError
from resources.saga import records
from resources.saga.owner import Owner, has_ended
from resources.saga.records import SagaRecord
from resources.saga.report import Report, make_report

app = typer.Typer(
    help="Publishes to several stores: all of them hold the new rows, or none.",
    no_args_is_help=True,
)
_COLUMNS = ("saga", "state", "begun", "took")


@app.command("list")
def list_sagas(
    every: Annotated[bool, typer.Option("--all", help="Those that ended too")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show the sagas that are open, and which stores they have reached."""
    control = Session().resources["control"]
    with control.begin() as db:
        found = records.list_latest(db) if every else records.list_unfinished(db)
        rows = [_row(one, records.steps_of(db, one.id)) for one in found]
    if as_json:
        print_json(rows)
        return
    shown = [{**row, "begun": f"{row['begun']:%Y-%m-%d %H:%M}"} for row in rows]
    print_rows("Sagas" if rows else "No saga is open: all stores agree.", shown, _COLUMNS)
    for row in rows:
        say(f"\n[bold]{row['saga']}[/] {escape(row['scope'])}: {escape(row['steps'])}")
        for line in (row["holder"], row["error"], row["next"]):
            if line:
                say(f"  {escape(line)}")


@app.command()
def show(
    saga_id: Annotated[str, typer.Argument(help="From `onevice sagas list --all`")],
    as_json: JsonOption = False,
) -> None:
    """Show one saga: what was done and undone in each store, how long it took, what failed."""
    with Session().resources["control"].begin() as db:
        report = make_report(records.find(db, saga_id), records.steps_of(db, saga_id))
    if as_json:
        print_json({**vars(report), "steps": [vars(step) for step in report.steps]})
        return
    console.print(report.text(), markup=False, highlight=False, soft_wrap=True)


@app.command()
def resume(
    saga_id: Annotated[str, typer.Argument(help="Only this one; all by default")] = "",
    forwards: Annotated[
        bool, typer.Option("--forwards", help="Give every store what the lake says now")
    ] = False,
) -> None:
    """Go on with sagas whose process died, and with those that could not be taken back."""
    from onevice_assets.brand_monitor.projections.make_publisher import make_publisher
    from onevice_assets.campaigns.projections.publisher import make_publisher as make_for_campaigns

    resources = Session().resources
    if saga_id:
        with resources["control"].begin() as db:
            records.find(db, saga_id)
    reports = [
        report
        for make in (make_publisher, make_for_campaigns)
        for report in make(resources).resume(saga_id=saga_id, forwards=forwards)
    ] + _resume_timelines(resources, saga_id)
    for report in reports:
        console.print(report.text(), markup=False, highlight=False, soft_wrap=True)
    if not reports:
        say("Nothing to go on with: no saga is open, or its process is at work on it.")
    left = [report.saga_id for report in reports if not report.is_over]
    if left:
        raise SagaError(
            f"Resumed, and not finished: {', '.join(left)}. The lines above say which store did "
            "not do it and why; resume again once that is mended."
        )


def _resume_timelines(resources: Mapping[str, Any], saga_id: str) -> list[Report]:
    """Those of the operations memory; its stores are opened where there is one."""
    from onevice_assets.operations.timeline.coordination.stores import open_stores
    from onevice_assets.operations.timeline.coordination.write import KIND, resume_open

    with resources["control"].begin() as db:
        if not records.list_unfinished(db, kind=KIND):
            return []
    with open_stores(resources) as stores:
        return resume_open(stores, saga_id=saga_id)


def tell_open(control: ControlPlane) -> list[str]:
    """One line for each open saga, for `onevice status`.

    Raises:
        StoreError: the control plane does not answer, so nobody can tell.
    """
    with control.begin() as db:
        found = records.list_unfinished(db)
    return [
        f"Open saga {one.id}: {one.kind} of {one.scope}, {one.state} for {_last(one)}; see "
        f"`onevice sagas show {one.id}`."
        for one in found
    ]


def _row(saga: SagaRecord, steps: Any) -> dict[str, Any]:
    holder = _tell_holder(saga)
    return {
        "saga": saga.id,
        "scope": saga.scope,
        "state": saga.state,
        "begun": saga.created_at,
        "took": _last(saga),
        "steps": ", ".join(f"{step.name} {step.state}" for step in steps),
        "holder": holder,
        "error": saga.error,
        "next": _tell_next(saga, holder),
    }


def _tell_holder(saga: SagaRecord) -> str | None:
    """Which process has an open saga, and whether that one lives, as far as can be told here."""
    if saga.is_tidy:
        return None
    owner = Owner(saga.owner_host, saga.owner_pid, saga.owner_started_at)
    if has_ended(owner):
        return f"Process {saga.owner_pid}, which had it, has ended."
    if saga.is_leased:
        return f"Process {saga.owner_pid} on {saga.owner_host} is at work on it."
    return f"Process {saga.owner_pid} on {saga.owner_host} had it and is silent now."


def _tell_next(saga: SagaRecord, holder: str | None) -> str | None:
    if holder is None:
        return None
    if "is at work" in holder:
        return "Nothing is to be done."
    return f"`onevice sagas resume {saga.id}` goes on with it, as the next {saga.kind} does."


def _last(saga: SagaRecord) -> str:
    """A duration in the unit people think of it in."""
    for unit, seconds in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if saga.seconds >= 2 * seconds:
            return f"{saga.seconds / seconds:.0f} {unit}"
    return f"{saga.seconds:.0f} s"
