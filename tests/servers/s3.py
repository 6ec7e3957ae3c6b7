"""S3: versitygw, a gateway to a folder, built from source by Go's own installer."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL

from resources.local_servers.processes import Command, free_port
from tests.servers.server import find_tool, install_once, run_tool

_VERSION = "v1.8.0"
_FOLDER = f"versitygw-{_VERSION}"
_BUCKET = "onevice-test"
_REGION = "us-east-1"


@dataclass
class S3:
    """One bucket; its keys are this run's own."""

    name = "s3"
    variable = "ONEVICE_TEST_S3_URL"
    stop_signal = SIGKILL
    port: int = field(default_factory=free_port)
    access_key: str = field(default_factory=lambda: secrets.token_hex(10))
    secret_key: str = field(default_factory=secrets.token_urlsafe, repr=False)

    def install(self, cache: Path) -> None:
        install_once(cache, _FOLDER, _build)

    def prepare(self, cache: Path, folder: Path) -> Command:
        """A bucket is a folder."""
        data = folder / "data"
        (data / _BUCKET).mkdir(parents=True)
        keys = {"ROOT_ACCESS_KEY_ID": self.access_key, "ROOT_SECRET_ACCESS_KEY": self.secret_key}
        argv = [cache / _FOLDER / "versitygw", "--port", f"127.0.0.1:{self.port}"]
        argv += ["--region", _REGION, "posix", data]
        return Command([str(one) for one in argv], folder, env=keys)

    def answers(self) -> str | None:
        """List the bucket, signed."""
        from obstore.exceptions import BaseError
        from obstore.store import S3Store

        store = S3Store(
            _BUCKET,
            endpoint=self._endpoint(),
            region=_REGION,
            access_key_id=self.access_key,
            secret_access_key=self.secret_key,
            client_options={"allow_http": True},
            retry_config={"max_retries": 0},
        )
        try:
            store.list_with_delimiter()
        except BaseError:
            return None
        return f"versitygw {_VERSION}"

    def variables(self) -> Mapping[str, str]:
        return {
            self.variable: f"s3://{_BUCKET}",
            "AWS_ENDPOINT_URL": self._endpoint(),
            "AWS_ALLOW_HTTP": "true",
            "AWS_REGION": _REGION,
            "AWS_ACCESS_KEY_ID": self.access_key,
            "AWS_SECRET_ACCESS_KEY": self.secret_key,
        }

    def _endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def _build(folder: Path) -> None:
    go = find_tool("go", "Go 1.24 or newer, see go.dev/doc/install")
    package = f"github.com/versity/versitygw/cmd/versitygw@{_VERSION}"
    run_tool([go, "install", package], folder, {"GOBIN": str(folder), "GOFLAGS": "-buildvcs=false"})
