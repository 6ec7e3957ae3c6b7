"""A self-contained HTML page as PDF, printed by a headless Chromium that reaches nothing.

The browser gets a profile of its own that is removed afterwards, a proxy that refuses, no name
resolution, and a page whose content policy forbids whatever is not inside it, files included.
Paper, margins and page numbers are the page's own business, by CSS:

    @page { size: A4; margin: 15mm; @bottom-right { content: counter(page) " / " counter(pages) } }

A page that says nothing is printed on A4 with its backgrounds.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from codecs import BOM_UTF8
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from resources.errors import ConfigurationError, MissingDataError, PrintError
from resources.identity import derived_id, text_hash
from resources.object_store import Objects

TIMEOUT_S = 120.0
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_KEPT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "FONTCONFIG_FILE", "FONTCONFIG_PATH")
_FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",  # containers give it 64 MB
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-pdf-header-footer",
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--virtual-time-budget=10000",  # charts that a script draws are there before it prints
)
# In front of the page, where the parser opens the head for it; a second doctype and <html> are
# read as if they came first. The page's own @page rule comes later and wins.
_LIMITS = (
    b'<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="'
    b"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline' 'unsafe-eval'; "
    b"img-src data: blob:; font-src data:; worker-src blob:; form-action 'none'; "
    b"base-uri 'none'\"><style>@page { size: A4 } "
    b"html { -webkit-print-color-adjust: exact; print-color-adjust: exact }</style>\n"
)
_DATES = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}[+-]\d\d'\d\d'\)")


def find_browser(env: Mapping[str, str] | None = None) -> str:
    """Path of the browser: `ONEVICE_CHROMIUM`, or the first of three names on the PATH.

    Raises:
        ConfigurationError: when there is none, with what to install.
    """
    env = os.environ if env is None else env
    named = env.get("ONEVICE_CHROMIUM")
    for name in [named] if named else _NAMES:
        found = shutil.which(name, path=env.get("PATH"))
        if found:
            return found
    looked_for = f"ONEVICE_CHROMIUM={named!r}" if named else f"{', '.join(_NAMES)} on the PATH"
    raise ConfigurationError(
        f"A PDF is printed by Chromium, which was not found ({looked_for}). Install it (Debian: "
        "apt-get install chromium; macOS: brew install --cask chromium) or name it in "
        "ONEVICE_CHROMIUM. The HTML page is there all the same."
    )


def print_to_pdf(page: Path, day: date, *, timeout_s: float = TIMEOUT_S) -> bytes:
    """Print a self-contained HTML page.

    Args:
        page: the HTML file, UTF-8; it is not changed.
        day: day of its numbers, which becomes the date of the PDF: the same page gives the same
            bytes with the same browser and fonts.
        timeout_s: longest time that the browser may take, seconds.

    Raises:
        ConfigurationError: when there is no browser.
        MissingDataError: when there is no page.
        PrintError: when the browser fails, hangs, or prints nothing.
    """
    browser = find_browser()
    if not page.is_file():
        raise MissingDataError(f"There is no page {page.name!r} to print: write the report first.")
    # not below the home: Chromium's socket lies in it, and a socket's path is 107 bytes at most
    with TemporaryDirectory(prefix="onevice-pdf-") as name:
        folder = Path(name)
        (folder / "page.html").write_bytes(_LIMITS + page.read_bytes().removeprefix(BOM_UTF8))
        said = _run(browser, folder, timeout_s)
        printed = folder / "page.pdf"
        data = printed.read_bytes() if printed.exists() else b""
    if not data.startswith(b"%PDF-") or b"%%EOF" not in data[-32:]:
        raise PrintError(
            f"Chromium printed no PDF of {page.name!r}. It said: {said or 'nothing'}. The HTML "
            "page is there all the same."
        )
    return _DATES.sub(rb"/\1 (D:%s000000+00'00')" % f"{day:%Y%m%d}".encode(), data)


def export_path(organization_id: str, website: str, day: date, content: bytes) -> str:
    """Where a report lies in the object store: `exports/{organization}/{export}/report.pdf`.

    Args:
        organization_id: whose it is.
        website: key of the website.
        day: day of the numbers.
        content: the HTML page; the same content has the same place, another one its own.
    """
    key = text_hash(content.decode("utf-8", "surrogateescape"))
    export_id = derived_id(day, "exports", website, key)
    return f"exports/{organization_id}/{export_id}/report.pdf"


def export_pdf(
    objects: Objects, page: Path, *, organization_id: str, website: str, day: date
) -> str:
    """Print a page and keep the PDF in the object store, unless that page's PDF is there.

    Returns:
        The path of the object, which its page decides: exporting a page again starts no browser.

    Raises:
        ConfigurationError: when there is no browser.
        MissingDataError: when there is no page.
        PrintError: when the browser fails.
        StoreError: when the store refuses.
    """
    path = export_path(organization_id, website, day, page.read_bytes())
    if path in objects.list(path.removesuffix("report.pdf")):
        return path
    return objects.put(path, print_to_pdf(page, day))


def _run(browser: str, folder: Path, timeout_s: float) -> str:
    """Run the browser in a group of its own, so that nothing of it survives a timeout."""
    with subprocess.Popen(
        _command(browser, folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=_environment(folder),
        start_new_session=True,
    ) as process:
        try:
            _, said = process.communicate(timeout=timeout_s)
        except subprocess.TimeoutExpired:
            raise PrintError(
                f"Chromium had not printed the page after {timeout_s:g} s and was stopped. The "
                "HTML page is there all the same."
            ) from None
        finally:
            _end_group(process.pid)
    return _last_line(said.decode("utf-8", "replace"), folder)


def _command(browser: str, folder: Path) -> list[str]:
    # Chromium refuses its sandbox to root, and root alone goes without
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    paths = (f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={folder / 'page.pdf'}")
    return [browser, *_FLAGS, *sandbox, *paths, (folder / "page.html").as_uri()]


def _environment(folder: Path) -> dict[str, str]:
    """What the browser needs; keys and addresses of ours are not its business."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "HOME": str(folder), "TMPDIR": str(folder), "TZ": "UTC"}


def _end_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # the second is macOS' answer for zombies
        return  # it ended with all it started


def _last_line(said: str, folder: Path) -> str:
    lines = [line for line in said.splitlines() if line.strip() and "dbus" not in line]
    return lines[-1].replace(str(folder), "…") if lines else ""
