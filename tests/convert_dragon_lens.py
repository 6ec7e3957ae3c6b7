"""The 80 answers of dragon-lens (MIT) with the brands their labellers paired with a product.

python -m tests.convert_dragon_lens ../shared/data/llm_answers/dragon_lens OUT

writes OUT/answers.jsonl, OUT/labels.jsonl and OUT/catalogue.csv for `onevice evaluate
brand-states`. The labels say which brands an answer offers, nothing of states; spellings of one
brand are made one (Goon, GOO.N), slips of the pen too (Addidas).
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path

_SAME = {
    "uni-charm": "Unicharm",
    "baby care": "Babycare",
    "goon": "GOO.N",
    "goony": "GOO.N",
    "goo.n": "GOO.N",
    "keen": "KEEN",
    "lowa": "LOWA",
    "ozark": "OZARK",
    "beaba": "Beaba",
    "addidas": "Adidas",
    "mercedes": "Mercedes-Benz",
    "mercedes-amg": "Mercedes-Benz",
    "timberland pro": "Timberland",
    "la sportiva tx4 gtx": "La Sportiva",
    "trumpchi": "GAC Trumpchi",
    "anier": "Anerle",
    "lech": "Lelch",
    "babushuang": "Babushu",
}
Answer = tuple[str, str, list[str]]


def read_answers(folder: Path) -> Iterator[Answer]:
    """Yield (answer id, text, brands) for every answer that names a brand at all."""
    with gzip.open(folder / "gold_pairs_chatgpt.csv.gz", "rt", encoding="utf-8") as file:
        for number, row in enumerate(csv.DictReader(file)):
            pairs = [pair.partition("/")[0].strip() for pair in row["gold_pairs"].split(";")]
            brands = sorted({_SAME.get(name.lower(), name) for name in pairs if name})
            if brands:
                yield f"dragon:{number}", row["response_en_full"], brands


def write_files(folder: Path, out: Path) -> None:
    """Write the three files of an evaluation."""
    out.mkdir(parents=True, exist_ok=True)
    answers = list(read_answers(folder))
    with (out / "answers.jsonl").open("w", encoding="utf-8") as file:
        for answer_id, text, _ in answers:
            file.write(
                json.dumps({"answer_id": answer_id, "text": text}, ensure_ascii=False) + "\n"
            )
    with (out / "labels.jsonl").open("w", encoding="utf-8") as file:
        for answer_id, _, brands in answers:
            for brand in brands:
                row = {"answer_id": answer_id, "brand": brand, "kind": "offer", "presence": None,
                       "rank": None, "belief": None}  # fmt: skip
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
    names = sorted({brand for _, _, brands in answers for brand in brands})
    (out / "catalogue.csv").write_text("\n".join(["brand", *names]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_files(Path(sys.argv[1]), Path(sys.argv[2]))
