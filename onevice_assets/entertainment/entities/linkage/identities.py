"""Ids of resolved entities: the same run after run, and when documents are added.

An entity's id is the deterministic UUID v7 (`resources.identity.derived_id`) of its *anchor*: its
first mention by the document's logical day, then by id. Later documents bring later mentions, so
the anchor stays, and with it the id, without looking anything up. What can change an anchor (an
older document comes late, a merge, a split) is settled by the former run, if it is given: an
entity keeps the former id that most of its mentions had; where two entities claim one id, the
one with more of its mentions gets it, and the other has its anchor's. Of two merged entities the
id of the one with the earlier anchor lives on unless the former run says otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from onevice_assets.entertainment.entities.linkage.mentions import Entity, M
from onevice_assets.entertainment.entities.linkage.pairs import Group
from resources.identity import derived_id


def to_entities(
    table: str, groups: Sequence[Group[M]], known: Mapping[str, str]
) -> list[Entity[M]]:
    """Make entities of groups.

    Args:
        table: the entities' table, so that ids of two kinds never meet.
        groups: mentions of one entity each, its first by day and id in front.
        known: entity id of each mention in the former run; empty if there was none.

    Returns:
        Entities sorted by id.
    """
    ids = _choose_ids(table, groups, known)
    made = [
        Entity(id_, *_names(group), mentions=tuple(group))
        for id_, group in zip(ids, groups, strict=True)
    ]
    return sorted(made, key=lambda entity: entity.id)


def _choose_ids(table: str, groups: Sequence[Group[M]], known: Mapping[str, str]) -> list[str]:
    fresh = [derived_id(group[0].day, table, group[0].id) for group in groups]
    claims = sorted(
        (-count, fresh[place], former, place)
        for place, group in enumerate(groups)
        for former, count in Counter(known[m.id] for m in group if m.id in known).items()
    )
    ids: dict[int, str] = {}
    given: set[str] = set()
    for _, _, former, place in claims:
        if place not in ids and former not in given:
            ids[place] = former
            given.add(former)
    for place, own in enumerate(fresh):
        if place not in ids:
            # a split may have left this anchor's id with the other part
            day = groups[place][0].day
            ids[place] = derived_id(day, table, "split", own) if own in given else own
    return [ids[place] for place in range(len(groups))]


def _names(group: Group[M]) -> tuple[str, tuple[str, ...]]:
    """The fullest name used most, and the others."""
    spelled = Counter(" ".join(one.name.split()) for one in group)
    best = min(spelled, key=lambda name: (-_fullness(name), -spelled[name], name.isupper(), name))
    return best, tuple(sorted(name for name in spelled if name != best))


def _fullness(name: str) -> int:
    """Words of more than a letter; a comma's turned name counts one less."""
    return sum(len(word.strip(".,")) > 1 for word in name.split()) - ("," in name)
