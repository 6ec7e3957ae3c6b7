"""Cut a text into the chunks that the rules work on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onevice_assets.entertainment.entities.chunks import Chunk, word_letter
from onevice_assets.entertainment.entities.names.find_organizations import find_organizations
from onevice_assets.entertainment.entities.names.find_runs import find_run, line_case
from onevice_assets.entertainment.entities.names.find_titles import find_titles
from onevice_assets.entertainment.entities.names.known_names import organization_words
from onevice_assets.entertainment.entities.names.sort_runs import sort_run, trim_run
from onevice_assets.entertainment.entities.roles.find_roles import (
    RoleMention,
    find_roles,
    join_roles,
)
from onevice_assets.entertainment.entities.tokens import Token, tokenize
from onevice_assets.entertainment.entities.word_lists import word_list

_NEAR = 10  # chunks before a run that may tell what it is
_LETTER = {"noun": "R", "by": "B", "does": "V", "place": "H"}


def read_chunks(text: str) -> list[Chunk]:
    """Every chunk of a text, in order, apart from each other; spaces are in none.

    Args:
        text: one page, or a whole short text.
    """
    tokens = tokenize(text)
    marks = _mark(text, tokens)
    covered = _covered(marks)
    free = [number not in covered for number in range(len(tokens))]
    cases = _line_cases(tokens, free)
    chunks: list[Chunk] = []
    place = 0
    while place < len(tokens):
        near = chunks[-_NEAR:]
        last, found = _next_chunks(text, tokens, place, marks, free, cases, near)
        chunks += found
        place = last
    return chunks


def letters(chunks: Sequence[Chunk]) -> str:
    """The chunks as one string, a letter each: what the rules are matched on."""
    return "".join(chunk.kind for chunk in chunks)


def _next_chunks(
    text: str,
    tokens: Sequence[Token],
    place: int,
    marks: dict[int, tuple[int, str, RoleMention | None]],
    free: Sequence[bool],
    cases: Sequence[str],
    before: Sequence[Chunk],
) -> tuple[int, list[Chunk]]:
    if place in marks:
        last, letter, mention = marks[place]
        return last, [_chunk(text, tokens[place:last], letter, mention)]
    end = find_run(tokens, place, free, cases[place], expected=_expects(before))
    start, end = trim_run(tokens, place, end, cases[place], before)
    if end > start:
        head = list(_words(text, tokens, place, start))
        after = marks.get(end, (0, "", None))[1] or _letter_at(tokens, end)
        letter = sort_run(tokens[start:end], [*before, *head], after)
        return end, [*head, _chunk(text, tokens[start:end], letter)]
    return place + 1, list(_words(text, tokens, place, place + 1))


def _expects(before: Sequence[Chunk]) -> bool:
    """Whether a role stands right before, with or without a separator."""
    said = "".join(chunk.kind for chunk in before[-4:]).rstrip(":-")
    return said.endswith(("R", "B")) and (said.endswith("B") or len(before) > 0)


def _words(text: str, tokens: Sequence[Token], first: int, last: int) -> Iterator[Chunk]:
    for number in range(first, last):
        letter = _letter_at(tokens, number)
        if letter:
            yield _chunk(text, tokens[number : number + 1], letter)


def _letter_at(tokens: Sequence[Token], number: int) -> str:
    if number >= len(tokens):
        return "."
    before = tokens[number - 1] if number else None
    after = tokens[number + 1] if number + 1 < len(tokens) else None
    return word_letter(tokens[number], before, after)


def _chunk(
    text: str, tokens: Sequence[Token], letter: str, mention: RoleMention | None = None
) -> Chunk:
    start, end = tokens[0].start, tokens[-1].end
    return Chunk(letter, start, end, text[start:end], mention, tuple(tokens))


def _mark(text: str, tokens: Sequence[Token]) -> dict[int, tuple[int, str, RoleMention | None]]:
    """First token of every organization, title and role that is sure, with its end and letter."""
    marks: dict[int, tuple[int, str, RoleMention | None]] = {}
    for first, last, letter in [*find_organizations(tokens), *find_titles(text, tokens)]:
        if first not in marks:
            marks[first] = (last, letter, None)
    taken = _covered(marks)
    roles = [one for one in find_roles(tokens) if not taken & {*range(one.first, one.last)}]
    for mention in join_roles(tokens, [one for one in roles if _is_used(tokens, one)]):
        marks[mention.first] = (mention.last, _role_letter(tokens, mention), mention)
    return marks


def _role_letter(tokens: Sequence[Token], mention: RoleMention) -> str:
    owned = mention.last < len(tokens) and tokens[mention.last].kind == "possessive"
    return "Q" if owned and mention.kind == "noun" else _LETTER[mention.kind]


def _is_used(tokens: Sequence[Token], mention: RoleMention) -> bool:
    """Whether a verb of one word is a verb here: "the shot" and "direct marketing" have none."""
    own = tokens[mention.first : mention.last]
    if mention.kind != "does" or len(own) > 1:
        return True
    if _ends_company(tokens, mention.first) or _quotes(tokens, mention):
        return False
    before = tokens[mention.first - 1].fold if mention.first else ""
    if own[0].fold in word_list("verbs", "infinitives"):
        return before in word_list("verbs", "before_infinitive")
    return own[0].fold not in word_list("verbs", "nouns") or before not in word_list(
        "verbs", "determiners"
    )


def _ends_company(tokens: Sequence[Token], place: int) -> bool:
    """Whether a verb is the last word of a company's name: "Black Heron Films"."""
    token, before = tokens[place], tokens[place - 1] if place else None
    named = before is not None and before.kind in ("word", "initials") and before.is_capital
    return named and token.is_capital and token.fold in organization_words("last")


def _quotes(tokens: Sequence[Token], mention: RoleMention) -> bool:
    """Whether a verb leads to what somebody said: "Jane Doe wrote:" above a quoted mail."""
    after = tokens[mention.last].text if mention.last < len(tokens) else ""
    return after == ":" and tokens[mention.first].fold in ("wrote", "writes")


def _covered(marks: dict[int, tuple[int, str, RoleMention | None]]) -> set[int]:
    return {number for first, (last, _, _) in marks.items() for number in range(first, last)}


def _line_cases(tokens: Sequence[Token], free: Sequence[bool]) -> list[str]:
    """Per token, how the line is written that it stands in, roles and companies apart."""
    cases: list[str] = []
    line: list[Token] = []
    kept: list[Token] = []
    for number, token in enumerate([*tokens, None]):
        if token is None or token.text == "\n":
            case = line_case(kept or line)
            cases += [case] * (len(line) + (token is not None))
            line, kept = [], []
        else:
            line.append(token)
            kept += [token] if free[number] else []
    return cases
