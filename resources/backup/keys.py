"""The keys of backups: age identities, from a file or from a command that prints them.

The first identity encrypts, every one decrypts: a key is replaced by putting a new line above the
old one. From the first one also follow the names of blobs and the seal of manifests, so whoever
knows only the public recipient can make no backup that is taken for ours.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import shlex
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from resources.errors import ConfigurationError

_PREFIX: Final = "AGE-SECRET-KEY-1"
_COMMAND_SECONDS: Final = 60
HOW_TO_GET_ONE: Final = (
    "Make one with `onevice backup keys --new FILE`, keep a copy of that file away from this "
    "machine (without it no backup can be read), and set ONEVICE_BACKUP_KEY_FILE to its path; or "
    "set ONEVICE_BACKUP_KEY_COMMAND to a command that prints the key."
)


@dataclass(frozen=True)
class BackupKey:
    """One identity.

    Attributes:
        recipient: its public half, `age1…`: tells keys apart, opens nothing.
        identity: pyrage's own object; its repr shows nothing.
        name_key: 32 bytes that names of blobs are made with.
        seal_key: 32 bytes that manifests are sealed with.
    """

    recipient: str
    identity: Any = field(repr=False)
    name_key: bytes = field(repr=False)
    seal_key: bytes = field(repr=False)


@dataclass(frozen=True)
class KeyRing:
    """All identities that are known; the first one writes."""

    keys: tuple[BackupKey, ...]

    @property
    def writing(self) -> BackupKey:
        """The one new content is encrypted with."""
        return self.keys[0]


def read_keys(key_file: str, key_command: str) -> KeyRing:
    """The identities of a file, or those that a command prints.

    Args:
        key_file: path of a file with a line per identity; lines with `#` are comments.
        key_command: run without a shell; its standard output is read as such a file.

    Raises:
        ConfigurationError: neither or both are given, or no identity comes of it. No text of the
            key is in the message.
    """
    if bool(key_file) == bool(key_command):
        found = "Both are set" if key_file else "Neither is set"
        raise ConfigurationError(
            f"A backup needs its key from ONEVICE_BACKUP_KEY_FILE or ONEVICE_BACKUP_KEY_COMMAND. "
            f"{found}. {HOW_TO_GET_ONE}"
        )
    if key_command:
        return parse_keys(_run(key_command), "what ONEVICE_BACKUP_KEY_COMMAND printed")
    path = Path(key_file).expanduser()
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise ConfigurationError(
            f"The key of the backups, {path} (ONEVICE_BACKUP_KEY_FILE), cannot be read: {reason}. "
            f"{HOW_TO_GET_ONE}"
        ) from None
    return parse_keys(text, str(path))


def parse_keys(text: str, place: str) -> KeyRing:
    """The identities of a text, a line each; `place` is where it is from, for messages.

    Raises:
        ConfigurationError: a line is no identity, or there is none.
    """
    import pyrage

    keys: list[BackupKey] = []
    for number, line in enumerate(map(str.strip, text.splitlines()), 1):
        if not line or line.startswith("#"):
            continue
        try:
            identity = pyrage.x25519.Identity.from_str(line)
        except pyrage.IdentityError:
            raise ConfigurationError(
                f"Line {number} of {place} is no age identity: it starts with {_PREFIX}. What is "
                f"written there is not shown. {HOW_TO_GET_ONE}"
            ) from None
        keys.append(_derive(identity))
    if not keys:
        raise ConfigurationError(f"There is no key in {place}. {HOW_TO_GET_ONE}")
    return KeyRing(tuple(keys))


def make_key_file(path: Path) -> BackupKey:
    """Write a new identity to a new file that only its owner can read.

    Raises:
        ConfigurationError: there is such a file already, or it cannot be written.
    """
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    text = f"# key of OneVice backups; public recipient {identity.to_public()}\n{identity}\n"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise ConfigurationError(
            f"{path} exists and is left as it is: backups may need it. Name another file."
        ) from None
    except OSError as error:
        raise ConfigurationError(
            f"The key was not written to {path}: {error.strerror}. Name another place."
        ) from None
    return _derive(identity)


def _derive(identity: Any) -> BackupKey:
    secret = str(identity).encode()
    names, seals = (
        hmac.digest(secret, f"onevice backup {purpose}".encode(), hashlib.sha256)
        for purpose in ("names", "seals")
    )
    return BackupKey(str(identity.to_public()), identity, names, seals)


def _run(command: str) -> str:
    """What the command prints; what it says on standard error is told, its output never."""
    tried = "ONEVICE_BACKUP_KEY_COMMAND, which is to print the key of the backups,"
    try:
        done = subprocess.run(
            shlex.split(command), capture_output=True, check=True, timeout=_COMMAND_SECONDS
        )
    except subprocess.CalledProcessError as error:
        said = bytes(error.stderr).decode("utf-8", "replace").strip()[-300:]
        told = f"ended with {error.returncode}: {said or 'it said nothing'}"
    except subprocess.TimeoutExpired:
        told = f"printed nothing within {_COMMAND_SECONDS} s"
    except (OSError, ValueError) as error:  # ValueError: an open quote
        told = f"did not start: {error}"
    else:
        return done.stdout.decode("utf-8", "replace")
    raise ConfigurationError(f"{tried} {told}. Try it in a terminal, then do the same again.")
