"""What is on the screen, or a mart of the period, as a CSV, Excel or Parquet file."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request

from onevice_assets.dashboard.access.door import current_viewer
from onevice_assets.dashboard.access.viewer import list_websites
from onevice_assets.dashboard.address import read_search
from onevice_assets.dashboard.queries.export_rows import EXPORTS, list_rows
from onevice_assets.dashboard.queries.marts import EXPORTED, read_mart
from onevice_assets.dashboard.queries.scope import Scope, open_scope
from onevice_assets.dashboard.sources import Sources
from resources.exporting import to_csv, to_excel, to_parquet

if TYPE_CHECKING:
    import pyarrow

_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}


def add_exports(server: Flask, sources: Sources) -> None:
    """Add /export/… to a server; who may and what of whom is asked for each file."""

    @server.get("/export/<what>.<kind>")
    def _save_view(what: str, kind: str) -> Response:
        return _save(sources, what, kind, list_rows if what in EXPORTS else None)

    @server.get("/export/mart/<what>.<kind>")
    def _save_mart(what: str, kind: str) -> Response:
        return _save(sources, what, kind, read_mart if what in EXPORTED else None)


def _save(
    sources: Sources, what: str, kind: str, read: Callable[[Scope, str], pyarrow.Table] | None
) -> Response:
    viewer = current_viewer()
    if not viewer.may("export"):
        return _refuse(403, f"The role {viewer.role} may not export; member and admin may.")
    if read is None or kind not in _TYPES:
        return _refuse(
            404,
            f"There is no export {what!r} as {kind!r}: views are "
            f"{', '.join(EXPORTS)}, marts are {', '.join(EXPORTED)}, and files are "
            f"{', '.join(_TYPES)}.",
        )
    asked, told = read_search(request.query_string.decode("ascii", "replace"))
    scope = open_scope(sources.lake, viewer, list_websites(sources.control, viewer), asked, told)
    if scope.website is None or (asked.website and scope.website.key != asked.website):
        return _refuse(404, f"There is no website {asked.website!r} for you to see.")
    if not scope.days:
        return _refuse(404, f"No day of this period was counted for {scope.key}.")
    table = read(scope, what)
    name = f"{scope.key}_{what}_{scope.days[0]}_{scope.days[-1]}.{kind}"
    response = Response(_write(kind, what, table), mimetype=_TYPES[kind])
    response.headers.set("Content-Disposition", "attachment", filename=name.replace(":", "-"))
    return response


def _write(kind: str, what: str, table: Any) -> bytes:
    if kind == "xlsx":
        return to_excel({what: table})
    return to_csv(table) if kind == "csv" else to_parquet(table)


def _refuse(status: int, message: str) -> Response:
    return Response(f"{message}\n", status, mimetype="text/plain")
