"""Companies that only their place in the text tells: "Agency: Mother", "the CMO of Sprite"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from onevice_assets.entertainment.entities.chunks import Chunk
from onevice_assets.entertainment.entities.names.known_names import organization_words
from onevice_assets.entertainment.entities.names.write_names import name_key
from onevice_assets.entertainment.entities.roles.vocabulary import phrase_key
from onevice_assets.words.known_words import is_given_name
from onevice_assets.words.ordinary_words import is_ordinary

_AT = frozenset({"at", "from", "of", "@"})
_CLIENTS = frozenset({"client", "brand", "advertiser"})
_MADE_FOR = frozenset({"commercial", "campaign", "spot", "ad", "advert", "tvc"})
_DONE_BY_HOUSES = frozenset(
    {"creative by", "edit by", "sound by", "music by", "grade by", "post by", "concept by"}
)
_TWO = 2
_TRADES = ("icians", "ists", "makers")
_NEVER_PEOPLE = frozenset(
    {"agency", "ad agency", "advertising agency", "creative agency", "production company"}
    | {"prod co", "label", "record label"}
)
# "Jane Doe, producer, Acme", "Client: Jane Doe, Acme", "Approved by: Jane Doe, Acme"
_BEHIND = re.compile(r"(?:[NC](?:,|\()R\)?|R[:-]+[NC](?:,R)?|wy:[NC]),$")


def settle_companies(chunks: Sequence[Chunk]) -> list[Chunk]:
    """The chunks with every capitalised word that stands where a company stands as one (letter O).

    That is after "Agency:" and the like, after "Client:" unless it is a person's name, behind the
    client's name and behind a person's role, after "at", "of" or "from" behind a role or a person,
    and after "a commercial for". A name that is a company's in one place is so everywhere.
    """
    settled = _join_houses(chunks)
    for place, chunk in enumerate(settled):
        if chunk.kind in "NC" and _is_company(settled, place):
            settled[place] = replace(chunk, kind="O")
    return settle_known(settled, name_companies(settled))


def name_companies(chunks: Iterable[Chunk]) -> set[str]:
    """Compared names of several words that are companies' here."""
    names = {name_key(chunk.text) for chunk in chunks if chunk.kind == "O"}
    return {name for name in names if " " in name}


def settle_known(chunks: Sequence[Chunk], companies: Collection[str]) -> list[Chunk]:
    """The chunks with every name of `companies` (compared) as a company."""
    return [
        replace(chunk, kind="O")
        if chunk.kind in "NC" and companies and name_key(chunk.text) in companies
        else chunk
        for chunk in chunks
    ]


def _is_company(chunks: Sequence[Chunk], place: int) -> bool:
    if chunks[place].kind == "C" and (_in_field(chunks, place) or _behind_role(chunks, place)):
        return True
    if field_of(chunks, place) in _CLIENTS and _ends_in_trade(chunks[place]):
        return True
    ends = "".join(chunk.kind for chunk in chunks[place + 1 : place + 3])
    piped = place + 1 < len(chunks) and chunks[place + 1].text == "|"
    alone = not ends or ends[0] in "|.;)" or piped
    if alone and field_of(chunks, place) in _NEVER_PEOPLE:
        return True
    return _behind_person(chunks, place, alone=alone) or _made_for(chunks, place)


def _ends_in_trade(chunk: Chunk) -> bool:
    """Whether a name of three words ends in a plural of a thing: "Paul Stuart Tailors"."""
    said = [token.fold for token in chunk.tokens if token.kind == "word"]
    last = said[-1] if said else ""
    trade = last.endswith(_TRADES) or is_ordinary(last) or is_ordinary(last[:-1])
    return len(said) > 2 and last.endswith("s") and trade and not is_given_name(said[1])


def _join_houses(chunks: Sequence[Chunk]) -> list[Chunk]:
    """The chunks with two surnames that give a house its name as one company.

    That is behind what houses do ("Creative by Barrow & Finch"), and where a plus without spaces
    joins them ("Hart+Moss"). Two given names are two people.
    """
    joined = list(chunks)
    said = "".join(chunk.kind for chunk in chunks)
    for match in reversed([*re.finditer(r"(?=([NC]&[NC]))", said)]):
        first, mark, last = joined[match.start() : match.start() + 3]
        names = [token.fold for one in (first, last) for token in one.tokens]
        if len(names) != _TWO or all(map(is_given_name, names)):
            continue
        glued = mark.text == "+" and first.end == mark.start and mark.end == last.start
        if glued or _is_done_by_house(chunks, said, match.start()):
            tokens = (*first.tokens, *mark.tokens, *last.tokens)
            text = f"{first.text}{mark.text if glued else ' & '}{last.text}"
            one = replace(first, kind="O", end=last.end, text=text, tokens=tokens)
            joined[match.start() : match.start() + 3] = [one]
    return joined


def _is_done_by_house(chunks: Sequence[Chunk], said: str, place: int) -> bool:
    before = chunks[place - 1] if place else None
    ends = said[place + 3 : place + 4] in {"", *"|.,;:"}
    return before is not None and before.text.casefold() in _DONE_BY_HOUSES and ends


def _behind_person(chunks: Sequence[Chunk], place: int, *, alone: bool) -> bool:
    """Whether it stands behind a client's name, or behind a person's role: "Jo Li, CEO, Acme"."""
    line = "".join(chunk.kind for chunk in chunks[max(0, place - 8) : place]).rpartition("|")[2]
    if not alone or not _BEHIND.search(line):
        return False
    signs = [chunk.mention for chunk in chunks[place - len(line) : place] if chunk.kind == "R"]
    if any(sign is not None and sign.plural for sign in signs):
        return False
    client = bool(signs) and signs[0] is not None and signs[0].roles[0].name == "Client"
    return (client or not signs or line[-2] in "R)") and not is_given_name(
        chunks[place].tokens[0].fold
    )


def _made_for(chunks: Sequence[Chunk], place: int) -> bool:
    """Whether it is whom "a commercial for" names; a brand film is one too."""
    first = chunks[place].tokens[0].fold
    return _is_made_for(chunks, place) and not is_given_name(first)


def _is_made_for(chunks: Sequence[Chunk], place: int) -> bool:
    said = [chunk.text.casefold() for chunk in chunks[max(0, place - 3) : place]]
    if said[-1:] != ["for"]:
        return False
    return said[-2:-1] != [] and (said[-2] in _MADE_FOR or said[:2] == ["brand", "film"])


def field_of(chunks: Sequence[Chunk], place: int) -> str:
    """The field that a chunk is the value of ("production company"), folded; "" for none."""
    if place < 2 or chunks[place - 1].kind not in ":-":
        return ""
    words: list[str] = []
    for before in range(place - 2, max(-1, place - 6), -1):
        if chunks[before].kind in "|:;.-":
            break
        words.insert(0, chunks[before].text)
    return phrase_key(" ".join(words))


def stands_as(chunks: Sequence[Chunk], place: int) -> str:
    """What a company is called where it stands: its field, a term in brackets behind it, "client".

    Behind a client's name and after "a commercial for" it is the client: 'Client: Jo Li, Acme'.
    """
    called = field_of(chunks, place)
    if not called and [chunk.kind for chunk in chunks[place + 1 : place + 4 : 2]] == ["(", ")"]:
        called = phrase_key(chunks[place + 2].text.strip("\"“”'’‘"))
        called = called if called in organization_words("roles") else ""
    if called:
        return called
    line = "".join(chunk.kind for chunk in chunks[max(0, place - 8) : place]).rpartition("|")[2]
    first = chunks[place - len(line)].mention
    client = first is not None and first.roles[0].name == "Client"
    if client and re.fullmatch(r"R[:-]+[NC],(?:R,)?", line):
        return "client"
    return "client" if _is_made_for(chunks, place) else ""


def _in_field(chunks: Sequence[Chunk], place: int) -> bool:
    field = field_of(chunks, place)
    if field in _CLIENTS:
        first = chunks[place].tokens[0].fold
        return not is_given_name(first)
    return field in organization_words("roles") - {"music", "sound", "edit", "color", "grade"}


def _behind_role(chunks: Sequence[Chunk], place: int) -> bool:
    if place < 2 or chunks[place - 1].text.casefold() not in _AT:
        return False
    before, name = chunks[place - 2].kind, chunks[place].text
    if before == "R":
        return not is_given_name(chunks[place].tokens[0].fold)
    return (
        before in "NC"
        and len(name.split()) == 1
        and not is_given_name(chunks[place].tokens[0].fold)
    )
