"""The rows of before a change, kept in the object store and looked at again once written.

Parts of gzipped JSON lines below `backups/changes/{name}/`, and last `manifest.json` with each
part's rows and SHA-256: without it there is no backup, whatever else is there.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from resources.errors import MissingDataError, StoreError

if TYPE_CHECKING:
    from resources.change.store_change import Row, StoreChange
    from resources.object_store import Objects

_PART: Final = 50_000


def take_backup(objects: Objects, change: StoreChange) -> dict[str, Any]:
    """Keep every row of the old shape in place of an older backup, and read it back.

    Returns:
        `path` of the manifest, `rows`.

    Raises:
        StoreError: a store does not do it, or what was read back is not what was written.
    """
    drop_backup(objects, change.name)
    rows = change.read_old()
    parts: list[dict[str, Any]] = []
    while some := list(islice(rows, _PART)):
        lines = "".join(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in some)
        body = gzip.compress(lines.encode("utf-8", "surrogatepass"), mtime=0)
        path = objects.put(f"{_folder(change.name)}part-{len(parts):05}.jsonl.gz", body)
        digest = hashlib.sha256(body).hexdigest()
        parts.append({"path": path, "rows": len(some), "sha256": digest})
    count = sum(part["rows"] for part in parts)
    manifest = objects.put_json(_manifest(change.name), {"rows": count, "parts": parts})
    found = sum(1 for _ in read_backup(objects, change.name))
    if found != count:
        raise StoreError(f"The backup {manifest} holds {found} rows of {count}. Take it again.")
    return {"path": manifest, "rows": count}


def read_backup(objects: Objects, name: str) -> Iterator[Row]:
    """Every row that was kept.

    Raises:
        MissingDataError: there is no backup of that change, or a part of it is gone.
        StoreError: a part is not what was written.
    """
    for part in objects.get_json(_manifest(name))["parts"]:
        body = objects.get(part["path"])
        if hashlib.sha256(body).hexdigest() != part["sha256"]:
            raise StoreError(
                f"{part['path']} is not what was written (SHA-256 differs). Nothing is put back "
                "from it: take the backup again while the old shape is there."
            )
        for line in gzip.decompress(body).decode("utf-8", "surrogatepass").splitlines():
            yield json.loads(line)


def unpack(path: str, body: bytes) -> str:
    """What a file of a backup, or another one, says: gzipped ones unpacked."""
    data = gzip.decompress(body) if path.endswith(".gz") else body
    return data.decode("utf-8", "replace")


def has_backup(objects: Objects, name: str) -> bool:
    """Whether there is one, whole."""
    try:
        objects.get_json(_manifest(name))
    except MissingDataError:
        return False
    return True


def drop_backup(objects: Objects, name: str) -> None:
    """Delete it, the manifest first."""
    objects.delete(_manifest(name))
    for path in objects.list(_folder(name)):
        objects.delete(path)


def _folder(name: str) -> str:
    return f"backups/changes/{name}/"


def _manifest(name: str) -> str:
    return f"{_folder(name)}manifest.json"
