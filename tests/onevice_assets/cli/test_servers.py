"""Starting the embedded servers: what one machine cannot have keeps nothing else from starting."""

from __future__ import annotations

from pathlib import Path

import pytest

from resources.local_servers import KINDS, Kind, ServerAddress
from resources.local_servers.failures import MissingServerError
from tests.onevice_assets.cli.conftest import Terminal


def test_a_server_this_machine_has_no_program_for_keeps_none_of_the_others_down(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ensure(kind: Kind, home: Path) -> ServerAddress:
        if kind == "graph":
            raise MissingServerError("no Java here: set NEO4J_URI")
        return ServerAddress(kind, f"unix:///{kind}", "", "", 4711, 0.0, home)

    monkeypatch.setattr("resources.local_servers.ensure", ensure)
    told = terminal.run("up", code=1)
    assert "error no Java here: set NEO4J_URI" in told
    assert [kind for kind in KINDS if f"up {kind} (pid 4711)" in told] == [
        kind for kind in KINDS if kind != "graph"
    ]
