"""Mentions of one kind become entities: `resolve(PEOPLE, mentions)`, or ORGANIZATIONS, PROJECTS.

What is evidence stands in `people`, `organizations` and `projects`; how groups form in `grouping`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from onevice_assets.entertainment.entities.linkage.grouping import group_mentions
from onevice_assets.entertainment.entities.linkage.identities import to_entities
from onevice_assets.entertainment.entities.linkage.mentions import Decision, M, Resolved
from onevice_assets.entertainment.entities.linkage.pairs import P, Rules


def resolve(
    rules: Rules[M, P],
    mentions: Iterable[M],
    *,
    decisions: Collection[Decision] = (),
    known: Mapping[str, str] | None = None,
) -> Resolved[M]:
    """Group mentions of one kind.

    Args:
        rules: `people.PEOPLE`, `organizations.ORGANIZATIONS` or `projects.PROJECTS`.
        mentions: any order; ids must differ. Those whose name has no letter are left out.
        decisions: what people decided in review, undone merges among them.
        known: entity id of each mention in the former run, so that ids stay (`identities`).

    Returns:
        Entities by id, the merges in the order they happened, and pairs to review, surest first.
        The same mentions give the same result whatever their order.

    Raises:
        InputError: an id comes twice or decisions contradict one another.
    """
    named = [one for one in mentions if rules.is_named(one.name)]
    grouping = group_mentions(named, rules, decisions)
    entities = to_entities(rules.table, grouping.groups, known or {})
    return Resolved(entities, grouping.merges, grouping.reviews, grouping.large_blocks)
