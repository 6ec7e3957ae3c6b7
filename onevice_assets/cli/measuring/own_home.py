"""A home with stores, servers and Dagster's storage of its own; nothing of it stays."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def own_home(env: Mapping[str, str] | None = None) -> Iterator[Path]:
    """Work in a home of this block's own: its servers are stopped and it is removed after.

    Args:
        env: further variables that hold inside the block.
    """
    from resources.local_servers import stop_all

    folder = Path(tempfile.mkdtemp(prefix="onevice-own-"))
    folder.chmod(0o755)  # PostgreSQL may have to run as another user
    before = dict(os.environ)
    own = {"ONEVICE_HOME": str(folder), "DAGSTER_HOME": str(folder / "dagster")}
    os.environ.update(own | dict(env or {}))
    try:
        yield folder
    finally:
        stop_all(folder)
        os.environ.clear()
        os.environ.update(before)
        shutil.rmtree(folder)
