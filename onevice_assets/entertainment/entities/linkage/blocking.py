"""Which pairs of records are looked at: those that share a value, or two, that few others share.

Rules are chosen from the data. Every derived column alone, the cheapest first, may take three
fifths of the pairs allowed; every two of different fields, the widest first, the rest. On 50,578
historical figures that reached 90 % of the true pairs with 45 pairs a record, cheapest first 86 %
with 37. A block (one value) of too many pairs is left out and told. Texts bring their nearest
neighbours (`texts`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from onevice_assets.entertainment.entities.linkage.columns import Field
from onevice_assets.entertainment.entities.linkage.prepare import atoms_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

PAIRS_PER_BLOCK: Final = 5_000
PAIRS_PER_RECORD: Final = 100
_SINGLE: Final = 15  # pairs per record that one column may bring
_DOUBLE: Final = 3  # and two
_SHARE_OF_SINGLES: Final = 0.6
_LEAST_PAIRS: Final = 200_000  # a small table may look at all its pairs


@dataclass(frozen=True)
class Rule:
    """Records that agree on all of `columns` are looked at.

    Attributes:
        columns: derived columns of one or two fields.
        pairs: pairs in blocks small enough.
        dropped_blocks: values left out because too many records have them.
        dropped_pairs: the pairs those would have brought.
    """

    columns: tuple[str, ...]
    pairs: int
    dropped_blocks: int
    dropped_pairs: int


def choose_rules(con: Any, fields: Sequence[Field], records: int, *, linked: bool) -> list[Rule]:
    """Choose what to block on.

    Args:
        con: DuckDB connection with the table `prepared`.
        fields: what is compared.
        records: rows of it.
        linked: whether only pairs across two sources count.
    """
    most = max(_LEAST_PAIRS, PAIRS_PER_RECORD * records)
    atoms = {field.name: atoms_of(field) for field in fields}
    singles = [(atom,) for names in atoms.values() for atom in names]
    doubles = [
        (one, two)
        for first, second in combinations(atoms, 2)
        for one in atoms[first]
        for two in atoms[second]
    ]
    alone = sorted((_count(con, one, linked) for one in singles), key=_by_pairs)
    chosen = _fill(alone, int(most * _SHARE_OF_SINGLES), most * _SINGLE // PAIRS_PER_RECORD)
    chosen = [rule for rule in chosen if rule.pairs or rule.dropped_pairs]
    kept = {rule.columns[0] for rule in chosen if not rule.dropped_blocks}
    both = [_count(con, two, linked) for two in doubles if not kept & set(two)]
    left = most - sum(rule.pairs for rule in chosen)
    most_of_double = most * _DOUBLE // PAIRS_PER_RECORD
    return chosen + _fill(sorted(both, key=_by_pairs)[::-1], left, most_of_double)


def _by_pairs(rule: Rule) -> tuple[int, tuple[str, ...]]:
    return rule.pairs, rule.columns


def _fill(rules: Sequence[Rule], allowed: int, each: int) -> list[Rule]:
    """Take rules in order while they fit; one that brings nothing takes nothing."""
    chosen = []
    for rule in rules:
        if rule.pairs <= min(each, allowed):
            chosen.append(rule)
            allowed -= rule.pairs
    return chosen


def _count(con: Any, columns: tuple[str, ...], linked: bool) -> Rule:
    [row] = con.execute(
        f"""SELECT coalesce(sum(pairs) FILTER (pairs <= {PAIRS_PER_BLOCK}), 0),
            count(*) FILTER (pairs > {PAIRS_PER_BLOCK}),
            coalesce(sum(pairs) FILTER (pairs > {PAIRS_PER_BLOCK}), 0)
            FROM ({_blocks(columns, linked)})"""
    ).fetchall()
    return Rule(columns, int(row[0]), int(row[1]), int(row[2]))


def _blocks(columns: tuple[str, ...], linked: bool) -> str:
    keys = ", ".join(f'"{column}"' for column in columns)
    there = " AND ".join(f'"{column}" IS NOT NULL' for column in columns)
    first = "count(*) FILTER (source = 0)"
    pairs = f"{first} * (count(*) - {first})" if linked else "count(*) * (count(*) - 1) // 2"
    return f"SELECT {keys}, {pairs} AS pairs FROM prepared WHERE {there} GROUP BY {keys}"


def collect_pairs(
    con: Any, rules: Sequence[Rule], neighbours: NDArray[np.int64], *, linked: bool
) -> NDArray[np.int64]:
    """Every pair a rule or a text brings, once.

    Returns:
        (m, 2) rows, the lower first, in order.
    """
    parts = [_select(rule.columns, linked) for rule in rules if rule.pairs]
    found = [neighbours.reshape(-1, 2)]
    if parts:
        rows = con.execute(" UNION ".join(parts)).fetchnumpy()
        found.append(np.stack([rows["l"], rows["r"]], axis=1).astype(np.int64))
    return np.unique(np.concatenate(found), axis=0)


def _select(columns: tuple[str, ...], linked: bool) -> str:
    on = " AND ".join(f'a."{column}" = b."{column}"' for column in columns)
    small = " AND ".join(f'k."{column}" = a."{column}"' for column in columns)
    sides = "AND a.source <> b.source" if linked else ""
    return f"""SELECT a.unique_id AS l, b.unique_id AS r FROM prepared a
        JOIN ({_blocks(columns, linked)}) k ON {small} AND k.pairs BETWEEN 1 AND {PAIRS_PER_BLOCK}
        JOIN prepared b ON {on} AND a.unique_id < b.unique_id {sides}"""


def tell(rules: Sequence[Rule]) -> dict[str, Any]:
    """What was blocked on, and what was left out, for people."""
    return {
        "blocked_on": [" + ".join(rule.columns) for rule in rules if rule.pairs],
        "dropped_blocks": sum(rule.dropped_blocks for rule in rules),
        "dropped_pairs": sum(rule.dropped_pairs for rule in rules),
    }
