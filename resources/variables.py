"""Fields of resources that may name an environment variable instead of holding a secret."""

from __future__ import annotations

import dagster as dg


def value_of(field: str) -> str:
    """The text itself where the field names a variable, which Dagster's UI shows instead."""
    return field.get_value("") or "" if isinstance(field, dg.EnvVar) else field
