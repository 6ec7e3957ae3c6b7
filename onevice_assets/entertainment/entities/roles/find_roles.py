"""Find the phrases of a text that name a role, small misspellings included.

Which person a phrase belongs to is decided in `credits` and `prose`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from onevice_assets.entertainment.entities.roles.compose_titles import compose_title
from onevice_assets.entertainment.entities.roles.spell_words import spell_word
from onevice_assets.entertainment.entities.roles.vocabulary import (
    Kind,
    Role,
    longest_phrase,
    phrases,
    roles,
    words,
)
from onevice_assets.entertainment.entities.tokens import Token
from onevice_assets.entertainment.entities.word_lists import word_list

_ONE_CREDIT = (
    ["/"],
    ["and"],
    ["&"],
    ["-"],
    ["+"],
    ["as", "well", "as"],
    ["and", "also"],
    ["and", "as"],
)
_CLOSERS = frozenset({":", "|", "=", "-", "–", "—", "•"})


@dataclass(frozen=True, slots=True)
class RoleMention:
    """A phrase that names roles.

    Attributes:
        first: number of its first token.
        last: number after its last token.
        roles: what it names; more than one for "writer-director".
        kind: how a name stands to it (see `vocabulary.Phrase`).
        weak: another sign outweighs it.
        plural: it names several people ("Creative Directors").
    """

    first: int
    last: int
    roles: tuple[Role, ...]
    kind: Kind
    weak: bool = False
    plural: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """A token as a word of a phrase: its lemma and whether it was written in the plural."""

    lemma: str
    place: int
    plural: bool


def find_roles(tokens: Sequence[Token]) -> list[RoleMention]:
    """Every phrase that names a role, the longest at each place, in order.

    Args:
        tokens: of `tokenize`.

    Returns:
        Mentions with numbers of tokens; joined ones ("Director / Editor") are not yet one.
    """
    found: list[RoleMention] = []
    place = 0
    while place < len(tokens):
        mention = _match(tokens, place)
        if mention is not None:
            found.append(mention)
        place = mention.last if mention else place + 1
    return found


def _match(tokens: Sequence[Token], place: int) -> RoleMention | None:
    if tokens[place].kind not in ("word", "initials"):
        return None
    run = list(_run(tokens, place))
    for count in range(len(run), 0, -1):
        said = " ".join(word.lemma for word in run[:count])
        last = _after(tokens, run[count - 1].place)
        plural = _is_plural(run[:count])
        for phrase in phrases().get(_ad(tokens, said), ()):
            one = RoleMention(place, last, (phrase.role,), phrase.kind, phrase.weak, plural)
            if _stands(tokens, one, said):
                return _longer(one, compose_title(run), tokens)
    composed = compose_title(run)
    if composed is None:
        return None
    return _composed(tokens, place, run, *composed)


def _ad(tokens: Sequence[Token], said: str) -> str:
    """What "AD" is short for: the art director beside an agency's people, else the assistant's."""
    if said != "ad":
        return said
    folds = {token.fold for token in tokens}
    agency = folds & {"cd", "cw", "acd", "ecd", "copywriter", "creative", "copywriters", "agency"}
    crew = folds & {"1st", "2nd", "gaffer", "dit", "ac"}
    return "art director" if agency and not crew else "assistant director"


def _is_plural(words_: Sequence[Word]) -> bool:
    return any(word.plural or word.lemma in word_list("verbs", "several") for word in words_)


def _longer(
    one: RoleMention, composed: tuple[Role, int] | None, tokens: Sequence[Token]
) -> RoleMention:
    """The phrase of the table, unless a composed title begins there too and reaches further."""
    if composed is None or one.kind != "noun":
        return one
    run = list(_run(tokens, one.first))
    other = _composed(tokens, one.first, run, *composed)
    return other if other is not None and other.last > one.last else one


def _composed(
    tokens: Sequence[Token], place: int, run: list[Word], role: Role, count: int
) -> RoleMention | None:
    last = _after(tokens, run[count - 1].place)
    plural = any(word.plural for word in run[:count])
    said = " ".join(word.lemma for word in run[:count])
    one = RoleMention(place, last, (role,), "noun", plural=plural)
    return one if _stands(tokens, one, said) else None


def _run(tokens: Sequence[Token], place: int) -> Iterator[Word]:
    """The words from a token on, as far as a phrase could reach: over hyphens and dots."""
    count = 0
    for number in range(place, len(tokens)):
        token = tokens[number]
        if token.kind in ("word", "initials") or token.text == "&":
            lemma, plural = ("and", False) if token.text == "&" else spell_word(token)
            yield Word(lemma, number, plural)
            count += 1
            if count >= longest_phrase() + 2:
                return
        elif token.kind == "possessive" and token.fold == "'s" and count:
            yield Word("'s", number, plural=False)
        elif not (token.text in "-." and count and token.start == tokens[number - 1].end):
            return


def _after(tokens: Sequence[Token], place: int) -> int:
    """Number after a phrase's last token, with the dot of a short form ("Dir.")."""
    following = tokens[place + 1] if place + 1 < len(tokens) else None
    dotted = (
        following is not None and following.text == "." and following.start == tokens[place].end
    )
    short = words("short") | words("before_colon")
    return place + 2 if dotted and tokens[place].fold in short else place + 1


def _stands(tokens: Sequence[Token], one: RoleMention, said: str) -> bool:
    """Whether a phrase that is an everyday word or a short form stands where a role stands."""
    following = tokens[one.last] if one.last < len(tokens) else None
    own = tokens[one.first : one.last]
    if one.kind == "noun" and said in words("in_lines_only"):
        return _ends_cell(following) and _begins_cell(tokens, one.first)
    if said in words("before_colon"):
        return _begins_cell(tokens, one.first) and _leads(tokens, one)
    if said in words("short") or said == "ad":
        capitals = sum(letter.isupper() for letter in own[0].text)
        named = following is not None and following.kind == "word" and following.is_capital
        begins = _begins_cell(tokens, one.first)
        if named and ((said in ("dir", "prod") and own[0].is_capital) or begins):
            return True
        small = begins and not any(token.is_capital for token in tokens)
        return capitals > 1 or own[-1].text == "." or _ends_cell(following) or small
    return True


def _leads(tokens: Sequence[Token], one: RoleMention) -> bool:
    """Whether a colon or dot and a name follow, or capitals are alone in their cell: "Ed: Paz"."""
    own, rest = tokens[one.first : one.last], tokens[one.last : one.last + 2]
    colon = bool(rest) and rest[0].text == ":"
    if rest and rest[0].text == "\t":
        return len(own[0].text) > 1 and own[0].text.isupper()
    named = [token.kind in ("word", "initials") and token.is_capital for token in rest]
    if own[-1].text == "." and not colon:
        return named[:1] == [True]
    return colon and named[1:] == [True]


def _ends_cell(token: Token | None) -> bool:
    return (
        token is None or token.kind in ("gap", "leader") or token.text in _CLOSERS | {"/", ")", "*"}
    )


def _begins_cell(tokens: Sequence[Token], place: int) -> bool:
    if place == 0:
        return True
    before = tokens[place - 1]
    return before.kind in ("gap", "leader") or before.text in ":|/,;•*-–—(+&_.#>"


def join_roles(tokens: Sequence[Token], mentions: Sequence[RoleMention]) -> list[RoleMention]:
    """Neighbours that are one credit as one mention: "Director / Editor"."""
    joined: list[RoleMention] = []
    for mention in mentions:
        before = joined[-1] if joined else None
        if before is not None and _turns(tokens, before, mention):
            joined[-1] = replace(mention, first=before.first)
        elif before is not None and _joins(tokens, before, mention):
            every = tuple(dict.fromkeys((*before.roles, *_beside(tokens, before, mention))))
            joined[-1] = replace(mention, first=before.first, roles=every, weak=False)
        else:
            joined.append(mention)
    return joined


def _beside(tokens: Sequence[Token], left: RoleMention, right: RoleMention) -> tuple[Role, ...]:
    """What a mention means beside another: who directs and shoots also holds the camera."""
    camera = right.weak and tokens[right.first].fold in word_list("verbs", "camera")
    return (roles()["director of photography"],) if camera and not left.weak else right.roles


def _turns(tokens: Sequence[Token], left: RoleMention, right: RoleMention) -> bool:
    """Whether one role was given up for the other: "photographer-turned-director"."""
    between = [token.fold for token in tokens[left.last : right.first] if token.text != "-"]
    return between == ["turned"]


def _joins(tokens: Sequence[Token], left: RoleMention, right: RoleMention) -> bool:
    between = tokens[left.last : right.first]
    texts = [token.fold for token in between]
    if (left.kind, right.kind) in (("does", "by"), ("does", "does"), ("by", "by")):
        return bool(texts) and set(texts) <= {",", "and", "&", "/", "then"}
    if left.kind != "noun" or right.kind != "noun" or left.plural != right.plural:
        return False
    return texts in _ONE_CREDIT
