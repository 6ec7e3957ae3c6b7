"""Which orders and forms are of one person: by e-mail address and the shop's number, else by phone.

Never by name. A telephone number joins what tells no address to the one person who has that number;
where two people have it, nobody can say which, and it is a person of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import networkx as nx


@dataclass(frozen=True)
class Sign:
    """What one order or form tells of who it is of.

    Attributes:
        own: names it, for where it tells nothing.
        at: when.
        email: as `read_email` has it.
        phone: E.164.
        shop_id: the shop's number of the customer.
    """

    own: str
    at: datetime
    email: str | None = None
    phone: str | None = None
    shop_id: str | None = None

    def keys(self) -> list[str]:
        """What it is known by for sure."""
        told = {"email": self.email, "shop": self.shop_id}
        return [f"{kind}:{value}" for kind, value in told.items() if value]


def join_people(signs: Sequence[Sign]) -> list[str]:
    """A key for each sign, the same for those of one person.

    The key is what the person was first known by, so that it stays as they give more; of two signs
    of one moment the smaller one.
    """
    ordered = sorted(signs, key=lambda one: (one.at, one.own))
    graph: nx.Graph[str] = nx.Graph()
    for one in ordered:
        nx.add_path(graph, one.keys())
    person: dict[str, str] = {}
    for one in ordered:
        for key in one.keys():  # noqa: SIM118  a method
            if key not in person:
                person |= dict.fromkeys(nx.node_connected_component(graph, key), one.keys()[0])
    by_phone: defaultdict[str, set[str]] = defaultdict(set)
    for one in ordered:
        if one.phone and one.keys():
            by_phone[one.phone].add(person[one.keys()[0]])
    return [_key(one, person, by_phone) for one in signs]


def _key(one: Sign, person: dict[str, str], by_phone: dict[str, set[str]]) -> str:
    if one.keys():
        return person[one.keys()[0]]
    if one.phone:
        owners = by_phone.get(one.phone, set())
        return next(iter(owners)) if len(owners) == 1 else f"phone:{one.phone}"
    return f"own:{one.own}"
