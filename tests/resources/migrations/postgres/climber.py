"""A process of its own that brings a database up, and may be killed at a statement.

python -m tests.resources.migrations.postgres.climber ADDRESS [PART OF A STATEMENT]
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from sqlalchemy import Engine, event

from resources.control_plane.resource import ControlPlane
from resources.migrations.postgres.migrations import PostgresMigrations


def die_after(part: str) -> None:
    """Let this process be killed, without a goodbye, once a statement was run."""

    def look(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if part in statement:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "after_cursor_execute", look)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        die_after(sys.argv[2])
    for revision in PostgresMigrations(ControlPlane(url=sys.argv[1])).up():
        sys.stdout.write(f"{revision.version}\n")
