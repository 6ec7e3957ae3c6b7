"""Real servers behind ways that fail: the addresses a client is given to get into trouble."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit
from uuid import uuid4

import pytest

from resources.control_plane.engine import parse_url
from resources.control_plane.resource import ControlPlane
from resources.graph_store import GraphStore
from resources.local_servers import ServerAddress, ensure
from resources.object_store import Objects
from resources.redis_store import RedisStore
from tests.fault_proxy import FaultProxy, Place

CANARY = "hunter2canary"


@dataclass
class Lab:
    """A home with servers, and what is to be closed at the end of a test."""

    home: Path
    own_home: Path  # with a Redis that may be broken
    database: str
    ends: ExitStack

    def way(self, target: Place, **how: object) -> FaultProxy:
        return self.ends.enter_context(FaultProxy(target, **how))  # type: ignore[arg-type]

    def way_to_postgres(self, **how: object) -> FaultProxy:
        url = parse_url(self.database)
        folder = url.query.get("host")
        if folder is None:
            return self.way((url.host or "127.0.0.1", url.port or 5432), **how)
        return self.way(f"{folder}/.s.PGSQL.{url.query.get('port', 5432)}", **how)

    def postgres(
        self,
        port: int,
        password: str | None = None,
        options: dict[str, str] | None = None,
        host: str = "127.0.0.1",
        **limits: int,
    ) -> ControlPlane:
        """The control plane at a port of loopback instead of where its database lies."""
        url = parse_url(self.database).difference_update_query(["host", "port"])
        url = url.set(host=host, port=port).update_query_dict(options or {})
        if host == "127.0.0.1":
            url = url.update_query_dict({"sslmode": "disable"})  # a way can only lie in clear
        if password is not None:
            url = url.difference_update_query(["passfile"]).set(password=password)
        made = ControlPlane(url=url.render_as_string(hide_password=False), **limits)
        self.ends.callback(made.close)
        return made

    def way_to_graph(self, **how: object) -> FaultProxy:
        parts = urlsplit(ensure("graph", self.home).url)
        return self.way((parts.hostname or "", parts.port or 0), **how)

    def graph(
        self, port: int, password: str | None = None, scheme: str = "bolt", **limits: float
    ) -> GraphStore:
        server = ensure("graph", self.home)
        return GraphStore(
            uri=f"{scheme}://127.0.0.1:{port}",
            user=server.user,
            password=server.password if password is None else password,
            **{"retry_seconds": 0.3, **limits},
        )

    def way_to_redis(self, **how: object) -> FaultProxy:
        return self.way(unquote(urlsplit(self.redis_server().url).path), **how)

    def redis(self, port: int, password: str | None = None, **limits: float) -> RedisStore:
        login = password or self.redis_server().password
        made = RedisStore(url=f"redis://default:{quote(login)}@127.0.0.1:{port}/0", **limits)
        self.ends.callback(made.close)
        return made

    def redis_server(self) -> ServerAddress:
        return ensure("redis", self.own_home)


def s3_put(monkeypatch: pytest.MonkeyPatch, port: int, scheme: str = "http") -> None:
    """Write to a bucket at a port of loopback, as a user with a secret."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"{scheme}://127.0.0.1:{port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", CANARY)
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    Objects(url=f"s3://bucket-{uuid4().hex}").put("exports/a", b"x" * 1000)
