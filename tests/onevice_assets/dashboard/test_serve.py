"""Listening: on this machine unless said otherwise, on a port that is free, with a clean end."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from onevice_assets.dashboard.serve import USUAL_PORT, address_of, is_loopback, listen
from resources.errors import ConfigurationError, InputError

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.0.2.7", False),
    ],
)
def test_only_loopback_needs_no_account(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


@pytest.mark.parametrize("host", ["", "no such host", "300.1.1.1", "nowhere.invalid", "a" * 300])
def test_a_host_that_is_none_is_refused_with_those_to_use(host: str) -> None:
    with pytest.raises(InputError, match=r"127\.0\.0\.1 for this machine alone"):
        is_loopback(host)


def test_a_taken_port_is_told_and_not_shared() -> None:
    with closing(listen("127.0.0.1", 0)) as first:
        port = first.getsockname()[1]
        with pytest.raises(ConfigurationError, match=f"Port {port} .* --port"):
            listen("127.0.0.1", port)


def test_without_a_port_the_next_free_one_is_taken() -> None:
    with closing(listen("127.0.0.1", None)) as first, closing(listen("127.0.0.1", None)) as second:
        one, other = first.getsockname()[1], second.getsockname()[1]
        assert one != other
        assert min(one, other) >= USUAL_PORT  # not the next: others take and leave ports too
        assert address_of(second) == f"http://127.0.0.1:{other}/"


@pytest.mark.e2e
def test_ctrl_c_ends_it_cleanly_and_the_page_was_there(home: Path) -> None:
    program = "from onevice_assets.cli import main; main()"
    command = [sys.executable, "-c", program, "dashboard", "--no-open", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/", said)
        assert found, said
        with urllib.request.urlopen(found[0], timeout=30) as answer:
            assert b"react-entry-point" in answer.read()
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        assert process.wait(30) == 0, rest
    assert rest.strip() == "Ended."


def test_the_program_does_not_load_the_page_for_anything_else() -> None:
    code = (
        "import sys; import onevice_assets.cli.app, onevice_assets.definitions; "
        "heavy = {'dash', 'plotly', 'flask', 'waitress'}; "
        "print([n for n in sys.modules if n.split('.')[0] in heavy])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
