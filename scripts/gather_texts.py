"""Gather real texts for `onevice bench operations-search --texts`, one a line, each once.

    python -m scripts.gather_texts ../shared/data > texts

Sentences of answers, forums, encyclopaedia articles, company filings and manual pages, and records
of people and shops written as a line. The order is mixed, and the same in every run.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
import re
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+|\n+")
_FEWEST_WORDS: Final = 4
_MOST_CHARACTERS: Final = 500


def main() -> None:
    """Print the texts of a folder laid out as `../shared/data`."""
    data = Path(sys.argv[1])
    sources = (_answers(data), _sentences(data), _pages(data), _records(data))
    texts = dict.fromkeys(one for source in sources for one in map(_clean, source) if one)
    mixed = sorted(texts)
    random.Random(1).shuffle(mixed)
    sys.stdout.writelines(f"{one}\n" for one in mixed)


def _clean(text: str) -> str:
    words = text.split()
    return " ".join(words)[:_MOST_CHARACTERS] if len(words) >= _FEWEST_WORDS else ""


def _answers(data: Path) -> Iterator[str]:
    for path in sorted((data / "llm_answers/ai_product_bench").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                texts = [one for one in json.loads(line).values() if isinstance(one, str)]
                yield from _SENTENCE.split(max(texts, key=len))


def _sentences(data: Path) -> Iterator[str]:
    with gzip.open(data / "stance/compsent19.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from (json.loads(line)["sentence"] for line in lines)
    for path in sorted((data / "ner").rglob("*.gz")):
        tokens: list[str] = []
        with gzip.open(path, "rt", encoding="utf-8", errors="replace") as lines:
            for line in lines:
                if line.strip():
                    tokens.append(line.split()[0])
                elif tokens:
                    yield " ".join(tokens)
                    tokens = []


def _pages(data: Path) -> Iterator[str]:
    from selectolax.lexbor import LexborHTMLParser

    with tarfile.open(data / "web/sqlite_website.tar.xz") as archive:
        for member in archive:
            found = archive.extractfile(member) if member.name.endswith(".html") else None
            if found is not None:
                body = LexborHTMLParser(found.read()).body
                yield from _SENTENCE.split(body.text(separator=" ") if body else "")


def _records(data: Path) -> Iterator[str]:
    import pandas as pd

    people = data / "entity_resolution/splink/historical_figures_with_errors_50k.parquet"
    table = pd.read_parquet(people)[["full_name", "dob", "birth_place", "occupation"]]
    for row in table.fillna("").itertuples(index=False):
        yield " ".join(map(str, row))
    shops = data / "entity_resolution/dedupe_examples/csv_example_input_with_true_ids.csv.gz"
    with gzip.open(shops, "rt", encoding="utf-8", errors="replace") as lines:
        yield from (" ".join(row[1:]) for row in csv.reader(lines))


if __name__ == "__main__":
    main()
