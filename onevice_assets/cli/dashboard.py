"""`onevice dashboard`: the live page, on this machine alone or, with accounts, for others."""

from __future__ import annotations

import signal
import threading
import webbrowser
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from onevice_assets.cli.listening import address_option
from onevice_assets.cli.output import say
from onevice_assets.cli.session import Session
from resources.errors import ConfigurationError
from resources.observing.count_requests import count_wsgi

if TYPE_CHECKING:
    from resources.control_plane.resource import ControlPlane


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(dashboard)


def _check(proxy: str | None) -> str | None:
    from onevice_assets.dashboard.serve import check_proxy

    if proxy is not None:
        check_proxy(proxy)
    return proxy


ProxyOption = Annotated[
    str | None,
    typer.Option(
        envvar="ONEVICE_DASHBOARD_PROXY",
        callback=_check,
        help="IP address of a TLS proxy in front, whose X-Forwarded headers count",
    ),
]


def dashboard(
    host: Annotated[str, address_option("accounts")] = "127.0.0.1",
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port; 8050 or the next free one by default"),
    ] = None,
    open_browser: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the page in a browser")
    ] = True,
    proxy: ProxyOption = None,
) -> None:
    """Serve the numbers as a live page: filters, drill-down to the answers, exports."""
    from onevice_assets.dashboard.app import build_app
    from onevice_assets.dashboard.remember import RememberingLake
    from onevice_assets.dashboard.serve import address_of, import_ahead, is_loopback, listen, serve
    from onevice_assets.dashboard.sources import Sources

    is_local = is_loopback(host)
    resources = Session().resources
    sources = Sources(
        RememberingLake(url=resources["lake"].url), resources["control"], resources["redis"]
    )
    if not is_local:
        _require_users(sources.control)
    listener = listen(host, port)
    address = address_of(listener)
    application = build_app(sources, is_local=is_local)
    import_ahead()
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.default_int_handler)
    say(f"Dashboard on [bold]{escape(address)}[/] (Ctrl-C ends it)")
    if not is_local and proxy is None:
        say(
            "People sign in. Passwords cross the network unencrypted: put a proxy with TLS in "
            "front and name it with --proxy."
        )
    serve(
        count_wsgi(application, "dashboard"),
        listener,
        proxy=proxy,
        ready=lambda: _open(address) if open_browser and is_local else None,
    )
    say("Ended.")


def _require_users(control: ControlPlane) -> None:
    from resources.control_plane import users

    with control.begin() as db:
        if users.is_anybody_active(db):
            return
    raise ConfigurationError(
        "A page for others asks people to sign in, and there is no account yet: `onevice user add "
        "you@example.com --role admin`, or leave --host out to see it on this machine alone."
    )


def _open(address: str) -> None:
    # some browsers keep the caller until they are closed
    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
