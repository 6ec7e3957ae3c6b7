"""`onevice mcp`: the analyst's questions for agents, over the Model Context Protocol."""

from __future__ import annotations

import typer

from onevice_assets.cli.session import Session


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command()(mcp)


def mcp() -> None:
    """Serve ranking, trend, changes, substitutes and evidence to an MCP client on stdin/stdout.

    Read-only, and for this machine: whoever starts it sees every website of the lake.
    """
    from onevice_assets.mcp_server.serve import build_server

    build_server(Session().resources["lake"]).run("stdio")
