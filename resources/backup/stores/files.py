"""Files of a folder or bucket: the lake, the objects, what else lies in the home.

A file that has the size, the time and the tag it had is not read again. Each is replaced whole by
who writes it, so what is read is one version of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Final

from resources.backup.entries import Item, read_entry
from resources.backup.manifest import Entry
from resources.backup.vault import Vault
from resources.object_store import open_store, telling_what_failed

_CHUNK: Final = 4 * 1024 * 1024


def list_files(folder: str, url: str, leave_out: Iterable[str] = ()) -> Iterator[Item]:
    """Every file below an address, as `folder/path`.

    Args:
        folder: what its paths begin with in the backup.
        url: `file://…` or `s3://…`.
        leave_out: beginnings of paths that are not kept.
    """
    without = tuple(leave_out)
    found = open_store(url).list()
    with telling_what_failed("list", url):
        for batch in found:
            for meta in batch:
                path = meta["path"]
                if path.startswith(without):
                    continue
                mark = f"{meta['size']} {meta['last_modified'].isoformat()} {meta['e_tag']}"
                yield Item(f"{folder}/{path}", partial(_read, url, path), mark)


def _read(url: str, path: str) -> Iterator[bytes]:
    """The chunks of a file; one that was deleted meanwhile has none left to keep."""
    with telling_what_failed("read", f"{url}/{path}"):
        for chunk in open_store(url).get(path).stream(min_chunk_size=_CHUNK):
            yield bytes(chunk)


def restore_files(
    vault: Vault, entries: Iterable[Entry], folder: str, url: str, tell: Callable[[int], None]
) -> None:
    """Write files to where they were below another address.

    Raises:
        BrokenBackupError: a piece is not what was written.
        StoreError: the place refuses it.
    """
    from obstore import open_writer

    for entry in entries:
        path = entry.path.removeprefix(f"{folder}/")
        with telling_what_failed("write", f"{url}/{path}"):
            if len(entry.pieces) > 1:
                with open_writer(open_store(url), path) as file:
                    for content in read_entry(vault, entry):
                        file.write(content)
            else:
                open_store(url).put(path, b"".join(read_entry(vault, entry)))
        tell(entry.size)
