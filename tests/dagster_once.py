"""What Dagster works out anew for each test and is the same each time is worked out once.

Nothing that a test looks at: the number of the newest revision that an instance of a test is
stamped with (Dagster reads some fifty files for it, twice an instance), and the schema of a
resource's class, made again for each object of it. A quarter of the suite's time (2026-11-22).
"""

from __future__ import annotations

from functools import cache
from typing import Any

import dagster._config.pythonic_config.resource as pythonic_resource
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from dagster._core.storage import sql  # noqa: TID251 - where each instance is stamped

_infer = pythonic_resource.infer_schema_from_config_class


@cache
def _revisions(folder: str) -> ScriptDirectory:
    return ScriptDirectory(folder)


def _stamp(config: Config, revision: str) -> None:
    """What `alembic.command.stamp` does through `env.py`."""
    script = _revisions(ScriptDirectory.from_config(config).dir)
    MigrationContext.configure(config.attributes["connection"]).stamp(script, revision)


@cache
def _schema(model: type, description: str | None, omitted: frozenset[str]) -> Any:
    return _infer(model, description, set(omitted))


def _infer_once(
    model_cls: type, description: str | None = None, fields_to_omit: set[str] | None = None
) -> Any:
    return _schema(model_cls, description, frozenset(fields_to_omit or ()))


sql.stamp = _stamp
pythonic_resource.infer_schema_from_config_class = _infer_once
