"""Looks at real servers from outside: their processes, files and answers."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import neo4j
import psutil
import redis

from resources.local_servers import (
    KINDS,
    Kind,
    ServerAddress,
    redis_server,
    status,
)

# no wheel holds a Redis for every machine, and there may be none on the PATH
HERE: tuple[Kind, ...] = tuple(k for k in KINDS if k != "redis" or redis_server.is_available())
ROOT = Path(__file__).parents[3]
ENSURE = (
    "import sys, pathlib; from resources.local_servers import ensure;"
    "print(ensure(sys.argv[1], pathlib.Path(sys.argv[2])).pid)"
)


def processes_of(home: Path) -> list[str]:
    found = psutil.process_iter(["cmdline"])
    return [" ".join(p.info["cmdline"] or []) for p in found if mentions(p, home)]


def mentions(process: psutil.Process, home: Path) -> bool:
    return any(str(home) in arg for arg in process.info["cmdline"] or [])


def kill(address: ServerAddress) -> None:
    process = psutil.Process(address.pid)
    process.kill()
    process.wait(60)


def eventually(holds: Callable[[], bool], seconds: float = 40.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.1)
    return False


def state_of(kind: Kind, home: Path) -> dict[str, object]:
    known = json.loads((home / "servers" / f"{kind}.json").read_text())
    assert isinstance(known, dict)
    return known


def graph_session(address: ServerAddress) -> neo4j.Driver:
    return neo4j.GraphDatabase.driver(address.url, auth=(address.user, address.password))


def redis_client(address: ServerAddress, password: str | None = None) -> redis.Redis:
    return redis.Redis(
        unix_socket_path=urlsplit(address.url).path,
        password=address.password if password is None else password,
        decode_responses=True,
    )


def is_up(kind: Kind, home: Path) -> bool:
    return {one.kind: one.state for one in status(home)}[kind] == "up"
