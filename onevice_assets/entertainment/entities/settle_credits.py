"""Which signs stand where a text says several things of one person.

A denial takes a role away, a former role gives way to a present one, a weak sign ("shot by") to any
other: beside somebody who directs, who shoots is the director of photography.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from onevice_assets.entertainment.entities.chunks import Chunk
from onevice_assets.entertainment.entities.credit import Credit
from onevice_assets.entertainment.entities.names.write_names import name_key
from onevice_assets.entertainment.entities.roles.vocabulary import roles
from onevice_assets.entertainment.entities.word_lists import word_list


def settle_credits(chunks: Sequence[Chunk], credits: Sequence[Credit]) -> list[Credit]:
    """The credits that stand, in their order.

    Args:
        chunks: of the text.
        credits: as read, contradictions included.
    """
    keys = {credit.person: _key(chunks, credit.person) for credit in credits}
    denied = {(keys[one.person], one.role) for one in credits if one.denied}
    open_ = [
        one for one in credits if not one.denied and (keys[one.person], one.role) not in denied
    ]
    present = {keys[one.person] for one in open_ if not one.former and one.strength > 1}
    directors = {
        keys[one.person]
        for one in open_
        if one.role.name in ("Director", "Co-Director") and one.strength > 1 and not one.former
    }
    if not directors:
        directors = {keys[one.person] for one in open_ if _directs_weakly(chunks, one)}
    settled = (_settle(chunks, one, keys[one.person], present, directors) for one in open_)
    return [one for one in settled if one is not None]


def _key(chunks: Sequence[Chunk], place: int) -> str:
    return name_key(chunks[place].text).split()[-1]


def _settle(
    chunks: Sequence[Chunk], one: Credit, key: str, present: set[str], directors: set[str]
) -> Credit | None:
    if one.former and key in present:
        return None
    if one.strength > 1:
        return one
    if key in present:
        return None
    if one.role.name == "Director" and directors and key not in directors:
        camera = _is_of_camera(chunks, one)
        return replace(one, role=roles()["director of photography"]) if camera else None
    return one


def _is_of_camera(chunks: Sequence[Chunk], one: Credit) -> bool:
    return chunks[one.sign].text.casefold().startswith(tuple(word_list("verbs", "camera")))


def _directs_weakly(chunks: Sequence[Chunk], one: Credit) -> bool:
    """Whether a weak sign, but none of the camera, says that somebody directs."""
    return one.role.name == "Director" and not one.former and not _is_of_camera(chunks, one)
