"""The embedded embedder: static word vectors that come with the `wordllama` wheel.

A text's vector is the mean of its tokens' vectors, made to length 1: it knows words, not their
order. Two files of the wheel are read as they lie there; its own loader, which asks a model hub
for what it misses, is not even imported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from resources.embedding.embedder import refuse_blanks
from resources.errors import ConfigurationError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MODEL: Final = "wordllama-256"
DIMENSIONS: Final = 256
_WEIGHTS: Final = "weights/l2_supercat_256.safetensors"
_TOKENIZER: Final = "tokenizers/l2_supercat_tokenizer_config.json"
_BATCH: Final = 512  # texts at once: their tokens' vectors stay in the processor's cache


class StaticVectors:
    """Mean word vectors, 256-d; needs no network, no account and no time."""

    model = MODEL
    dimensions = DIMENSIONS

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Turn texts into vectors; see `Embedder.embed`.

        Raises:
            ConfigurationError: the wheel is not there or lacks a file.
        """
        import numpy as np

        refuse_blanks(texts)
        words = _load()
        found = np.empty((len(texts), DIMENSIONS), np.float32)
        for start in range(0, len(texts), _BATCH):
            found[start : start + _BATCH] = words.average(texts[start : start + _BATCH])
        found /= np.linalg.norm(found, axis=1, keepdims=True)
        return found


def list_words() -> list[str]:
    """The vocabulary's entries that begin a word, without the mark of it."""
    vocabulary: dict[str, int] = _load().tokenizer.get_vocab()
    return [token[1:] for token in vocabulary if token.startswith("▁")]


@dataclass(frozen=True)
class _Words:
    tokenizer: Any
    vectors: NDArray[np.float32]

    def average(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Mean vector of each text's tokens; bytes stand for what the vocabulary lacks."""
        import numpy as np

        clean = [text.encode("utf-8", "replace").decode() for text in texts]
        encoded = self.tokenizer.encode_batch_fast(clean, add_special_tokens=False)
        tokens = [np.asarray(one.ids, np.int64) for one in encoded]
        counts = np.array([len(one) for one in tokens])
        starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
        sums = np.add.reduceat(self.vectors[np.concatenate(tokens)], starts, axis=0)
        return np.asarray(sums / counts[:, None], np.float32)


@cache
def _load() -> _Words:
    """The vocabulary's vectors, 33 MB, once per process."""
    import numpy as np
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(_find(_TOKENIZER)))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    weights = load_file(_find(_WEIGHTS))["embedding.weight"]
    return _Words(tokenizer, weights.astype(np.float32))


def _find(name: str) -> Path:
    """A file of the wheel, without importing the wheel."""
    spec = find_spec("wordllama")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        if (Path(folder) / name).is_file():
            return Path(folder) / name
    raise ConfigurationError(
        f"The embedded embedder needs the file {name} of the package wordllama, which is not "
        "there. Install the locked requirements (`make setup`), or set ONEVICE_EMBEDDINGS=openai."
    )
