"""The machine room: set up, start and stop the embedded servers, and the Dagster UI."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from onevice_assets.cli.output import say
from onevice_assets.cli.session import dagster_home
from resources.home import home

_PATIENCE_S = 8


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    for command in (setup, up, down, ui):
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
    # that there is a newer command than `dagster dev` is nothing to tell who looks at assets
    os.environ["PYTHONWARNINGS"] = "ignore:Function `dev_command`"
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
