"""Words of roles as their lemma: plurals as singular, small misspellings as what was meant."""

from __future__ import annotations

from functools import cache, lru_cache

from onevice_assets.entertainment.entities.roles.vocabulary import phrases, words
from onevice_assets.entertainment.entities.tokens import Token
from onevice_assets.words.known_words import is_given_name
from onevice_assets.words.ordinary_words import is_ordinary

_SHORTEST = 5
_LONG = 8  # from this length on two slips are forgiven, else one


def spell_word(token: Token) -> tuple[str, bool]:
    """The lemma of a word and whether it was written in the plural.

    A word that no role has is taken for one that is a slip away ("Diretor", "Creatve"), if it is
    no everyday word and no first name.
    """
    return _spell(token.fold)


@lru_cache(maxsize=8192)
def _spell(word: str) -> tuple[str, bool]:
    known = _known()
    if word.endswith("s") and word[:-1] in _countable():
        return word[:-1], True
    if word in known:
        return word, False
    if word.endswith("s") and word[:-1] in known:
        return word[:-1], True
    if len(word) < _SHORTEST or is_ordinary(word) or is_given_name(word):
        return word, False
    meant = _nearest(word)
    plural = meant.endswith("s") and meant[:-1] in known
    return (meant[:-1] if plural else meant), plural


def _nearest(word: str) -> str:
    from rapidfuzz.distance import OSA

    slips = 2 if len(word) >= _LONG else 1
    near = [
        (OSA.distance(word, right, score_cutoff=slips), right)
        for right in words("misspelt")
        if right[0] == word[0]
    ]
    near.sort(key=lambda one: (one[0], one[1][-1] != word[-1], one[1]))
    distance, right = near[0] if near else (slips + 1, word)
    return right if distance <= slips else word


@cache
def _countable() -> frozenset[str]:
    """Words that name one person, so that their plural names several."""
    nouns = {said for said, meant in phrases().items() if any(one.kind == "noun" for one in meant)}
    ends = {said.split()[-1] for said in nouns} | words("heads")
    return frozenset(end for end in ends if not end.endswith("s")) - {"color", "sound", "lead"}


@cache
def _known() -> frozenset[str]:
    lists = ("heads", "kinds", "ranks", "seconds", "offices", "leaders", "short", "before_colon")
    said = [*phrases(), *(phrase for name in lists for phrase in words(name))]
    return frozenset(word for phrase in said for word in phrase.split())
