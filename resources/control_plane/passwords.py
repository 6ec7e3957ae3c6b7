"""Passwords: what they may be, and their Argon2id hashes (RFC 9106, its low-memory parameters).

Not here: whose they are (`users`), and how often somebody may guess (`resources.sign_in`).
"""

from __future__ import annotations

import hashlib
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from resources.errors import InputError

MIN_LENGTH = 12
MAX_LENGTH = 1024
UNUSABLE = "!"  # stands where a hash would, and no password matches it

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """Hash a password that somebody chose.

    Args:
        password: 12 to 1,024 characters; nothing else is asked of it (NIST SP 800-63B, 3.1.1.2).

    Raises:
        InputError: when it is shorter, longer, or not text; it is not repeated.
    """
    data = _to_bytes(password)
    if data is None or not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise InputError(
            f"The password has {len(password)} characters: choose one of {MIN_LENGTH} to "
            f"{MAX_LENGTH} characters of text. A sentence is easy to remember."
        )
    return _hasher.hash(data)


def matches(stored: str | None, password: str) -> bool:
    """Tell whether a password is the one of a stored hash; takes as long for none as for a wrong.

    Args:
        stored: the hash; none for a person nobody knows.
        password: whatever was typed.
    """
    data = _to_bytes(password)
    if data is None or len(password) > MAX_LENGTH:
        return False  # the same for everybody, known or not
    try:
        return _hasher.verify(stored or UNUSABLE, data)
    except VerifyMismatchError:
        return False
    except (InvalidHashError, VerificationError):
        # the same work as a comparison, so that time does not tell who has an account
        _hasher.hash(data)
        return False


def renew(stored: str, password: str) -> str | None:
    """A new hash of a matching password, if the stored one was made with other parameters."""
    data = _to_bytes(password)
    return _hasher.hash(data) if data and _hasher.check_needs_rehash(stored) else None


def stamp(stored: str) -> str:
    """What a session keeps of a hash (32 hex digits): another one after every new password."""
    return hashlib.sha256(stored.encode()).hexdigest()[:32]


def _to_bytes(password: str) -> bytes | None:
    """One spelling for accented letters, which keyboards write in two ways; none if not text."""
    try:
        return unicodedata.normalize("NFC", password).encode()
    except UnicodeEncodeError:
        return None
