"""Printing: a whole page, the same bytes, nothing asked of anybody, and clear words without it."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from resources.errors import ConfigurationError, MissingDataError, PrintError
from resources.identity import new_id
from resources.object_store import Objects
from resources.pdf import export_path, export_pdf, find_browser, print_to_pdf
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


def test_an_export_is_named_by_day_website_and_content() -> None:
    path = export_path(ORGANIZATION, "default.demo.test", DAY, b"<p>")
    assert path == export_path(ORGANIZATION, "default.demo.test", DAY, b"<p>")
    others = {
        export_path(ORGANIZATION, "default.other.test", DAY, b"<p>"),
        export_path(ORGANIZATION, "default.demo.test", date(2026, 11, 21), b"<p>"),
        export_path(ORGANIZATION, "default.demo.test", DAY, b"<p>\xff"),
    }
    assert len(others - {path}) == 3


def fake_browser(folder: Path, script: str) -> str:
    path = folder / "browser"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize("named", ["", "no-such-browser"])
def test_without_a_browser_the_next_step_is_told(
    page: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("ONEVICE_CHROMIUM", named)
    with pytest.raises(ConfigurationError, match=r"apt-get install chromium.*HTML page is there"):
        print_to_pdf(page(), DAY)


def test_the_browser_that_is_named_is_taken_before_others(tmp_path: Path) -> None:
    mine = fake_browser(tmp_path, "true")
    (tmp_path / "chromium-browser").symlink_to(mine)
    env = {"PATH": str(tmp_path)}
    assert find_browser({**env, "ONEVICE_CHROMIUM": mine}) == mine
    assert find_browser(env) == str(tmp_path / "chromium-browser")


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("echo 'cannot open display' >&2; exit 1", "It said: cannot open display"),
        ("exit 0", "It said: nothing"),
        ('for one; do case $one in --print-to-pdf=*) echo %PDF-1.4 > "${one#*=}";; esac; done', ""),
    ],
    ids=["fails", "prints nothing", "prints half"],
)
def test_a_browser_that_prints_nothing_is_told(
    page: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    script: str,
    reason: str,
) -> None:
    monkeypatch.setenv("ONEVICE_CHROMIUM", fake_browser(tmp_path, script))
    with pytest.raises(PrintError, match=f"printed no PDF of 'influence-report.html'.*{reason}"):
        print_to_pdf(page(), DAY)


@pytest.mark.usefixtures("left_behind")
def test_a_browser_that_hangs_is_stopped_with_all_it_started(
    page: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = f"sleep 600 & echo $! > {tmp_path}/child; wait"
    monkeypatch.setenv("ONEVICE_CHROMIUM", fake_browser(tmp_path, script))
    with pytest.raises(PrintError, match=r"after 0\.5 s and was stopped"):
        print_to_pdf(page(), DAY, timeout_s=0.5)
    child = int((tmp_path / "child").read_text())
    wait_for(lambda: not is_running(child))


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return False


def wait_for(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)


def test_secrets_of_the_environment_are_not_given_to_the_browser(
    page: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "canary-4711")
    monkeypatch.setenv("ONEVICE_CHROMIUM", fake_browser(tmp_path, f"env > {tmp_path}/env"))
    with pytest.raises(PrintError):
        print_to_pdf(page(), DAY)
    assert "canary-4711" not in (tmp_path / "env").read_text()


def test_a_page_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONEVICE_CHROMIUM", fake_browser(tmp_path, "true"))
    with pytest.raises(MissingDataError, match=r"no page 'none\.html'"):
        print_to_pdf(tmp_path / "none.html", DAY)
