"""Product lines that stand for their maker where only they are written: iPhone for Apple.

`product_lines.csv` holds well-known lines with a name of their own, none of them an everyday word.
A line counts only where the catalogue has its maker, and not where it has the line itself as a
brand. Aliases of the control plane say the rest.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from onevice_assets.brand_monitor.brand_states.catalogue import Alias
from onevice_assets.brand_monitor.brand_states.reading.fold_text import fold_name


def product_names(makers: Mapping[str, int]) -> list[tuple[int, Alias]]:
    """Names of products with the number of their maker.

    Args:
        makers: number of every brand of a catalogue by its folded name.
    """
    return [
        (makers[maker], Alias(product))
        for product, maker in _product_lines()
        if maker in makers and fold_name(product) not in makers
    ]


@cache
def _product_lines() -> tuple[tuple[str, str], ...]:
    source = files(__package__).joinpath("product_lines.csv")
    rows = csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    return tuple((row["product"], fold_name(row["brand"])) for row in rows)
