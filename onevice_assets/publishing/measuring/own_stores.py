"""Stores for a bench: the servers the environment names, in a place of its own that goes with it.

A database on the same PostgreSQL, an index prefix, a folder as lake and objects. The graph has no
such room in its free edition: there a website of the bench's own is written, and taken away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from resources.control_plane.resource import ControlPlane
from resources.home import home, subfolder
from resources.lake import Lake
from resources.object_store import Objects
from resources.variables import value_of


@contextmanager
def own_stores(resources: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The resources, moved to a place that only this bench sees and nothing is left of.

    Args:
        resources: as `registry.from_env` builds them.

    Raises:
        StoreError: PostgreSQL does not answer, or its user may not make databases.
    """
    with (
        TemporaryDirectory(dir=subfolder("tmp"), prefix="bench-") as folder,
        _own_database(resources["control"]) as database,
    ):
        own = {**resources, "control": ControlPlane(url=database)}
        own["lake"] = Lake(url=Path(folder, "lake").as_uri())
        own["objects"] = Objects(url=Path(folder, "objects").as_uri())
        prefix = f"bench-{uuid4().hex[:8]}"
        own["search"] = resources["search"].model_copy(
            update={"database_url": database, "prefix": prefix}
        )
        if resources["vectors"].kind == "pgvector":
            own["vectors"] = resources["vectors"].model_copy(update={"database_url": database})
        try:
            yield own
        finally:
            own["search"].migrations().down("0000")
            own["control"].close()


@contextmanager
def _own_database(control: ControlPlane) -> Iterator[str]:
    """Address of an empty database that lives as long as the context."""
    from resources.control_plane.engine import parse_url

    server = value_of(control.url) or _embedded_url()
    name = f"onevice_bench_{uuid4().hex[:12]}"
    _run(server, f"CREATE DATABASE {name}")
    try:
        yield parse_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        _run(server, f"DROP DATABASE {name} WITH (FORCE)")


def _run(server: str, statement: str) -> None:
    """Run a statement that cannot stand in a transaction."""
    import sqlalchemy

    from resources.control_plane.engine import parse_url
    from resources.control_plane.failures import explain_errors

    url = parse_url(server)
    engine = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with explain_errors(url), engine.connect() as db:
            db.exec_driver_sql(statement)
    finally:
        engine.dispose()


def _embedded_url() -> str:
    from resources.local_servers import ensure

    return ensure("postgres", home()).url
