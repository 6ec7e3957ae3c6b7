"""What callers see of a server: its address and its status.

Not here: how either comes about (`lifecycle.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

Kind = Literal["postgres", "graph", "llm", "redis"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class ServerAddress:
    """Where a running server answers and what it wants to hear.

    The url never holds the password. PostgreSQL's names a password file instead, so it connects
    as it stands; the others take `user` and `password` beside the url.
    """

    kind: Kind
    url: str
    user: str
    password: str = field(repr=False)
    pid: int
    started_at: float
    log_path: Path


@dataclass(frozen=True)
class ServerStatus:
    """One line of `onevice status`; holds no secret and nothing JSON could not hold."""

    kind: Kind
    state: Literal["up", "down", "stale"]
    pid: int | None
    address: str
    latency_ms: float | None
    version: str
    idle_seconds: float | None
    data: str
