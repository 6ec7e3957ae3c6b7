"""How a folder or bucket is, for `onevice status`: of the object store and of the lake."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from urllib.parse import unquote, urlsplit

from resources.errors import StoreError
from resources.object_store import open_store, telling_what_failed
from resources.resilience.health import Answer, Probe

_LITTLE_BYTES = 200_000_000


def probe(store: str, url: str) -> Probe:
    """The probe of a folder or bucket; `store` is `objects` or `lake`."""
    if urlsplit(url).scheme == "file":
        folder = Path(unquote(urlsplit(url).path))
        advice = "See whether the disk it lies on answers."
        return Probe(store, "embedded", url, lambda: _look(folder), advice=advice)
    return Probe(store, "server", url, lambda: _ask(url), ("obstore.store",))


def _look(folder: Path) -> Answer:
    if not folder.exists():
        return Answer(state="not started", detail="made at the first write")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise StoreError(f"{folder} cannot be written to by this user: chown it, or name another.")
    free = shutil.disk_usage(folder).free
    told = f"{free // 1_000_000} MB free"
    if free < _LITTLE_BYTES:
        return Answer(state="unusable", detail=f"the disk is nearly full, {told}: free some space")
    return Answer(detail=told)


def _ask(url: str) -> Answer:
    with telling_what_failed("list", url):
        next(iter(open_store(url).list(chunk_size=1)), None)
    return Answer()
