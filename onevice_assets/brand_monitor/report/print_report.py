"""The report on paper: everything unfolded, printed, and put into the object store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from onevice_assets.brand_monitor.report.render import render_report
from onevice_assets.brand_monitor.report.view import ReportView
from resources.home import subfolder
from resources.object_store import Objects
from resources.pdf import export_pdf, find_browser


def print_report(
    objects: Objects, view: ReportView, charts: Mapping[str, str], organization_id: str
) -> str:
    """Print a day's report and return the address of its PDF; one that is there is not made anew.

    Args:
        objects: where it is kept.
        view: what to show.
        charts: from `draw_charts` of it.
        organization_id: whose it is.

    Raises:
        ConfigurationError: no Chromium on this machine.
        PrintError: the browser did not print it; the HTML page is untouched.
    """
    find_browser()
    owner = {"organization_id": organization_id, "website": view.website}
    with TemporaryDirectory(dir=subfolder("tmp"), prefix="print-") as folder:
        page = Path(folder, "report.html")
        page.write_text(render_report(view, charts, is_print=True), "utf-8", errors="replace")
        return export_pdf(objects, page, **owner, day=date.fromisoformat(view.day))
