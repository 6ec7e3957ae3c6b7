"""Everybody a text names, with what it says they do.

The one entry for people: chunks, then lines and blocks, then sentences; the signs for one person
are put together, the weaker giving way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from onevice_assets.entertainment.entities.chunks import Chunk
from onevice_assets.entertainment.entities.credit import Credit
from onevice_assets.entertainment.entities.credits.read_blocks import read_blocks, read_records
from onevice_assets.entertainment.entities.credits.read_cast import hide_characters, read_cast
from onevice_assets.entertainment.entities.credits.read_lines import read_lines
from onevice_assets.entertainment.entities.credits.read_tables import read_tables, settle_tables
from onevice_assets.entertainment.entities.link_people import link_people
from onevice_assets.entertainment.entities.names.merge_mentions import merge_mentions
from onevice_assets.entertainment.entities.names.read_fields import settle_companies
from onevice_assets.entertainment.entities.names.turn_names import turn_names
from onevice_assets.entertainment.entities.names.write_names import show_name
from onevice_assets.entertainment.entities.people import Person, PersonRole, Span
from onevice_assets.entertainment.entities.prose.read_moves import read_moves
from onevice_assets.entertainment.entities.prose.read_others import read_others
from onevice_assets.entertainment.entities.prose.read_prose import read_prose
from onevice_assets.entertainment.entities.prose.read_rest import read_rest
from onevice_assets.entertainment.entities.read_chunks import letters, read_chunks
from onevice_assets.entertainment.entities.roles.vocabulary import Role, roles
from onevice_assets.entertainment.entities.settle_credits import settle_credits

_CONFIDENCE = {3: 0.95, 2: 0.85, 1: 0.6}
_MAIN = ("Director", "Creative Director")


def read_people(text: str, page: int = 1) -> list[Person]:
    """Everybody that a text names, in order of appearance.

    Args:
        text: one page or a short text.
        page: its number, for the spans.

    Returns:
        A person each, with every mention and every role that stands; roles empty where the text
        says none. Who is only said *not* to have a role is a person without it.
    """
    return people_of(chunks_of(text), page)


def chunks_of(text: str) -> list[Chunk]:
    """The chunks of a text with companies, tables and characters settled."""
    return settle_companies(turn_names(settle_tables(hide_characters(read_chunks(text)))))


def people_of(chunks: Sequence[Chunk], page: int = 1) -> list[Person]:
    """Everybody that the settled chunks of a text name (see `read_people`)."""
    said = letters(chunks)
    credits = settle_credits(chunks, read_credits(chunks, said))
    groups = merge_mentions(chunks, {credit.person for credit in credits})
    held: dict[int, list[Credit]] = {}
    for credit in credits:
        held.setdefault(credit.person, []).append(credit)
    people = [_person(chunks, group, held, page) for group in groups]
    link_people(chunks, said, groups, people, credits)
    return people


def read_credits(chunks: Sequence[Chunk], said: str) -> list[Credit]:
    """Every sign of a role in the chunks of a text, before any gives way to another."""
    lines, used = read_lines(chunks, said)
    blocks = [*read_blocks(chunks, said), *read_records(chunks, said)]
    used |= {credit.sign for credit in blocks}
    prose = read_prose(chunks, said, used)
    lines += [*read_cast(chunks, said), *read_tables(chunks, said)]
    found = [*lines, *(one for one in blocks if one not in lines), *prose]
    found += read_others(chunks, said, found)
    found += list(read_moves(chunks, said, found))
    return [*found, *read_rest(chunks, said, found)]


def _person(
    chunks: Sequence[Chunk],
    group: Sequence[int],
    credits: Mapping[int, Sequence[Credit]],
    page: int,
) -> Person:
    names = [chunks[place].text for place in group]
    longest = max(names, key=lambda name: (len(name.split()), len(name)))
    mentions = [Span(chunks[place].start, chunks[place].end, page) for place in group]
    own = [credit for place in group for credit in credits.get(place, ())]
    held = [_role(chunks, credit, page) for credit in own]
    return Person(show_name(longest), mentions, _order(held))


def _role(chunks: Sequence[Chunk], credit: Credit, page: int) -> PersonRole:
    sign = chunks[credit.sign]
    span = Span(sign.start, sign.end, page)
    title = sign.kind == "R"
    return PersonRole(credit.role, span, _CONFIDENCE[credit.strength], credit.former, title)


def _order(held: Sequence[PersonRole]) -> list[PersonRole]:
    """Each role once, with its surest sign: the seed's own roles first, then as they come.

    A lead performer is no further talent.
    """
    best: dict[Role, PersonRole] = {}
    for one in held:
        if one.role not in best or one.confidence > best[one.role].confidence:
            best[one.role] = replace(one)
    if any(one.of == "Talent" for one in best):
        best = {role: one for role, one in best.items() if role.name != "Talent"}
    rank = {name: place for place, name in enumerate((*_MAIN, ""))}
    return sorted(best.values(), key=lambda one: rank.get(one.role.name, len(roles())))
