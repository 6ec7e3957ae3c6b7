"""`onevice documents state|graph|merges|undo|join|issues`: what documents became, who is one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from onevice_assets.cli.look import JsonOption, LimitOption
from onevice_assets.cli.output import print_json, print_rows, say
from onevice_assets.cli.session import Session, actor
from onevice_assets.partitions import organization_of

if TYPE_CHECKING:
    from resources.lake import Lake
    from resources.table_schema import Table

OrganizationOption = Annotated[str, typer.Option(help="Slug of the organization")]
_ORGANIZATIONS = "entertainment_organizations"
_SHOWN = ("id", "kind", "kept_name", "absorbed_name", "chance", "reasons")
_OPEN = ("id", "kind", "one_name", "other_name", "chance", "reasons")
_ISSUES = ("severity", "label", "entity_id", "field", "message", "suggestion")


def build_graph(session: Session, organization: str) -> None:
    """Join versions, tell who is one, and publish the graph of an organization."""
    session.materialize("join_versions", organization, partitions=_ORGANIZATIONS)
    session.materialize("build_graph", organization, partitions=_ORGANIZATIONS)


def publish_graph(
    organization: OrganizationOption = "default", as_json: JsonOption = False
) -> None:
    """Build and publish an organization's graph anew; without anything new nothing changes."""
    session = Session(bars=not as_json)
    build_graph(session, organization)
    _print_state(session, organization, as_json=as_json)


def show_state(organization: OrganizationOption = "default", as_json: JsonOption = False) -> None:
    """Tell how far an organization's documents are: read, resolved, in the graph."""
    _print_state(Session(), organization, as_json=as_json)


def list_merges(
    organization: OrganizationOption = "default",
    limit: LimitOption = 50,
    open_: Annotated[
        bool, typer.Option("--open", help="Pairs that somebody should decide")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """List names that became one, with the evidence; or pairs that may be one."""
    from onevice_assets.tables.resolution import merge_log, merge_reviews

    table, shown = (merge_reviews, _OPEN) if open_ else (merge_log, _SHOWN)
    rows = _read(Session().resources["lake"], table, [organization])
    rows.sort(key=lambda row: -row["chance"])
    told = [{**row, "reasons": ", ".join(json.loads(row["reasons"]))} for row in rows[:limit]]
    if as_json:
        print_json([{name: row[name] for name in shown} for row in told])
        return
    title = "Pairs to decide" if open_ else "Merges"
    print_rows(f"{title} of {organization}: {len(rows)}", told, list(shown))


def undo_merge(
    merge: Annotated[str, typer.Argument(help="Id of a merge: `onevice documents merges`")],
    organization: OrganizationOption = "default",
) -> None:
    """Take a merge back: the two stay apart in every later run. Builds the graph anew."""
    from onevice_assets.entertainment.entities.resolving import decide

    row = _decide(decide.undo_merge, "merge.undo", merge, organization)
    kept, absorbed = escape(row["kept_name"]), escape(row["absorbed_name"])
    say(f"{kept} and {absorbed} are kept apart from now on.")


def join_pair(
    pair: Annotated[str, typer.Argument(help="Id of a pair: `onevice documents merges --open`")],
    organization: OrganizationOption = "default",
) -> None:
    """Decide that a pair is one, in this run and every later one. Builds the graph anew."""
    from onevice_assets.entertainment.entities.resolving import decide

    row = _decide(decide.join_pair, "merge.join", pair, organization)
    say(f"{escape(row['one_name'])} and {escape(row['other_name'])} are one from now on.")


def list_issues(
    organization: OrganizationOption = "default",
    limit: LimitOption = 50,
    as_json: JsonOption = False,
) -> None:
    """List what was set aside and what deserves a look. Shows every level of sensitivity."""
    from onevice_assets.tables.entertainment_graph import quality_issues, quarantine

    lake = Session().resources["lake"]
    rows = [row for one in (quarantine, quality_issues) for row in _read(lake, one, [organization])]
    rows.sort(key=lambda row: ("error", "warning", "info").index(row["severity"]))
    if as_json:
        print_json([{name: row[name] for name in _ISSUES} for row in rows[:limit]])
        return
    counted = Counter(row["severity"] for row in rows)
    told = ", ".join(f"{count} {name}" for name, count in counted.items()) or "none"
    print_rows(f"Issues of {organization}: {told}", rows[:limit], list(_ISSUES))


def _print_state(session: Session, organization: str, *, as_json: bool) -> None:
    state = read_state(session.resources["lake"], organization)
    if as_json:
        print_json(state)
        return
    batches = [{"batch": key, **told} for key, told in state["batches"].items()]
    print_rows(f"Batches of {organization}", batches, list(batches[0]) if batches else [])
    counts = [{"what": name, "rows": count} for name, count in state["organization"].items()]
    print_rows(f"Over all batches of {organization}", counts, ["what", "rows"])


def read_state(lake: Lake, organization: str) -> dict[str, Any]:
    """How far an organization's documents are.

    Args:
        lake: the lake.
        organization: slug.

    Returns:
        `batches`: rows of each table by batch, null where it was not made yet; `organization`:
        entities by kind, merges, issues, nodes by label, relationships by type.
    """
    from onevice_assets.tables import document_entities, documents

    read = (documents.documents, *document_entities.ALL)
    every = [
        key for key in lake.partitions(documents.documents) if organization_of(key) == organization
    ]
    batches = {key: {table.name: _count(lake, table, key) for table in read} for key in every}
    return {"batches": batches, "organization": _count_whole(lake, organization)}


def _count_whole(lake: Lake, organization: str) -> dict[str, int]:
    from onevice_assets.tables import entertainment_graph as graph
    from onevice_assets.tables import resolution

    counted: dict[str, int] = {}
    for table, column in (
        (resolution.resolved_entities, "kind"),
        (graph.graph_nodes, "label"),
        (graph.graph_edges, "type"),
    ):
        rows = _read(lake, table.only(column), [organization])
        for value, count in sorted(Counter(row[column] for row in rows).items()):
            counted[f"{table.name}: {value}"] = count
    for table in (
        resolution.merge_log,
        resolution.merge_reviews,
        resolution.merge_decisions,
        graph.quarantine,
        graph.quality_issues,
    ):
        counted[table.name] = _count(lake, table, organization) or 0
    return counted


def _count(lake: Lake, table: Table, partition: str) -> int | None:
    if not lake.exists(table, partition):
        return None
    return len(lake.read_arrow(table.only("id"), partition))


def _read(lake: Lake, table: Table, partitions: Sequence[str]) -> list[dict[str, Any]]:
    return [row for one in partitions for row in lake.read_rows_if_there(table, one)]


def _decide(
    decide: Callable[..., Mapping[str, Any]], action: str, subject: str, organization: str
) -> Mapping[str, Any]:
    """Keep a decision, note it in the audit log and build the graph anew; what was decided on."""
    from resources.control_plane import audit

    session, now = Session(bars=True), datetime.now(UTC)
    row = decide(session.resources["lake"], organization, subject, by=actor(), at=now)
    detail = {"kind": row["kind"], "organization": organization}
    with session.resources["control"].begin() as db:
        audit.record(db, actor=actor(), action=action, subject=subject, detail=detail)
    build_graph(session, organization)
    return row


def add_commands(app: typer.Typer) -> None:
    """Give the command of documents these."""
    app.command("state")(show_state)
    app.command("graph")(publish_graph)
    app.command("merges")(list_merges)
    app.command("undo")(undo_merge)
    app.command("join")(join_pair)
    app.command("issues")(list_issues)
