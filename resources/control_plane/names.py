"""Names that people write, made fit to be stored and compared."""

from __future__ import annotations

import re
import unicodedata

from resources.errors import InputError

MAX_NAME = 255
_UNPRINTABLE = {"Cc", "Cs", "Cn"}  # control characters, lone surrogates, unassigned


def clean_name(text: str, what: str) -> str:
    """A name in NFC, single-spaced and trimmed.

    Args:
        text: as written.
        what: what it names, for the message: `brand`, `alias`, `website`.

    Raises:
        InputError: when it is empty, too long or holds control characters.
    """
    name = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()
    if not name:
        raise InputError(f"The name of a {what} is empty: give at least one character.")
    length = max(len(name), len(name.casefold()))  # lower case may be longer
    if length > MAX_NAME:
        raise InputError(f"The {what} {name[:40]!r}… has {length} characters, {MAX_NAME} fit.")
    if any(unicodedata.category(character) in _UNPRINTABLE for character in name):
        raise InputError(f"The {what} {name!r} holds control characters: remove them.")
    return name
