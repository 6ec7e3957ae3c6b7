"""Gzip files of strangers, unpacked as far as it can be a file and no bomb.

Tables and texts shrink to a tenth, very even ones to a hundredth; what unpacks to more than
`MOST_RATIO` times its size is made to fill a memory or a disk. Nothing is held here: a reader reads
on, and is stopped when the file turns out to be one.
"""

from __future__ import annotations

import gzip
import io
import zlib
from typing import IO, TYPE_CHECKING, Final, cast

from resources.errors import InputError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MOST_RATIO: Final = 200
ALWAYS_BYTES: Final = 64 * 1024**2
"""So many unpacked bytes are harmless, whatever they were packed into."""


def open_gzip(packed: IO[bytes], *, always: int = ALWAYS_BYTES) -> IO[bytes]:
    """Open a gzip file for reading.

    Args:
        packed: its bytes, from the beginning.
        always: unpacked bytes below which the ratio is not looked at.

    Returns:
        The unpacked bytes; reading them raises `InputError` where it is no whole gzip file, or
        unpacks to more than it may.
    """
    return cast("IO[bytes]", io.BufferedReader(_Unpacked(packed, always)))


class _Unpacked(io.RawIOBase):
    """Unpacked bytes, counted against the packed ones that were read for them."""

    def __init__(self, packed: IO[bytes], always: int) -> None:
        self._counted = _Counted(packed)
        self._file = gzip.GzipFile(fileobj=self._counted)
        self._always, self._given = always, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._file.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go back to the beginning, or stay: what is skipped would not be counted."""
        if (offset, whence) == (0, io.SEEK_SET):
            self._file.seek(0)
            self._counted.taken = self._given = 0
        elif (offset, whence) != (0, io.SEEK_CUR):
            raise io.UnsupportedOperation("a gzip file is read from its beginning")
        return self.tell()

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        try:
            data = self._file.read(len(view))
        except (OSError, EOFError, zlib.error) as error:
            raise InputError(
                f"it is no whole gzip file ({error}): Deliver it again, whole."
            ) from error
        self._given += len(data)
        if self._given > max(self._always, MOST_RATIO * self._counted.taken):
            raise InputError(
                f"it unpacks to more than {MOST_RATIO} times its size, as no file of rows does: "
                "Deliver it unpacked."
            )
        view[: len(data)] = data
        return len(data)


class _Counted:
    """A file that counts what was read of it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.taken = file, 0

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.taken += len(data)
        return data

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)
