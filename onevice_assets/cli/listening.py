"""Options of the commands that listen on a port."""

from __future__ import annotations

from typing import Annotated, Any

import typer

PortOption = Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 for any that is free")]


def address_option(needed: str) -> Any:
    """Where to listen, and what protects a door that is open to others: "a token"."""
    return typer.Option(help=f"Address to listen on; other than loopback needs {needed}")
