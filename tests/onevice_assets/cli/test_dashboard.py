"""The page from the terminal: it does not start where it could not be guarded."""

from __future__ import annotations

import pytest

from resources.control_plane import users
from tests.accounts import PASSWORD
from tests.onevice_assets.cli.conftest import Terminal


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7"])
def test_a_page_for_others_does_not_start_without_an_account(terminal: Terminal, host: str) -> None:
    said = terminal.error("dashboard", "--host", host, "--no-open")
    assert "onevice user add" in said
    assert "this machine alone" in said


@pytest.mark.usefixtures("hasher")
def test_a_deactivated_account_is_no_account(terminal: Terminal) -> None:
    with terminal.control.begin() as db:
        ada = users.add(db, "ada@example.com", password=PASSWORD, actor="test")
        assert users.is_anybody_active(db)
        users.deactivate(db, ada, actor="test")
    assert "onevice user add" in terminal.error("dashboard", "--host", "0.0.0.0", "--no-open")


@pytest.mark.parametrize(
    "proxy", ["https://numbers.example.com", "proxy", "10.0.0.2:443", "10.0.0"]
)
def test_a_proxy_that_could_never_match_is_refused(terminal: Terminal, proxy: str) -> None:
    said = terminal.error("dashboard", "--host", "0.0.0.0", "--no-open", "--proxy", proxy)
    assert proxy in said
    assert "IP address the proxy's own connections come from" in said


def test_a_port_that_is_none_is_refused(terminal: Terminal) -> None:
    terminal.run("dashboard", "--port", "65536", code=2)
