"""The object store: raw pages, raw payloads, imports, exports, as the seed lays them out.

A folder by default, S3 or MinIO by URL; `obstore` speaks to both. One bucket,
`llm-brand-monitor`, with the prefixes `scraped-content/{website_id}/{page_id}/`,
`llm-responses/{simulation_run_id or website_id}/`, `imports/`, `exports/` and `backups/`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import dagster as dg
from pydantic import Field

from resources.errors import ConfigurationError, MissingDataError, StoreError

if TYPE_CHECKING:
    from obstore.store import ObjectStore


@lru_cache(maxsize=32)
def open_store(url: str) -> ObjectStore:
    """Open a folder (`file://…`, made if missing) or a bucket prefix (`s3://…`).

    Raises:
        ConfigurationError: for any other scheme.
    """
    from obstore.store import LocalStore, S3Store

    parts = urlsplit(url)
    if parts.scheme == "file":
        folder = Path(unquote(parts.path))
        folder.mkdir(parents=True, exist_ok=True)
        return LocalStore(folder)
    if parts.scheme == "s3":
        return S3Store.from_url(url)
    raise ConfigurationError(
        f"An object store address starts with file:// or s3://, not {parts.scheme!r}: set "
        "ONEVICE_LAKE_URL and ONEVICE_OBJECTS_URL accordingly."
    )


@contextmanager
def telling_what_failed(action: str, address: str) -> Iterator[None]:
    """Turn a store's own errors into ours; a missing object stays a `FileNotFoundError`.

    Raises:
        StoreError: naming the action and the address, e.g. a path that leaves the root, a full
            disk, a bucket that refuses.
    """
    from obstore.exceptions import BaseError

    try:
        yield
    except FileNotFoundError as error:
        if "NoSuchBucket" in str(error):  # else this would read as an object not written yet
            raise StoreError(
                f"The store could not {action} {address!r}: there is no such bucket. Create it, "
                "or name another in ONEVICE_LAKE_URL and ONEVICE_OBJECTS_URL."
            ) from error
        raise
    except (BaseError, ValueError, TypeError, OSError) as error:  # TypeError: delete's bad path
        reason = str(error).split("\n\n", 1)[0]
        raise StoreError(f"The store could not {action} {address!r}: {reason}") from error


class Objects(dg.ConfigurableResource[Any]):
    """Whole objects by path: bytes, text or JSON."""

    url: str = Field(description="Root of the bucket: file:///…/llm-brand-monitor or s3://bucket")

    def put(self, path: str, body: bytes | str) -> str:
        """Replace an object atomically and return its path.

        Raises:
            StoreError: when the path leaves the bucket or the store refuses; the old object stays.
        """
        data = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
        with self._telling("write", path):
            open_store(self.url).put(path, data)
        return path

    def put_json(self, path: str, value: object) -> str:
        """Write a value as UTF-8 JSON with sorted keys and return the object's path."""
        return self.put(path, json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1))

    def get(self, path: str) -> bytes:
        """Read an object.

        Raises:
            MissingDataError: when there is none.
        """
        try:
            with self._telling("read", path):
                return bytes(open_store(self.url).get(path).bytes())
        except FileNotFoundError as error:
            raise MissingDataError(f"There is no object {path!r} in {self.url}.") from error

    def get_json(self, path: str) -> Any:
        """Read an object that `put_json` wrote."""
        return json.loads(self.get(path))

    def list(self, prefix: str) -> list[str]:
        """Paths below a prefix (a folder, ending in `/`), sorted."""
        with self._telling("list", prefix):
            found = open_store(self.url).list(prefix=prefix)
            return sorted(meta["path"] for batch in found for meta in batch)

    def delete(self, path: str) -> None:
        """Remove an object; nothing happens where there is none."""
        try:
            with self._telling("delete", path):
                open_store(self.url).delete(path)
        except FileNotFoundError:
            return

    def _telling(self, action: str, path: str) -> AbstractContextManager[None]:
        return telling_what_failed(action, f"{self.url.rstrip('/')}/{path}")
