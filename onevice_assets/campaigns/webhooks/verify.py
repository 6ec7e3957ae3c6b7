"""Whether a delivery is from whom it says: over the raw bytes, before anything of it is read.

Shopify signs the body: base64 of HMAC-SHA256 in `X-Shopify-Hmac-Sha256`. Forms may do the same in
`X-OneVice-Hmac-Sha256`, or send a token. All keys are tried, always, and compared in constant time;
a client that is not there is compared with a key that nobody has, so that it takes as long.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from onevice_assets.campaigns.webhooks.client_secrets import Secrets

SHOPIFY_HEADER: Final = "x-shopify-hmac-sha256"
FORM_HEADER: Final = "x-onevice-hmac-sha256"
_NOBODYS: Final = (secrets.token_bytes(32),)


def sign(key: bytes, body: bytes) -> str:
    """Signature of a body: base64 of HMAC-SHA256."""
    return base64.b64encode(hmac.digest(key, body, "sha256")).decode()


def is_from_shop(keys: Secrets, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether Shopify signed these bytes with a secret of the client."""
    return _is_signed(keys.shopify, headers.get(SHOPIFY_HEADER, ""), body)


def is_from_form(keys: Secrets, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether a form's signature, or else its token, is one of the client's."""
    signed = _is_signed(keys.forms, headers.get(FORM_HEADER, ""), body)
    scheme, _, token = headers.get("authorization", "").partition(" ")
    known = _is_any(keys.tokens or _NOBODYS, token.strip().encode())
    return signed or (bool(keys.tokens) and scheme.lower() == "bearer" and known)


def _is_signed(keys: tuple[bytes, ...], given: str, body: bytes) -> bool:
    expected = [sign(key, body).encode() for key in keys or _NOBODYS]
    return _is_any(expected, given.strip().encode()) and bool(keys)


def _is_any(expected: Iterable[bytes], given: bytes) -> bool:
    return sum(hmac.compare_digest(one, given) for one in expected) > 0
