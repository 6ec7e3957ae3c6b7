"""Write the yml of every mart in `dbt/models/marts` from its table: contract, bounds, keys.

python -m scripts.write_mart_contracts

A table is declared once, in `onevice_assets/tables/marts`; dbt needs columns, types, meanings and
tests in a file of its own. Promises that need more than one column are in `dbt/tests`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from onevice_assets.tables import marts
from onevice_assets.tables.marts.columns import MINTED
from onevice_assets.tables.marts.pairs import LIFT_INTERVAL
from onevice_assets.tables.marts.shares import INTERVALS
from resources.table_schema import Column, Table

FOLDER = Path(__file__).resolve().parents[1] / "dbt" / "models" / "marts" / "brand_monitor"
SQL_TYPES = {
    "uuid": "varchar",
    "text": "varchar",
    "integer": "bigint",
    "number": "double",
    "boolean": "boolean",
    "date": "date",
}
# What dbt does not make: ids, times, and the intervals measured on publication.
ADDED = (*MINTED, *INTERVALS, *LIFT_INTERVAL)
_PARENTS = {"brand_id": "int_brand_set", "prompt_id": "prompt_cells"}


def columns_of_dbt(mart: Table) -> list[Column]:
    """The columns that the model itself makes, in order."""
    return [column for column in mart.columns if column.name not in ADDED]


def write_contract(mart: Table) -> str:
    """The text of a mart's yml file."""
    made = columns_of_dbt(mart)
    model = {
        "name": mart.name,
        "description": mart.description,
        "data_tests": [_one_row_per(mart), *_bounds(mart, made)],
        "columns": [_column(mart, column) for column in made],
    }
    head = "# Written by scripts/write_mart_contracts.py from onevice_assets/tables/marts.\n"
    body: str = yaml.dump(
        {"version": 2, "models": [model]}, Dumper=_Blocks, sort_keys=False, allow_unicode=True
    )
    return head + body


class _Blocks(yaml.SafeDumper):
    """Writes texts of several lines as they stand, and lists indented."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless and flow)


def _write_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Blocks.add_representer(str, _write_text)


def _one_row_per(mart: Table) -> dict[str, Any]:
    arguments = {"columns": list(mart.natural_key)}
    return {"one_row_per": {"name": f"{mart.name}_has_one_row_per_key", "arguments": arguments}}


def _bounds(mart: Table, made: list[Column]) -> list[dict[str, Any]]:
    groups: dict[tuple[float | None, float | None], list[str]] = {}
    for column in made:
        if column.low is not None or column.high is not None:
            groups.setdefault((column.low, column.high), []).append(column.name)
    return [
        {
            "stays_within": {
                "name": f"{mart.name}_{_told(low, high)}",
                "arguments": {
                    "columns": names,
                    **({} if low is None else {"low": low}),
                    **({} if high is None else {"high": high}),
                },
            }
        }
        for (low, high), names in groups.items()
    ]


def _told(low: float | None, high: float | None) -> str:
    if high is None:
        return f"counts_are_at_least_{low}".replace("at_least_0", "not_negative")
    return f"values_lie_between_{low}_and_{high}".replace("-", "minus_")


def _column(mart: Table, column: Column) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": column.name,
        "data_type": SQL_TYPES[column.type],
        "description": column.description,
    }
    if not column.nullable:
        told["constraints"] = [{"type": "not_null"}]
    tests = [*_choices(mart, column), *_relations(mart, column)]
    return {**told, "data_tests": tests} if tests else told


def _choices(mart: Table, column: Column) -> list[dict[str, Any]]:
    if column.one_of is None:
        return []
    name = f"{mart.name}_{column.name}_is_known"
    return [{"accepted_values": {"name": name, "arguments": {"values": list(column.one_of)}}}]


def _relations(mart: Table, column: Column) -> list[dict[str, Any]]:
    for ending, parent in _PARENTS.items():
        if column.name.endswith(ending) and parent != mart.name:
            name = f"{mart.name}_{column.name}_exists"
            arguments = {"to": f"ref('{parent}')", "field": ending}
            return [{"relationships": {"name": name, "arguments": arguments}}]
    return []


if __name__ == "__main__":
    for one in marts.ALL:
        (FOLDER / f"{one.name}.yml").write_text(write_contract(one), "utf-8")
