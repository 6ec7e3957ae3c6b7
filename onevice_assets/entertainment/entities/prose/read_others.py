"""What no pattern of letters says: genitives ("Jane Doe's film") and who takes over from whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from onevice_assets.entertainment.entities.chunks import Chunk
from onevice_assets.entertainment.entities.credit import Credit
from onevice_assets.entertainment.entities.prose.read_ideas import read_idea
from onevice_assets.entertainment.entities.roles.vocabulary import phrases, roles
from onevice_assets.entertainment.entities.word_lists import word_list

_IDEA = frozenset({"vision", "concept", "idea"})
_HANDLED = word_list("verbs", "handled")
_INSTEAD = (
    ["belongs", "to"],
    ["replaced", "by"],
    ["that", "was"],
    ["took", "over"],
    ["stepped", "in"],
    ["did"],
    ["did", "."],
)
_REACH = 4  # words after a genitive that are looked at


def read_others(chunks: Sequence[Chunk], said: str, found: Sequence[Credit]) -> Iterator[Credit]:
    """Further credits, given those that patterns found.

    Args:
        chunks: of the text.
        said: their letters.
        found: credits so far.
    """
    song = bool({chunk.text.casefold() for chunk in chunks} & word_list("verbs", "song"))
    directors = {one.person for one in found if one.role.name == "Director" and not one.denied}
    for place, letter in enumerate(said):
        if letter not in "NC":
            continue
        own = list(_owned_work(chunks, said, place))
        if own:
            yield from own
        elif said[place + 1 : place + 2] == "'":
            yield from _owned(chunks, said, place, bool(directors - {place}), song)
        else:
            yield from _taking_over(chunks, said, place, found)
        if song and said[place + 1 : place + 3] == "-P":
            yield Credit(place, roles()["talent"], place + 2, 1)
        yield from _sung(chunks, place)
        yield from read_idea(chunks, said, place)
        yield from _a_film(chunks, said, place)
        yield from _handled(chunks, said, place)
        yield from _handled_by(chunks, said, place)


def _owned(
    chunks: Sequence[Chunk], said: str, place: int, directed: bool, song: bool
) -> Iterator[Credit]:
    """What somebody's film, song or idea says of them: of a song, that they perform it."""
    if said[place + 2 : place + 3] == "P":
        performs = song or len(chunks[place].text.split()) == 1
        yield Credit(place, roles()["talent" if performs else "director"], place + 2, 1)
        return
    for after in range(place + 2, min(place + 2 + _REACH, len(chunks))):
        word = chunks[after].text.casefold()
        creative = chunks[after - 1].text.casefold() == "creative"
        if said[after] == "V" and word.endswith("ing"):
            mention = chunks[after].mention
            yield from (
                Credit(place, role, after, 2) for role in (mention.roles if mention else ())
            )
            return
        if said[after] not in "wavR":
            return
        if word in _IDEA or (word == "direction" and creative):
            yield Credit(place, roles()["creative director"], after, 2)
            return
        if word in word_list("verbs", "song") and (
            directed or word not in word_list("verbs", "film")
        ):
            yield Credit(place, roles()["talent"], after, 1)
            return
        if word in word_list("verbs", "film") or word == "direction":
            yield Credit(place, roles()["director"], after, 1)
            return


def _owned_work(chunks: Sequence[Chunk], said: str, place: int) -> Iterator[Credit]:
    """Whose work is spoken of: "Jane Doe's cinematography"."""
    for count in (2, 1) if said[place + 1 : place + 2] == "'" else ():
        words = chunks[place + 2 : place + 2 + count]
        key = " ".join(chunk.text.casefold() for chunk in words)
        if said[place + 2 : place + 2 + count] != "w" * count or key in _IDEA:
            continue
        for phrase in phrases().get(key, ()):
            if phrase.kind == "noun" and phrase.role.type not in ("Director", "Creative Director"):
                yield Credit(place, phrase.role, place + 2, 2)
                return


def _handled_by(chunks: Sequence[Chunk], said: str, place: int) -> Iterator[Credit]:
    """By whom the "direction was handled", by whom "choreography is"."""
    verb = re.search(r"(?:[cv]w|c)y$", said[max(0, place - 3) : place])
    if verb is None:
        return
    last = place - len(verb.group())
    for count in (2, 1):
        key = " ".join(chunk.text.casefold() for chunk in chunks[max(0, last - count) : last])
        for phrase in phrases().get(key, ()):
            if phrase.kind == "noun":
                yield Credit(place, phrase.role, last - 1, 2)
                return


def _handled(chunks: Sequence[Chunk], said: str, place: int) -> Iterator[Credit]:
    """Who "handled casting" or "oversaw the art direction"."""
    if place + 2 >= len(chunks) or chunks[place + 1].text.casefold() not in _HANDLED:
        return
    first = place + 2 + (said[place + 2] == "a")
    for count in (2, 1):
        key = " ".join(chunk.text.casefold() for chunk in chunks[first : first + count])
        for phrase in phrases().get(key, ()) if set(said[first : first + count]) <= {"w"} else ():
            if phrase.kind == "noun":
                yield Credit(place, phrase.role, first, 2)
                return


def _a_film(chunks: Sequence[Chunk], said: str, place: int) -> Iterator[Credit]:
    """Whose film it is by "A Jane Doe film" at the beginning of a line."""
    around = said[max(0, place - 2) : place], said[place + 1 : place + 2]
    if around[0] not in ("a", "|a", ".a") or around[1] != "w":
        return
    if chunks[place + 1].text.casefold() in ("film", "joint", "picture", "production"):
        yield Credit(place, roles()["director"], place + 1, 1)


def _sung(chunks: Sequence[Chunk], place: int) -> Iterator[Credit]:
    """Who performs by "the music video for Missy Elliott"."""
    before = [chunk.text.casefold() for chunk in chunks[max(0, place - 2) : place]]
    song = word_list("verbs", "song")
    if len(before) < 2 or before[0] not in song:
        return
    sung = before[1] in ("by", "from") and before[0] not in word_list("verbs", "film")
    if before[1] == "for" or sung:
        yield Credit(place, roles()["talent"], place - 2, 1)


def _taking_over(
    chunks: Sequence[Chunk], said: str, place: int, found: Sequence[Credit]
) -> Iterator[Credit]:
    """Who replaces another, or takes over: the role spoken of last."""
    before = [chunk.text.casefold() for chunk in chunks[max(0, place - 2) : place]]
    after = [chunk.text.casefold() for chunk in chunks[place + 1 : place + 3]]
    if before == ["replaced", "by"]:
        old = [one for one in found if one.person < place and one.person < one.sign < place]
        yield from (replace(one, denied=True) for one in old[-1:])
    if before in _INSTEAD or after in _INSTEAD:
        signs = [n for n in range(place) if said[n] in "RVHB"]
        mention = chunks[signs[-1]].mention if signs else None
        if mention is not None and not any(one.person == place for one in found):
            yield from (Credit(place, role, signs[-1], 2) for role in mention.roles)
