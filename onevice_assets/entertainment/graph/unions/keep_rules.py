"""Union rules in the lake: table `union_rules`, one partition an organization, key its slug."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onevice_assets.entertainment.graph.unions.read_rules import read_rules
from onevice_assets.tables.entertainment_graph import union_rules

if TYPE_CHECKING:
    from resources.lake import Lake


def keep_rules(
    lake: Lake, organization: str, organization_id: str, data: bytes
) -> list[dict[str, Any]]:
    """Import a file: its rows take the place of those of the same union, state and year.

    Doing it again changes nothing; rules that the file does not name stay.

    Args:
        lake: the lake.
        organization: slug, the partition's key.
        organization_id: id of the same.
        data: a file that `read_rules` understands.

    Returns:
        The rows of the file.

    Raises:
        InputError: the file cannot be used; nothing was changed.
    """
    new = read_rules(data, organization_id)
    kept = {one["id"]: one for one in lake.read_rows_if_there(union_rules, organization)}
    kept |= {one["id"]: one for one in new}
    rows = sorted(kept.values(), key=lambda one: [one[name] for name in union_rules.natural_key])
    lake.write(union_rules, organization, rows)
    return new
