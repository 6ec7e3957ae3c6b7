"""One piece of content as it lies in a vault: packed, encrypted with age, named by its content.

age encrypts with ChaCha20-Poly1305 in blocks that are bound to their order, so a changed, cut or
re-ordered byte does not decrypt. That it is the right piece tells the SHA-256 in the manifest.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from resources.backup.keys import BackupKey, KeyRing
from resources.errors import StoreError

MOST_BYTES: Final = 256 * 1024 * 1024  # of a manifest; pieces of content are smaller
_PLAIN, _PACKED = b"\x00", b"\x01"
_CODEC: Final = "zstd"
_LENGTH_BYTES: Final = 8
_PROBE_BYTES: Final = 64 * 1024
_WORTH: Final = 0.95  # of the size; what packs worse is kept as it is


class BrokenBackupError(StoreError):
    """Something of a backup is not what was written; nothing is restored from it."""


def name_of(key: BackupKey, content_hash: bytes) -> str:
    """The name of content in a vault: says nothing about it to who has no key."""
    return hmac.digest(key.name_key, content_hash, hashlib.sha256).hex()


def seal(key: BackupKey, content: bytes) -> bytes:
    """Pack and encrypt a piece; the same piece gives other bytes each time."""
    import pyrage

    recipient = key.identity.to_public()
    sealed: bytes = pyrage.encrypt(_pack(content), [recipient])
    return sealed


def unseal(ring: KeyRing, sealed: bytes, place: str) -> bytes:
    """The piece that was sealed.

    Raises:
        BrokenBackupError: it was changed, or no key here opens it.
    """
    import pyrage

    try:
        packed = pyrage.decrypt(sealed, [one.identity for one in ring.keys])
    except pyrage.DecryptError as error:
        raise BrokenBackupError(
            f"{place} cannot be decrypted ({error}): it was changed since it was written, or the "
            "key is not the one it was written with (`onevice backup keys` tells which are here)."
        ) from None
    return _unpack(packed, place)


def _pack(content: bytes) -> bytes:
    import pyarrow as pa

    probe = content[:_PROBE_BYTES]
    if not probe or len(pa.compress(probe, _CODEC, asbytes=True)) > _WORTH * len(probe):
        return _PLAIN + content
    packed: bytes = pa.compress(content, _CODEC, asbytes=True)
    return _PACKED + len(content).to_bytes(_LENGTH_BYTES, "big") + packed


def _unpack(packed: bytes, place: str) -> bytes:
    import pyarrow as pa

    kind, rest = packed[:1], packed[1:]
    if kind == _PLAIN:
        return rest
    if kind != _PACKED:
        raise BrokenBackupError(f"{place} is of a form that this version does not know.")
    length = int.from_bytes(rest[:_LENGTH_BYTES], "big")
    if length > MOST_BYTES:
        raise BrokenBackupError(f"{place} says it holds {length} bytes, more than any piece.")
    content: bytes = pa.decompress(
        rest[_LENGTH_BYTES:], decompressed_size=length, codec=_CODEC, asbytes=True
    )
    return content
