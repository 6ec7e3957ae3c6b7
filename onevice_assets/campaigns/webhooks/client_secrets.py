"""What a client's deliveries are verified by: named by variables of the environment, nowhere else.

    ONEVICE_SHOPIFY_SECRETS__ACME__YOGA_LOFT   Shopify's signing secret of client acme.yoga-loft
    ONEVICE_FORM_SECRETS__ACME__YOGA_LOFT      signs forms: X-OneVice-Hmac-Sha256
    ONEVICE_FORM_TOKENS__ACME__YOGA_LOFT       a form's `Authorization: Bearer …`, where the sender
                                               cannot sign

A value is one secret, or several with commas while one takes the place of another, or
`file:/run/secrets/name` with one a line. Two underscores part organization and client, which is
unambiguous because neither has two hyphens in a row. Secrets are in no argument, message or repr.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from onevice_assets.webhooks.signature import read_secrets, write_slug

_KINDS: Final = {
    "shopify": "ONEVICE_SHOPIFY_SECRETS",
    "forms": "ONEVICE_FORM_SECRETS",
    "tokens": "ONEVICE_FORM_TOKENS",
}


@dataclass(frozen=True)
class Secrets:
    """What one client's deliveries may be verified by; none: nobody is let in.

    Attributes:
        shopify: keys of Shopify's signature.
        forms: keys of our own signature.
        tokens: bearer tokens of forms.
    """

    shopify: tuple[bytes, ...] = field(default=(), repr=False)
    forms: tuple[bytes, ...] = field(default=(), repr=False)
    tokens: tuple[bytes, ...] = field(default=(), repr=False)


def secrets_of(organization: str, client: str, env: Mapping[str, str]) -> Secrets:
    """The secrets of a client.

    Args:
        organization: its slug.
        client: slug of the client.
        env: variables; the process's own where it runs.

    Raises:
        ConfigurationError: a secret that is too short, or a file that cannot be read.
    """
    suffix = f"__{write_slug(organization)}__{write_slug(client)}"
    return Secrets(**{kind: read_secrets(env, f"{name}{suffix}") for kind, name in _KINDS.items()})


def check_secrets(env: Mapping[str, str]) -> int:
    """How many of a client's secrets are set; each is read once, so that a wrong one is told.

    Raises:
        ConfigurationError: as of `secrets_of`.
    """
    starts = tuple(f"{name}__" for name in _KINDS.values())
    return sum(len(read_secrets(env, name)) for name in env if name.startswith(starts))
