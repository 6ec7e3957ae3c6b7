"""Which union a person is in, by what stands in brackets behind the name: "(IATSE Local 600)"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from onevice_assets.entertainment.entities.facts.node_fact import NodeFact
from onevice_assets.entertainment.entities.names.known_names import known_organizations
from onevice_assets.entertainment.entities.people import Person, Span


def read_memberships(text: str, page: int, people: Sequence[Person]) -> Iterator[NodeFact]:
    """`unionStatus` and `unionLocal` of people whose name a union's or a local's follows.

    The local where one is named ("Local 600"), else the guild as written ("DGA").
    """
    for person in people:
        for mention in person.mentions:
            match = _behind().match(text, mention.end) if mention.page == page else None
            if match is None:
                continue
            span = Span(*match.span(), page)
            member = not match["non"]
            told = "Union" if member else "Non-Union"
            yield NodeFact("Person", person.name, "unionStatus", told, span)
            if member:
                local = f"Local {match['local']}" if match["local"] else match["guild"].upper()
                yield NodeFact("Person", person.name, "unionLocal", local, span)


@cache
def _behind() -> re.Pattern[str]:
    names = [" ".join(words) for words, kind in known_organizations().items() if kind == "Union"]
    codes = sorted({re.escape(one).replace(r"\ \-\ ", "-") for one in names}, key=len, reverse=True)
    guild = "|".join([r"SAG-AFTRA", *codes])
    return re.compile(
        rf"(?i)\s*[(,]\s*(?:(?P<non>non-?\s?union)|(?P<guild>{guild})?[ ,]*"
        r"(?:local\s*#?\s*(?P<local>\d{1,4}))?(?: member)?)(?<=[\w)])\s*[),\n]"
    )
