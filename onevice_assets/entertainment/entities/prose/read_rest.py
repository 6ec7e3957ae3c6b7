"""The seed's own way for what no pattern reads: one person, one sign, one sentence.

It is a weak sign: any other outweighs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from onevice_assets.entertainment.entities.chunks import Chunk
from onevice_assets.entertainment.entities.credit import Credit

_SENTENCE = re.compile(r"[^.;|]+")
_OTHERS = frozenset("gnX")  # he or she, a denial, somebody who is ruled out


def read_rest(chunks: Sequence[Chunk], said: str, found: Sequence[Credit]) -> Iterator[Credit]:
    """Credits of sentences with one person who has no role and one sign that nobody has.

    Args:
        chunks: of the text.
        said: their letters.
        found: credits so far.
    """
    used = {credit.sign for credit in found}
    credited = {credit.person for credit in found}
    for match in _SENTENCE.finditer(said):
        places = range(*match.span())
        people = [n for n in places if said[n] == "N"]
        signs = [n for n in places if said[n] in "RVH" and n not in used and _is_one(chunks[n])]
        bare = [n for n in people if n not in credited]
        if len(people) == len(bare) == len(signs) == 1 and not _OTHERS & {*match.group()}:
            mention = chunks[signs[0]].mention
            for role in mention.roles if mention else ():
                yield Credit(bare[0], role, signs[0], 1)


def _is_one(chunk: Chunk) -> bool:
    """Whether a sign may be one person's: no plural, no weak word."""
    mention = chunk.mention
    return mention is not None and not mention.plural and not mention.weak
