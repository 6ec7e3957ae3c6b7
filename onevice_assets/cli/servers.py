"""The machine room: set up, start, stop and look at the embedded servers, and the Dagster UI."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from onevice_assets.cli.look import JsonOption
from onevice_assets.cli.output import console, print_json, print_rows, say
from onevice_assets.cli.sagas import tell_open
from onevice_assets.cli.session import Session, dagster_home
from resources.home import home

_PATIENCE_S = 8


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    for command in (setup, up, down, status, ui):
        app.command()(command)


def setup() -> None:
    """Prepare what the first run needs: parse the dbt project. `make setup` calls it."""
    from resources.dbt_project import compile_project

    compile_project()
    say("Ready. `make run` runs the main job on the bundled example.")


def up() -> None:
    """Start the embedded servers now instead of when they are first needed."""
    from resources.local_servers import KINDS, ensure
    from resources.local_servers.failures import MissingServerError

    missing = []
    for kind in KINDS:
        try:
            address = ensure(kind, home())
        except MissingServerError as error:
            # the others are of use without it; not every machine can have each
            missing.append(str(error))
            continue
        say(f"[green]up[/] {kind} (pid {address.pid})")
    if missing:
        raise MissingServerError("\n".join(missing))


def down() -> None:
    """Stop the embedded servers; what they hold stays."""
    from resources.local_servers import stop_all

    stopped = stop_all(home())
    say(f"Stopped: {', '.join(stopped)}." if stopped else "Nothing was running.")


def status(as_json: JsonOption = False) -> None:
    """Tell which servers run, how fast they answer, and where things lie."""
    from resources.local_servers import status as server_status

    rows = [vars(one) for one in server_status(home())]
    is_up = any(row["kind"] == "postgres" and row["state"] == "up" for row in rows)
    open_sagas = tell_open(Session().resources["control"]) if is_up or _has_database() else []
    if as_json:
        print_json({"home": str(home()), "servers": rows, "open_sagas": open_sagas})
        return
    print_rows(f"Home {home()}", rows, list(rows[0]) if rows else [])
    for line in open_sagas:
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _has_database() -> bool:
    """Whether the control plane is on a server of its own; the embedded one is not started."""
    return bool(os.environ.get("DATABASE_URL"))


def ui(
    port: Annotated[int, typer.Option(help="Port of the page, on loopback", envvar="PORT")] = 3000,
) -> None:
    """Serve Dagster's UI: every asset, run and chart."""
    folder = dagster_home()
    say(f"Dagster UI on [bold]http://127.0.0.1:{port}[/] (Ctrl-C ends it)")
    command = [
        str(Path(sys.executable).parent / "dagster"),
        "dev",
        "--module-name",
        "onevice_assets.definitions",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    os.environ["DAGSTER_HOME"] = str(folder)
    sys.exit(_serve(command))


def _serve(command: list[str]) -> int:
    """Run Dagster in a process group of its own, and end the whole group with us."""
    process = subprocess.Popen(command, start_new_session=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return process.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_PATIENCE_S)
        with suppress(ProcessLookupError):  # its servers do not always follow (dagster.md, 29)
            os.killpg(process.pid, signal.SIGKILL)
