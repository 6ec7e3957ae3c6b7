"""Whether bytes are signed with a secret: base64 of HMAC-SHA256, compared in constant time.

All keys are tried, always; where there is none, a key that nobody has, so that it takes as long.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from resources.errors import ConfigurationError

HEADER: Final = "x-onevice-hmac-sha256"
SHORTEST: Final = 16
NOBODYS: Final = (secrets.token_bytes(32),)


def sign(key: bytes, body: bytes) -> str:
    """Signature of a body: base64 of HMAC-SHA256."""
    return base64.b64encode(hmac.digest(key, body, "sha256")).decode()


def is_signed(keys: tuple[bytes, ...], given: str, body: bytes) -> bool:
    """Whether a body is signed with one of some keys; with none of them, nobody's is."""
    expected = [sign(key, body).encode() for key in keys or NOBODYS]
    return is_any(expected, given.strip().encode()) and bool(keys)


def is_any(expected: Iterable[bytes], given: bytes) -> bool:
    """Whether a value is one of some; all are compared."""
    return sum(hmac.compare_digest(one, given) for one in expected) > 0


def read_secrets(env: Mapping[str, str], name: str) -> tuple[bytes, ...]:
    """Secrets of a variable: one, several with commas, or `file:PATH` with one a line.

    Raises:
        ConfigurationError: one is too short, or the file cannot be read.
    """
    value = env.get(name, "").strip()
    found = [one.strip() for one in _split(value, name) if one.strip()]
    if any(len(one) < SHORTEST for one in found):
        raise ConfigurationError(
            f"{name} holds a secret of fewer than {SHORTEST} characters, which could be guessed: "
            "give the one the sender's service shows, or make one with `openssl rand -hex 32`."
        )
    return tuple(one.encode() for one in found)


def write_slug(slug: str) -> str:
    """A slug as it stands in a variable's name: `yoga-loft` is `YOGA_LOFT`."""
    return slug.replace("-", "_").upper()


def _split(value: str, name: str) -> list[str]:
    if not value.startswith("file:"):
        return value.split(",")
    try:
        return Path(value.removeprefix("file:")).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"{name} names a file that cannot be read ({type(error).__name__}): check its path "
            "and who may read it."
        ) from None
