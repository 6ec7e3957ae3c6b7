"""The 408 answers of ai-product-bench (MIT) as a file for `onevice import-responses`.

python -m tests.convert_ai_product_bench ../shared/data/llm_answers/ai_product_bench OUT.jsonl

Query set = topic, run = sample, ChatGPT = openai, Google AI Mode = google; texts as given.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ENGINES = {"ChatGPT": ("openai", "chatgpt"), "Google AI Mode": ("google", "ai-mode")}


def convert(folder: Path) -> bytes:
    """Every answer of the folder as one line, in the order of the files."""
    lines = [json.dumps(_line(row), ensure_ascii=False) for row in _rows(folder)]
    return ("\n".join(lines) + "\n").encode()


def _rows(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*_run_*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            yield from map(json.loads, file)


def _line(row: dict[str, Any]) -> dict[str, Any]:
    provider, model = ENGINES[row["model"]]
    return {
        "provider": provider,
        "model": model,
        "prompt": row["query_text"],
        "answer": row["response"],
        "asked_at": row["metadata"]["timestamp"],
        "sample": row["run"],
        "topic": row["query_set"],
        "citations": [
            {"url": source["url"], "title": source.get("title")}
            for source in row["sources"]
            if source.get("url")
        ],
    }


if __name__ == "__main__":
    Path(sys.argv[2]).write_bytes(convert(Path(sys.argv[1])))
