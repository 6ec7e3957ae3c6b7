"""Prices grow old: from the 181st day on whoever pays is told, and where to look."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from resources.errors import ConfigurationError
from resources.llm.prices import FREE, Price, find_price, warn_of_old

READ = date(2026, 3, 1)


@pytest.mark.parametrize(("days", "is_told"), [(-5, False), (0, False), (180, False), (181, True)])
def test_a_price_is_old_after_180_days(days: int, is_told: bool) -> None:
    price = Price(Decimal(1), Decimal(2), source="https://a.test", read_on=READ)
    told = warn_of_old("p:m", price, READ + timedelta(days=days))
    assert bool(told) == is_told
    assert not is_told or ("2026-03-01" in told and "https://a.test" in told)


def test_a_price_without_a_day_is_told_and_a_free_one_never() -> None:
    undated = warn_of_old("p:m", Price(Decimal(1), Decimal(2)), READ)
    assert "does not say when" in undated
    assert warn_of_old("local:m", FREE, READ) == ""


def test_the_file_that_overrides_says_its_own_day(tmp_path: Path) -> None:
    path = tmp_path / "prices.toml"
    row = '[[models]]\nprovider = "p"\nmodel = "m"\ninput_usd = 1\noutput_usd = 2\nread_on = '
    path.write_text(row + "2026-03-01\n")
    assert find_price("p", "m", str(path)).read_on == READ
    for wrong in ('"March"', "2026-03-01T10:00:00", "7"):
        path.write_text(f"{row}{wrong}\n")
        with pytest.raises(ConfigurationError, match="read_on="):
            find_price("p", "m", str(path))


def test_every_shipped_price_has_a_day_and_a_source() -> None:
    import tomllib

    from resources.llm.prices import ROWS

    for row in tomllib.loads(ROWS.read_text("utf-8"))["models"]:
        found = find_price(row["provider"], row["model"])
        assert found.read_on, row
        assert found.source, row
