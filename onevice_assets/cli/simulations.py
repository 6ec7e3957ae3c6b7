"""`onevice simulations`: what was requested and waits, what runs, and what failed and why."""

from __future__ import annotations

from typing import Any

import typer

from onevice_assets.cli.look import JsonOption, LimitOption, WebsiteOption
from onevice_assets.cli.output import print_json, print_rows, say
from onevice_assets.cli.session import Session

_COLUMNS = ("website", "kind", "day", "state", "progress", "since", "why")


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command()(simulations)


def simulations(
    website: WebsiteOption = None,
    limit: LimitOption = 20,
    as_json: JsonOption = False,
) -> None:
    """Show requested simulations and imports: waiting, asked for, running, failed (with why)."""
    from resources.control_plane import simulation_overview

    session = Session()
    website_id = session.website(website).id if website else None
    with session.resources["control"].begin() as db:
        counts = simulation_overview.count_states(db, website_id)
        rows = [_tell(vars(one)) for one in simulation_overview.list_open(db, website_id, limit)]
    if as_json:
        print_json({"counts": counts, "simulations": rows})
        return
    told = ", ".join(f"{count} {state}" for state, count in counts.items() if count)
    print_rows(f"Simulations: {told or 'none was requested'}", rows, list(_COLUMNS))
    if counts["waiting"]:
        say("[dim]The sensor requested_simulations starts what waits, while `make ui` runs.[/]")


def _tell(row: dict[str, Any]) -> dict[str, Any]:
    done, total = row["completed_prompts"], row["total_prompts"]
    return {
        "website": row["website_key"],
        "kind": row["kind"],
        "day": row["day"],
        "state": row["state"],
        "progress": f"{done}/{total}" if total else "",
        "since": row["since"],
        "restarts": row["restarts"],
        "why": row["error"] or "",
        "id": row["id"],
    }
