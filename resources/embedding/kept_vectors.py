"""Vectors that were paid for, by the hash of their text: nothing is asked twice.

    embeddings/{owner_id}/{model}/{SHA-256 of the text}.f32     little-endian float32

They are kept by website, or by the organization where it pays for no website, as all that is paid
for, so that what is erased with it is one folder.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from resources.errors import MissingDataError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from resources.object_store import Objects

_AT_ONCE: Final = 8


@dataclass(frozen=True)
class KeptVectors:
    """The vectors of one model that a website or an organization paid for."""

    objects: Objects
    owner_id: str
    model: str
    dimensions: int

    @property
    def folder(self) -> str:
        """Where they lie in the object store."""
        return f"embeddings/{self.owner_id}/{self.model}"

    def read(self, hashes: Collection[str]) -> dict[str, NDArray[np.float32]]:
        """Those that are kept; one of another length, as a broken write leaves it, is not."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            found = dict(zip(hashes, pool.map(self._read, hashes), strict=True))
        return {key: vector for key, vector in found.items() if vector is not None}

    def write(self, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """Keep vectors by the hashes of their texts."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(self._write, vectors, vectors.values()))

    def _read(self, key: str) -> NDArray[np.float32] | None:
        import numpy as np

        try:
            data = self.objects.get(self._path(key))
        except MissingDataError:
            return None
        if len(data) != 4 * self.dimensions:
            return None
        return np.frombuffer(data, "<f4").astype(np.float32)

    def _write(self, key: str, vector: NDArray[np.float32]) -> None:
        self.objects.put(self._path(key), vector.astype("<f4").tobytes())

    def _path(self, key: str) -> str:
        return f"{self.folder}/{key}.f32"
