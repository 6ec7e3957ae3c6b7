"""Takes every picture of our documents anew, of the program as it is, over real answers.

    python -m scripts.write_pictures ../shared/data/llm_answers/ai_product_bench

The 408 answers are imported, each of the set's three runs as a day, into a home that is gone
afterwards (or stays, where ONEVICE_HOME names one). Report, live page and Dagster's UI are opened
in Chromium. Minutes, most of them the import.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import httpx
from PIL import Image

from resources.local_servers.processes import free_port
from scripts.pictures import PICTURES, open_picture
from tests.convert_ai_product_bench import convert
from tests.e2e.browser import open_window

ROOT = Path(__file__).resolve().parents[1]
BRANDS = "Google,Amazon,Samsung,ASUS,Breville,Apple,LG,HP"
DAYS = {1: "2025-05-24", 2: "2025-05-25", 3: "2025-05-26"}
_ONEVICE = (sys.executable, "-c", "from onevice_assets.cli import main; main()")
_LARGEST = 300_000


def main(data: Path) -> None:
    """Import, serve, take each picture, and stop what was started."""
    with _home() as home:
        answers = home / "answers.jsonl"
        answers.write_bytes(_by_day(convert(data)))
        _onevice("import-responses", str(answers), "--website", "market", "--track", BRANDS)
        try:
            _take(home / "reports" / "default.market")
        finally:
            _onevice("down")


@contextmanager
def _home() -> Iterator[Path]:
    """Where everything is written; PostgreSQL does not run as root and has to come in."""
    with tempfile.TemporaryDirectory(prefix="onevice-pictures-") as made:
        home = Path(os.environ.setdefault("ONEVICE_HOME", made))
        home.mkdir(parents=True, exist_ok=True)
        home.chmod(0o755)
        yield home


def _by_day(lines: bytes) -> bytes:
    """Each answer at noon of its run's day."""
    rows = [json.loads(line) for line in lines.splitlines()]
    dated = [{**row, "asked_at": f"{DAYS[row['sample']]}T12:00:00Z", "sample": 1} for row in rows]
    return "\n".join(map(json.dumps, dated)).encode()


def _take(reports: Path) -> None:
    newest = max(reports.glob("*/influence-report.html"))
    with _served("dashboard") as dashboard, _served("ui") as ui:
        addresses = {"report": newest.as_uri(), "dashboard": dashboard, "ui": ui}
        for picture in PICTURES:
            with open_window() as window:
                open_picture(window.page, picture, addresses[picture.of])
                window.page.wait_for_timeout(3_000)  # what is still being drawn
                _write_small(window.page.screenshot(), picture.file)
            size = picture.file.stat().st_size
            sys.stdout.write(f"{picture.file.relative_to(ROOT)} {size / 1000:.0f} kB\n")
            assert size < _LARGEST, f"{picture.name} is larger than {_LARGEST} bytes"


def _write_small(screenshot: bytes, file: Path) -> None:
    """As PNG of 256 colours: a third of the bytes, and no eye sees it."""
    with Image.open(BytesIO(screenshot)) as image:
        image.convert("RGB").quantize(256).save(file, optimize=True)


@contextmanager
def _served(command: str) -> Iterator[str]:
    """Address of a page of ours, served until the block ends."""
    address = f"http://127.0.0.1:{(port := free_port())}"
    process = subprocess.Popen(
        [*_ONEVICE, command, "--port", str(port)], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    try:
        _wait_for(process, address)
        yield address
    finally:
        process.terminate()
        process.wait(60)


def _wait_for(process: subprocess.Popen[bytes], address: str, patience: int = 600) -> None:
    deadline = time.monotonic() + patience
    while process.poll() is None and time.monotonic() < deadline:
        try:
            if httpx.get(address, timeout=5).status_code < 500:
                return
        except httpx.HTTPError:
            time.sleep(0.5)
    raise TimeoutError(f"{address} did not answer in {patience} s")


def _onevice(*words: str) -> None:
    subprocess.run([*_ONEVICE, *words], cwd=ROOT, check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
