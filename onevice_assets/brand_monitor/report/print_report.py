"""The report on paper: everything unfolded, printed, and put into the object store."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from onevice_assets.brand_monitor.report.read import read_rows
from onevice_assets.brand_monitor.report.render import render_report
from onevice_assets.brand_monitor.report.view import build_view
from onevice_assets.partitions import split_key
from resources.home import subfolder
from resources.lake import Lake
from resources.object_store import Objects
from resources.pdf import export_pdf, find_browser


def print_report(
    lake: Lake, objects: Objects, partition: str, organization_id: str, day: date
) -> str:
    """Print a day's report and return the address of its PDF.

    Raises:
        ConfigurationError: no Chromium on this machine.
        PrintError: the browser did not print it; the HTML page is untouched.
        MissingDataError: the day was not materialised.
    """
    find_browser()
    _, website = split_key(partition)
    view = build_view(website, day.isoformat(), read_rows(lake, partition))
    with TemporaryDirectory(dir=subfolder("tmp"), prefix="print-") as folder:
        page = Path(folder, "report.html")
        page.write_text(render_report(view, is_print=True), "utf-8", errors="replace")
        return export_pdf(objects, page, organization_id=organization_id, website=website, day=day)
