"""`onevice metrics`: the platform's state for Prometheus, served or printed once."""

from __future__ import annotations

import os
import signal
import threading
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from onevice_assets.cli.listening import PortOption, address_option
from onevice_assets.cli.output import console, say
from onevice_assets.cli.session import Session

if TYPE_CHECKING:
    import dagster as dg

    from onevice_assets.observing.exporter import Exporter
    from onevice_assets.observing.failed_partitions import Partitioned

app = typer.Typer(help="The platform's state as metrics.", no_args_is_help=True)


@app.command("serve")
def serve_metrics(
    host: Annotated[str, address_option("a token")] = "127.0.0.1",
    port: PortOption = 9464,
) -> None:
    """Serve `/metrics` for Prometheus until Ctrl-C; reads its sources in the background.

    Beyond loopback ONEVICE_METRICS_TOKEN must be set, and be sent as bearer token.
    """
    from onevice_assets.dashboard.serve import address_of, is_loopback, listen, serve
    from onevice_assets.observing.serve import TOKEN_VARIABLE, build_app, check_token

    token = os.environ.get(TOKEN_VARIABLE, "")
    check_token(token, is_local=is_loopback(host))
    exporter = make_exporter(Session())
    listener = listen(host, port)
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.default_int_handler)
    say(f"Metrics on [bold]{escape(address_of(listener))}metrics[/] (Ctrl-C ends it)")
    exporter.start()
    serve(build_app(exporter.registry(), token), listener)
    exporter.stop()
    say("Ended.")


@app.command("print")
def print_metrics() -> None:
    """Read every source once and print what it says, for a collector that reads text files."""
    from onevice_assets.observing.exporter import render

    exporter = make_exporter(Session())
    exporter.look()
    console.file.write(render(exporter).decode())


@dataclass
class Platform:
    """What of a session is opened at its first use, by whichever thread comes first."""

    session: Session
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def open_instance(self) -> dg.DagsterInstance:
        """Dagster's storage."""
        with self._lock:
            return self.session.instance

    def load_assets(self) -> Partitioned:
        """The partitioned assets of the code location; loading it takes some seconds, once."""
        with self._lock:
            return self._partitioned

    @cached_property
    def _partitioned(self) -> Partitioned:
        from onevice_assets.observing.failed_partitions import list_partitioned

        return list_partitioned(self.session.definitions.resolve_all_asset_specs())


def make_exporter(session: Session) -> Exporter:
    """The exporter of everything that a session's resources lead to."""
    from onevice_assets.observing.exporter import Exporter
    from onevice_assets.observing.sources import list_sources

    platform = Platform(session)
    return Exporter(list_sources(session.resources, platform.open_instance, platform.load_assets))
