"""Assembly: Flask with its doors, Dash on it, everything served from this process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dash import Dash
from flask import Flask

from onevice_assets.dashboard.access.door import guard
from onevice_assets.dashboard.access.headers import harden
from onevice_assets.dashboard.access.sign_in_page import add_sign_in
from onevice_assets.dashboard.callbacks import add_callbacks
from onevice_assets.dashboard.exports import add_exports
from onevice_assets.dashboard.layout import frame
from onevice_assets.dashboard.sources import Sources

_HERE = Path(__file__).resolve().parent
_PAGE = """<!doctype html>
<html lang="en">
<head>{%metas%}<meta name="color-scheme" content="light dark"><title>{%title%}</title>{%favicon%}
{%css%}</head>
<body>{%app_entry%}<footer>{%config%}{%scripts%}{%renderer%}</footer></body>
</html>"""


def build_app(sources: Sources, *, is_local: bool) -> Flask:
    """Build the web application.

    Args:
        sources: what it reads from.
        is_local: whether it will listen on loopback only, where nobody signs in.
    """
    server = Flask(
        "onevice_dashboard", template_folder=str(_HERE / "templates"), static_folder=None
    )
    server.config["MAX_CONTENT_LENGTH"] = 256 * 1024
    guard(server, sources, is_local=is_local)
    if not is_local:
        add_sign_in(server, sources)
    add_exports(server, sources)
    app = _build_dash(server)
    add_callbacks(app, sources)
    harden(server, app.csp_hashes())
    return server


def _build_dash(server: Flask) -> Any:
    app = Dash(
        __name__,
        server=server,  # type: ignore[arg-type]  # it does take a Flask
        serve_locally=True,
        assets_folder=str(_HERE / "assets"),
        index_string=_PAGE,
        title="OneVice",
        update_title="",
        add_log_handler=False,
        enable_mcp=False,
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
    )
    app.layout = frame
    return app
