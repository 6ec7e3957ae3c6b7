"""Whether a delivery is from whom it says: over the raw bytes, before anything of it is read.

Shopify signs the body: base64 of HMAC-SHA256 in `X-Shopify-Hmac-Sha256`. Forms may do the same in
`X-OneVice-Hmac-Sha256`, or send a token. All keys are tried, always, and compared in constant time;
a client that is not there is compared with a key that nobody has, so that it takes as long.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from onevice_assets.webhooks.signature import HEADER, NOBODYS, is_any, is_signed

if TYPE_CHECKING:
    from onevice_assets.campaigns.webhooks.client_secrets import Secrets

SHOPIFY_HEADER: Final = "x-shopify-hmac-sha256"


def is_from_shop(keys: Secrets, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether Shopify signed these bytes with a secret of the client."""
    return is_signed(keys.shopify, headers.get(SHOPIFY_HEADER, ""), body)


def is_from_form(keys: Secrets, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether a form's signature, or else its token, is one of the client's."""
    signed = is_signed(keys.forms, headers.get(HEADER, ""), body)
    scheme, _, token = headers.get("authorization", "").partition(" ")
    known = is_any(keys.tokens or NOBODYS, token.strip().encode())
    return signed or (bool(keys.tokens) and scheme.lower() == "bearer" and known)
