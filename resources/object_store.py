"""The object store: raw pages, raw payloads, imports, exports, as the seed lays them out.

A folder by default, S3 or MinIO by URL; `obstore` speaks to both. One bucket,
`llm-brand-monitor`, with the prefixes `scraped-content/{website_id}/{page_id}/`,
`llm-responses/{simulation_run_id or website_id}/`, `llm-batches/`, `imports/`, `inbox/`,
`names/` (what answers were read with, by version), `exports/`, `archive/` and `backups/`; what
documents and campaigns keep is told in `document_inbox.py` and `campaign_files.py`.
"""

from __future__ import annotations

import builtins
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import dagster as dg
from pydantic import Field

from resources.errors import ConfigurationError, MissingDataError, StoreDownError, StoreError
from resources.resilience.guard import guarded
from resources.resilience.retry import TRIES
from resources.resilience.tls import is_trusted_host, unencrypted

if TYPE_CHECKING:
    from obstore import ObjectMeta
    from obstore.store import ObjectStore

    from resources.resilience.health import Health, Probe


# no seed names limits of an object store
_CONNECT_SECONDS = 5
_REQUEST_SECONDS = 60
_RETRY_SECONDS = 30
_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")
_UNANSWERED = re.compile(r"kind: (Connect|Timeout)|error sending request|timed out|code: 5\d\d")


def _above(meta: ObjectMeta) -> str:
    return meta["path"].rpartition("/")[0]


@lru_cache(maxsize=32)
def open_store(url: str) -> ObjectStore:
    """Open a folder (`file://…`, made if missing) or a bucket prefix (`s3://…`).

    Raises:
        ConfigurationError: for any other scheme, or an endpoint without TLS beyond this machine.
    """
    from obstore.store import LocalStore, S3Store

    parts = urlsplit(url)
    if parts.scheme == "file":
        folder = Path(unquote(parts.path))
        folder.mkdir(parents=True, exist_ok=True)
        return LocalStore(folder)
    if parts.scheme == "s3":
        return S3Store.from_url(
            url,
            client_options={
                "timeout": timedelta(seconds=_REQUEST_SECONDS),
                "connect_timeout": timedelta(seconds=_CONNECT_SECONDS),
                "allow_http": _may_go_in_clear(os.environ),
            },
            retry_config={
                "max_retries": TRIES,
                "retry_timeout": timedelta(seconds=_RETRY_SECONDS),
            },
        )
    raise ConfigurationError(
        f"An object store address starts with file:// or s3://, not {parts.scheme!r}: set "
        "ONEVICE_LAKE_URL and ONEVICE_OBJECTS_URL accordingly."
    )


def _may_go_in_clear(env: Mapping[str, str]) -> bool:
    """Whether the endpoint is asked without TLS: on this machine, or where a person says so.

    Raises:
        ConfigurationError: it is http:// on another machine and nobody said so.
    """
    parts = urlsplit(next(filter(None, map(env.get, _ENDPOINTS)), ""))
    if parts.scheme != "http":
        return False
    host = parts.hostname or ""
    if is_trusted_host(host) or env.get("AWS_ALLOW_HTTP", "").lower() == "true":
        return True
    raise unencrypted("AWS_ENDPOINT_URL", f"http://{host}", "https://")


@contextmanager
def telling_what_failed(action: str, address: str) -> Iterator[None]:
    """Guard work at a store and turn its errors into ours; a missing object stays as it is.

    Raises:
        FileNotFoundError: there is no such object.
        StoreDownError: the store does not answer.
        StoreError: naming the action and the address, e.g. a path that leaves the root, a full
            disk, a bucket that refuses.
    """
    from obstore.exceptions import BaseError

    kind = "write" if action in ("write", "delete") else "read"
    with guarded("objects", describe(address), kind):
        try:
            yield
        except FileNotFoundError as error:
            if "NoSuchBucket" in str(error):  # else this would read as an object not written yet
                raise StoreError(
                    f"The store could not {action} {address!r}: there is no such bucket. Create "
                    "it, or name another in ONEVICE_LAKE_URL and ONEVICE_OBJECTS_URL."
                ) from error
            raise
        except (BaseError, ValueError, TypeError, OSError) as error:  # TypeError: bad path
            raise _explain(error, action, address) from error


def describe(url: str) -> str:
    """What messages call a store: `The object store s3://bucket`, one for all folders."""
    parts = urlsplit(url)
    return f"The object store {parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _explain(error: Exception, action: str, address: str) -> StoreError:
    reason = str(error).split("\n\n", 1)[0]
    tried = f"The store could not {action} {address!r}: {reason}"
    unchanged = "" if action in ("read", "list", "look for") else " What was there stays."
    if re.search(r"InvalidCertificate|certificate verify failed", str(error)):
        return StoreError(
            f"{tried}.{unchanged} No authority known here vouches for its certificate: name the "
            "one that signed it by SSL_CERT_FILE=/path/to/ca.pem."
        )
    if re.search(r"No space left|XMinioStorageFull|code: 507", str(error)):
        return StoreError(f"{tried}.{unchanged} Free some space there and do the same again.")
    if _UNANSWERED.search(str(error)):
        return StoreDownError(
            f"{tried}.{unchanged} Check that it runs and that AWS_ENDPOINT_URL names it, then do "
            "the same again."
        )
    if re.search(r"AccessDenied|SignatureDoesNotMatch|InvalidAccessKeyId|40[13]", reason):
        return StoreError(
            f"{tried}.{unchanged} Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and what this "
            "user may do with the bucket."
        )
    return StoreError(f"{tried}{unchanged}")


class Objects(dg.ConfigurableResource[Any]):
    """Whole objects by path: bytes, text or JSON."""

    url: str = Field(description="Root of the bucket: file:///…/llm-brand-monitor or s3://bucket")
    archive_storage_class: str = Field(
        default="", description="S3 class of `archive/`, e.g. GLACIER_IR"
    )

    def health(self) -> Health:
        """Whether the folder or bucket can be used."""
        return self.probe().run()

    def probe(self) -> Probe:
        """What `onevice status` asks; nothing is asked yet."""
        from resources.object_health import probe

        return probe("objects", self.url)

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

    def exists(self, path: str) -> bool:
        """Whether there is an object; nothing of it is read."""
        try:
            with self._telling("look for", path):
                open_store(self.url).head(path)
        except FileNotFoundError:
            return False
        return True

    def get_json(self, path: str) -> Any:
        """Read an object that `put_json` wrote."""
        return json.loads(self.get(path))

    def list(self, prefix: str) -> list[str]:
        """Paths below a prefix (a folder, ending in `/`), sorted."""
        return sorted(meta["path"] for meta in self.entries(prefix))

    def entries(self, prefix: str) -> builtins.list[ObjectMeta]:
        """What lies below a prefix: path, size, last_modified; nothing that a link leads out to.

        Somebody who may write to an inbox could else have files of a folder that is not ours
        taken, and moved away from there.
        """
        with self._telling("list", prefix):
            metas = [meta for some in open_store(self.url).list(prefix=prefix) for meta in some]
        parts = urlsplit(self.url)
        if parts.scheme != "file":
            return metas
        root = Path(unquote(parts.path)).resolve()
        folders = {folder: (root / folder).resolve() for folder in {_above(m) for m in metas}}
        inside = {folder for folder, real in folders.items() if real.is_relative_to(root)}
        return [meta for meta in metas if _above(meta) in inside]

    def list_written(self, prefix: str) -> Iterator[tuple[str, datetime]]:
        """Paths below a prefix, with when each was written last, UTC by the store's clock."""
        with self._telling("list", prefix):
            for batch in open_store(self.url).list(prefix=prefix):
                yield from ((meta["path"], meta["last_modified"]) for meta in batch)

    def delete(self, path: str) -> None:
        """Remove an object; nothing happens where there is none."""
        try:
            with self._telling("delete", path):
                open_store(self.url).delete(path)
        except FileNotFoundError:
            return

    def _telling(self, action: str, path: str) -> AbstractContextManager[None]:
        return telling_what_failed(action, f"{self.url.rstrip('/')}/{path}")
