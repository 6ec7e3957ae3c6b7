"""What the words must be where letters alone say too little: a condition per pattern."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from onevice_assets.entertainment.entities.chunks import Chunk
from onevice_assets.entertainment.entities.word_lists import word_list

BUT = frozenset({"not by but by", "is not but", "role is not but"})
_FOLLOWS = ("star", "featur", "co-star")


def fits(name: str, chunks: Sequence[Chunk], match: re.Match[str]) -> bool:
    """Whether the words of a match are those its pattern means; True where it has no condition.

    Args:
        name: of the pattern.
        chunks: of the text.
        match: over their letters, with the groups `n` and `r`.
    """
    condition = _CONDITIONS.get(name)
    return condition is None or condition(chunks, match)


def _words(chunks: Sequence[Chunk], start: int, end: int) -> list[str]:
    return [chunk.text.casefold() for chunk in chunks[max(0, start) : end]]


def _doing(chunks: Sequence[Chunk], match: re.Match[str]) -> bool:
    return chunks[match.start("r")].text.casefold().endswith("ing")


def _shares_place(chunks: Sequence[Chunk], match: re.Match[str]) -> bool:
    return bool({"with", "to", "of"} & {*_words(chunks, match.end("r"), match.start("n"))})


def _later(chunks: Sequence[Chunk], match: re.Match[str]) -> bool:
    mention = chunks[match.start("r")].mention
    return mention is not None and not mention.weak


def _but(chunks: Sequence[Chunk], match: re.Match[str]) -> bool:
    return "but" in _words(chunks, match.start(), match.end())


def _performs(chunks: Sequence[Chunk], match: re.Match[str]) -> bool:
    return chunks[match.start("r")].text.casefold().startswith(_FOLLOWS)


def _does_with(chunks: Sequence[Chunk], match: re.Match[str]) -> bool:
    together = chunks[match.start("r")].text.casefold().startswith("co")
    with_ = chunks[match.start("n") - 1].text.casefold() == "with"
    return with_ and (together or "P" in match.group())


def _named_as(chunks: Sequence[Chunk], match: re.Match[str]) -> bool:
    words = {*_words(chunks, match.end("n"), match.start("r"))}
    return bool(words & word_list("verbs", "named"))


def _named(chunks: Sequence[Chunk], match: re.Match[str]) -> bool:
    return chunks[match.start("n") - 1].text.casefold() in word_list("verbs", "named")


def _is(chunks: Sequence[Chunk], match: re.Match[str]) -> bool:
    words = {*_words(chunks, match.end("n"), match.start("r"))}
    return not words & {"with", "for", "from"}


def _goes_to(chunks: Sequence[Chunk], match: re.Match[str]) -> bool:
    words = _words(chunks, match.end("r"), match.start("n"))
    return words[-1] == "to" and bool({*words} & word_list("verbs", "goes_to"))


def _has_part(chunks: Sequence[Chunk], match: re.Match[str]) -> bool:
    before = {*_words(chunks, match.end("n"), match.start("r"))}
    after = {*_words(chunks, match.end("r"), match.end("r") + 1)}
    part = word_list("verbs", "part")
    return bool(before & word_list("verbs", "has")) and bool((before | after) & part)


def _is_paid(chunks: Sequence[Chunk], match: re.Match[str]) -> bool:
    return bool({*_words(chunks, match.end("r"), match.start("n"))} & word_list("money", "pay"))


_CONDITIONS: Mapping[str, Callable[[Sequence[Chunk], re.Match[str]], bool]] = {
    **dict.fromkeys(("doing, name", "doing is name", "doing: name", "whose doing"), _doing),
    **dict.fromkeys(BUT, _but),
    "place of": _shares_place,
    "later does": _later,
    "whom": _performs,
    "does with": _does_with,
    "named as": _named_as,
    "named": _named,
    "is": _is,
    "goes to": _goes_to,
    "has the part": _has_part,
    "owned fee": _is_paid,
}
