"""What an account of a provider's first tier may use of a model a minute, as documented.

A start only: what a provider's answers say of its limits counts from the first one on, and what a
person writes into a provider's row counts always. Limits stand in the `[[models]]` rows, with
their own source and day, because they change on other days than prices.
"""

from __future__ import annotations

from pathlib import Path

from resources.errors import ConfigurationError
from resources.llm.prices import read_models

LIMITS = ("requests_per_minute", "tokens_per_minute")


def find_limits(provider: str, model: str, *extra_files: str | Path) -> dict[str, int]:
    """Find a model's usual limits, `requests_per_minute` and `tokens_per_minute`.

    Args:
        provider: name of the provider.
        model: the model as it is asked for.
        extra_files: TOML files with further `[[models]]` rows; the last that names a limit wins.

    Returns:
        Those that are known; 0 is no bound.

    Raises:
        ConfigurationError: for a limit that is no number of 0 or more.
    """
    found: dict[str, int] = {}
    for row in read_models(*extra_files):
        if (row.get("provider"), row.get("model")) == (provider, model):
            found |= {name: _check(row[name], name, row) for name in LIMITS if name in row}
    return found


def _check(value: object, name: str, row: dict[str, object]) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ConfigurationError(
            f"The row of {row.get('provider')}'s {row.get('model')!r} says {name} = {value!r}; "
            "write a whole number, as 500, or 0 for no bound. Nobody was asked."
        )
    return value
