"""E-mail addresses and telephone numbers in one spelling each; what is unclear is left out."""

from __future__ import annotations

import re
from typing import Any, Final

from resources.control_plane import emails
from resources.errors import InputError

_LONGEST: Final = 320
_MARKS: Final = re.compile(r"[\s().\-/\u00a0\u2010-\u2015]+")
_E164: Final = re.compile(r"\+[1-9][0-9]{7,14}")


def read_email(value: Any) -> str | None:
    """An address in lower case, its domain as DNS knows it; none where it is none.

    Dots and what follows a plus stay: only the mailbox's owner knows whether they count.
    """
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    try:
        return emails.read_email(value)
    except InputError:
        return None  # its message repeats the address


def read_phone(value: Any) -> str | None:
    """A number as E.164 where it was written with its country (+…); none where that is not told."""
    if not isinstance(value, str):
        return None
    # the 0 that is dialled within the country only
    found = _MARKS.sub("", value[:60].replace("(0)", ""))
    return found if _E164.fullmatch(found) else None
