"""Read credit lines: a role with the names beside it, or a name with its role."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from onevice_assets.entertainment.entities.chunks import Chunk
from onevice_assets.entertainment.entities.credit import Credit
from onevice_assets.entertainment.entities.names.known_names import organization_words
from onevice_assets.entertainment.entities.roles.compare_roles import split_roles
from onevice_assets.entertainment.entities.roles.vocabulary import Role, phrase_key, words

_WORDS = "wvcshngaiyo'"
_MOST_WORDS = 1


@dataclass(slots=True)
class _Line:
    """State while a line is read."""

    signs: list[int] = field(default_factory=list)
    people: list[int] = field(default_factory=list)
    named: bool = False
    closed: bool = False


def split_lines(said: str, at: str = "|") -> Iterator[tuple[int, int]]:
    """First chunk of every line and the one after its last; of every sentence too with "|."."""
    start = 0
    for place, letter in enumerate(said + "|"):
        if letter in at or place == len(said):
            yield start, place
            start = place + 1


def read_lines(chunks: Sequence[Chunk], said: str) -> tuple[list[Credit], set[int]]:
    """Credits of all credit lines, and the signs that were used.

    Args:
        chunks: of the text.
        said: their letters.
    """
    credits: list[Credit] = []
    for start, end in split_lines(said, at="|."):
        if is_credit_line(said[start:end]):
            credits += _read_line(chunks, said, start, end)
        else:
            credits += _read_unknown(chunks, said, start, end)
    return credits, {credit.sign for credit in credits}


def is_credit_line(line: str) -> bool:
    """Whether a line is made of roles, names and separators: no verb, hardly a word beside them."""
    plain = _without_brackets(line).rstrip(".")
    if not ("R" in line or "H:" in line) or "V" in plain or "B" in plain or "Q" in plain:
        return False
    cells = plain.count(":")
    words = sum(letter in _WORDS for letter in plain)
    if cells < 2 and not ({*plain} & {*":-"}):
        return words == 0
    return words <= (_MOST_WORDS if cells < 2 else cells + 2)


def _without_brackets(line: str) -> str:
    depth, kept = 0, []
    for letter in line:
        depth += (letter == "(") - (letter == ")")
        if depth <= 0 and letter != ")":
            kept.append(letter)
    return "".join(kept)


def _read_line(chunks: Sequence[Chunk], said: str, start: int, end: int) -> Iterator[Credit]:
    first = next((letter for letter in said[start:end] if letter in "RHNC"), "")
    colon = any(said[n] in "RH" and _leads(chunks[n + 1]) for n in range(start, end - 1))
    colon |= bool(re.search("R[NC]", said[start:end])) and not re.search("[NC]R", said[start:end])
    read = _roles_first if first in "RH" or colon else _names_first
    yield from read(chunks, said, start, end)


def _leads(chunk: Chunk) -> bool:
    """Whether it is a colon or a row of dots, which lead from a role to a name; a cell does not."""
    return chunk.kind == ":" and bool(chunk.text.strip()) and not chunk.text.strip(" .:=…_-")


def _roles_first(chunks: Sequence[Chunk], said: str, start: int, end: int) -> Iterator[Credit]:
    line, depth = _Line(), 0
    bracketed = said[start:end].startswith(("(R)", "R)"))
    for place in range(start, end):
        letter = said[place]
        depth += (letter == "(") - (letter == ")")
        if depth > 0 and not bracketed:
            continue
        if letter in "RH":
            keeps = line.signs and not line.named and said[place - 1] in "/&"
            line = _Line([*line.signs, place] if keeps else [place])
        elif letter in "NC" and line.signs and not line.closed:
            if _is_company_of(chunks, said, place, line) or _is_client(chunks, said, place, line):
                line.closed = True
                continue
            yield from _credit(chunks, place, line.signs)
            line.people, line.named = [*line.people, place], True
        elif line.named and (letter in "M:;-." or letter == "O"):
            line.closed = True


def _is_company_of(chunks: Sequence[Chunk], said: str, place: int, line: _Line) -> bool:
    """Whether a capitalised word after a full name and a comma is the company: "Jane Doe, Acme"."""
    if not line.people:
        return False
    mention = chunks[line.signs[-1]].mention
    plural = mention is not None and mention.plural
    if said[place - 1] not in ",/&":
        return True
    full = len(chunks[line.people[-1]].text.split()) > 1
    lone = said[place] == "C" and len(chunks[place].text.split()) == 1
    return said[place - 1] == "," and full and lone and not plural


def _is_client(chunks: Sequence[Chunk], said: str, place: int, line: _Line) -> bool:
    """Whether a lone word after "Client:" is the company, not a person."""
    mention = chunks[line.signs[-1]].mention
    client = mention is not None and mention.roles[0].name == "Client"
    return client and said[place] == "C" and len(chunks[place].text.split()) == 1


def _names_first(chunks: Sequence[Chunk], said: str, start: int, end: int) -> Iterator[Credit]:
    people: list[int] = []
    answered = False
    for place in range(start, end):
        letter = said[place]
        if letter in "NC":
            joined = people and not answered and said[place - 1] in ",&/"
            lone = letter == "C" and len(chunks[place].text.split()) == 1
            if answered and said[place - 1] == "," and said[place - 2] != ")" and lone:
                continue
            people, answered = ([*people, place] if joined else [place]), False
        elif letter in "RH" and people:
            mention = chunks[place].mention
            plural = mention is not None and mention.plural
            whom = people if plural or len(people) == 1 else people[-1:]
            yield from (one for person in whom for one in _credit(chunks, person, [place]))
            answered = True


def _credit(chunks: Sequence[Chunk], person: int, signs: Sequence[int]) -> Iterator[Credit]:
    for sign in signs:
        mention = chunks[sign].mention
        if mention is not None:
            for role in mention.roles:
                yield Credit(person, role, sign, 3, former=_is_former(chunks, sign))


def _is_former(chunks: Sequence[Chunk], sign: int) -> bool:
    before = chunks[sign - 1].text.casefold() if sign else ""
    return before.rstrip("-") in ("former", "ex", "formerly")


def _read_unknown(chunks: Sequence[Chunk], said: str, start: int, end: int) -> Iterator[Credit]:
    """A line "WORDS: NAME" whose words are no role that we know, but could be one."""
    line = said[start:end]
    head, _, rest = line.partition(":")
    if not (0 < len(head) <= 4 and set(head) <= set("wCaLo&") and rest[:1] in ("N", "C")):
        return
    key = phrase_key(" ".join(chunk.text for chunk in chunks[start : start + len(head)]))
    if key in organization_words("fields") | organization_words("roles") or len(key) < 4:
        return
    if rest[0] == "C" and not {*key.split()} & words("heads"):
        return
    roles = split_roles(key.title()) or [Role(key.title())]
    for place in range(start + len(head) + 1, end):
        if said[place] in "NC":
            yield from (Credit(place, role, start, 3) for role in roles)
        elif said[place] not in ",&/":
            return
