"""What a person types as an e-mail address: one spelling for each mailbox."""

from __future__ import annotations

import re

from resources.control_plane.addresses import ascii_host
from resources.errors import InputError

_MAX_EMAIL = 254  # RFC 5321, 4.5.3.1.3, without its angle brackets
_MAX_LOCAL = 64
_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.ASCII)
_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+", re.ASCII)


def read_email(text: str) -> str:
    """An address in lower case, its domain as DNS knows it.

    What stands before the @ must be ASCII: letters that only look or fold alike (the Kelvin sign
    is a k in lower case) would let one account pass for another.

    Raises:
        InputError: when it is none.
    """
    local, _, typed_domain = text.strip().rpartition("@")
    domain = _read_domain(typed_domain)
    # asked before lower(), which makes ASCII of what is not
    known = local.isascii() and len(local) <= _MAX_LOCAL and _LOCAL.fullmatch(local.lower())
    email = f"{local.lower()}@{domain}"
    if not known or not domain or len(email) > _MAX_EMAIL:
        raise InputError(
            f"{text.strip()[:100]!r} is not an e-mail address: write it as name@example.com, in "
            f"letters without accents before the @, at most {_MAX_EMAIL} characters."
        )
    return email


def _read_domain(text: str) -> str:
    """A domain as DNS knows it; empty where it is none."""
    try:
        domain = ascii_host(text)
    except InputError:
        domain = ""
    # the last part of an IP address is a number, that of a name is not
    return domain if _DOMAIN.fullmatch(domain) and not domain[-1].isdigit() else ""
