"""Printing by the real browser: a whole page, the same bytes, nothing asked of anybody."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from resources.identity import new_id
from resources.object_store import Objects
from resources.pdf import export_pdf, print_to_pdf
from tests.e2e.browser import open_window
from tests.resources.pdf_text import count_pages, drawn_characters, drawn_colours, page_sizes

DAY = date(2026, 11, 20)
ORGANIZATION = new_id()
PAGE = """\ufeff<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Report</title>
<style>@page {{ margin: 15mm; @bottom-right {{ content: counter(page) " / " counter(pages) }} }}
h1 {{ background: rgb(255 0 0) }} section {{ break-before: page }}</style></head>
<body><h1>Größe</h1>{body}<section>wxyz</section></body></html>"""


@pytest.fixture(autouse=True)
def _no_browser_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ONEVICE_CHROMIUM", raising=False)


@pytest.fixture
def left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing of the printing stays in the folder for temporary files."""
    assert tmp_path.is_dir()  # made before the folder for temporary files is another one
    folder = Path(tempfile.mkdtemp(prefix="pdf-"))  # a short path, unlike tmp_path
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield
    folder.rmdir()


@pytest.fixture
def page(tmp_path: Path) -> Callable[[str], Path]:
    def write(body: str = "") -> Path:
        path = tmp_path / "influence-report.html"
        path.write_text(PAGE.format(body=body), "utf-8")
        return path

    return write


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """Address of a server that nobody should ask, and what it was asked."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", paths
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.browser
@pytest.mark.usefixtures("left_behind")
def test_a_page_is_printed_whole_on_a4_with_its_colours_and_page_numbers(
    page: Callable[..., Path],
) -> None:
    path = page('<p id="here"></p><script>here.textContent = "drawn by JS"</script>')
    before = path.read_bytes()
    pdf = print_to_pdf(path, DAY)
    assert pdf.startswith(b"%PDF-")
    assert (count_pages(pdf), page_sizes(pdf)) == (2, {(595, 842)})
    assert set("GrößewxyzdrawnbyJS1/2") <= drawn_characters(pdf)
    assert (1.0, 0.0, 0.0) in drawn_colours(pdf)
    assert path.read_bytes() == before


@pytest.mark.browser
def test_the_same_page_is_the_same_bytes_dated_by_its_day(page: Callable[..., Path]) -> None:
    pdf = print_to_pdf(page(), DAY)
    assert print_to_pdf(page(), DAY) == pdf
    assert b"/CreationDate (D:20261120000000+00'00')" in pdf
    assert b"/ModDate (D:20261120000000+00'00')" in pdf


@pytest.mark.browser
def test_a_page_that_wants_another_paper_gets_it(page: Callable[..., Path]) -> None:
    pdf = print_to_pdf(page("<style>@page { size: A5 landscape }</style>"), DAY)
    assert page_sizes(pdf) == {(595, 420)}


ASKING = """
<link rel="stylesheet" href="{url}/style"><link rel="prefetch" href="{url}/prefetch">
<img src="{url}/image"><iframe src="{url}/frame"></iframe><script src="{url}/script"></script>
<script>fetch("{url}/fetch"); new Image().src = "{url}/beacon"; import("{url}/module");
new WebSocket("{url}/socket".replace("http", "ws"));</script>"""


@pytest.mark.browser
@pytest.mark.parametrize(
    "body",
    [
        ASKING,
        '<meta http-equiv="refresh" content="0; url={url}/refresh">',
        '<script>location = "{url}/gone"</script>',
    ],
    ids=["subresources", "refresh", "navigation"],
)
def test_a_page_that_asks_for_more_asks_nobody(
    page: Callable[..., Path], asked: tuple[str, list[str]], body: str
) -> None:
    url, paths = asked
    path = page(body.format(url=url))
    print_to_pdf(path, DAY)
    assert paths == []
    with open_window() as window:  # a browser without our limits does ask
        window.page.goto(path.as_uri())
        window.page.wait_for_timeout(500)
    assert paths


@pytest.mark.browser
def test_a_page_cannot_show_another_file(page: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "secret.html").write_text("QQQ")
    pdf = print_to_pdf(page(f'<iframe src="{(tmp_path / "secret.html").as_uri()}"></iframe>'), DAY)
    assert "Q" not in drawn_characters(pdf)
    assert "Q" in drawn_characters(print_to_pdf(page("QQQ"), DAY))


@pytest.mark.browser
def test_a_report_is_kept_where_the_seed_wants_it(
    page: Callable[..., Path], objects: Objects
) -> None:
    website = {"organization_id": ORGANIZATION, "website": "default.demo.test", "day": DAY}
    path = export_pdf(objects, page(), **website)
    assert path == export_pdf(objects, page(), **website)
    assert objects.list(f"exports/{ORGANIZATION}/") == [path]
    assert objects.get(path).startswith(b"%PDF-")
    assert path.endswith("/report.pdf")
