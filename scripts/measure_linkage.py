"""Measure linking on public sets with known truth, the seed's fuzzy 0.9 beside it.

    python -m scripts.measure_linkage FOLDER [SET…]

FOLDER holds `entity_resolution` (febrl, splink's historical figures and fake 1000, dedupe's
csv_example, Abt-Buy). Writes `docs/benchmarks/linkage.json` and the tables of `linkage.md`'s first
part; sets not named keep their figures. One configuration for all: a set differs from another by
the meaning of its columns alone.
"""

from __future__ import annotations

import json
import os
import platform
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np

from onevice_assets.entertainment.entities.linkage.evaluate import evaluate_records
from onevice_assets.entertainment.entities.linkage.meanings import Entity, read_map
from onevice_assets.entertainment.entities.linkage.reading import Records, read_records
from onevice_assets.entertainment.entities.linkage.truth import Truth, read_truth

TOLD: Final = Path(__file__).resolve().parents[1] / "docs/benchmarks"
_FEBRL: Final = (
    "id=rec_id,given_name=given_name,surname=surname,dob=date_of_birth,postcode=postcode,"
    "street_number=street_number,address=address_1,address_2=address_2,suburb=suburb,state=state"
)
_HISTORICAL: Final = "dob=dob,birth_place=birth_place,postcode=postcode_fake,gender=gender"
_FIGURES: Final = "splink/historical_figures_with_errors_50k.parquet"
_CSV: Final = "dedupe_examples/csv_example_input_with_true_ids.csv.gz"
_SITES: Final = "id=Id,name=Site name,address=Address,postcode=Zip,phone=Phone"
SETS: Final[dict[str, tuple[tuple[str, ...], str, Entity, str]]] = {
    **{
        f"febrl {number}": (
            (f"febrl/dataset{number}.csv.gz",), "", "person", f"{_FEBRL},soc_sec_id=soc_sec_id",
        )
        for number in (1, 2, 3)
    },
    "febrl 3 without its id number": (("febrl/dataset3.csv.gz",), "", "person", _FEBRL),
    "historical figures 50k": (
        (_FIGURES,), _FIGURES, "person",
        f"given_name=first_name,surname=surname,occupation=occupation,{_HISTORICAL}",
    ),
    "historical figures 50k, full names": (
        (_FIGURES,), _FIGURES, "person", f"name=full_name,occupation=occupation,{_HISTORICAL}",
    ),
    "fake 1000": (
        ("splink/fake_1000.csv.gz",), "splink/fake_1000_labels.csv.gz", "person",
        "given_name=first_name,surname=surname,dob=dob,city=city,email=email",
    ),
    "dedupe csv_example": (
        (_CSV,), _CSV, "organization", _SITES,
    ),
    "Abt-Buy": (
        ("pyjedai/D2/abt.csv.gz", "pyjedai/D2/buy.csv.gz"), "pyjedai/D2/gt.csv.gz",
        "organization", "name=name,description=description,price=price",
    ),
}  # fmt: skip


def measure(folder: Path, name: str) -> dict[str, Any]:
    """Figures of one set."""
    files, truth, entity, texts = SETS[name]
    mapping = read_map([texts])
    records = read_records([folder / file for file in files], mapping)
    known = read_truth(folder / truth, records) if truth else _truth_of_febrl(records)
    return evaluate_records(records, known, entity, mapping)


def _truth_of_febrl(records: Records) -> Truth:
    """Febrl tells the truth in its ids: rec-12-org and rec-12-dup-0 are one."""
    numbers = [int(re.findall(r"\d+", one)[0]) for one in records.table[records.id_column]]
    return Truth(clusters=np.array(numbers, np.int64))


def write(sets: dict[str, Any]) -> None:
    """Write the figures as JSON, and the table of the page above its first heading."""
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    told = {"measured_on": f"{datetime.now(UTC):%Y-%m-%d}", "machine": machine, "sets": sets}
    (TOLD / "linkage.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    lines = ["| set | records | precision | recall | F1 | naive F1 | wall s | processor s |"]
    lines.append("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for name, one in sets.items():
        shares = " | ".join(f"{one[key]:.3f}" for key in ("precision", "recall", "f1"))
        lines.append(
            f"| {name} | {one['records']:,} | {shares} | {one['naive']['f1']:.3f} | "
            f"{one['seconds']:.0f} | {one['cpu_seconds']:.0f} |"
        )
    page = TOLD / "linkage.md"
    rest = page.read_text("utf-8").partition("\n## ")[2] if page.exists() else "What it means\n"
    head = f"{told['measured_on']}, {machine}. Made by `scripts/measure_linkage.py`."
    text = f"# Record linkage\n\n{head}\n\n" + "\n".join(lines) + f"\n\n## {rest}"
    page.write_text(text, encoding="utf-8")


def main() -> None:
    """Measure the sets named, all if none is."""
    folder, *names = sys.argv[1:]
    before = TOLD / "linkage.json"
    sets = json.loads(before.read_text("utf-8"))["sets"] if before.exists() else {}
    for name in names or SETS:
        sets[name] = measure(Path(folder) / "entity_resolution", name)
        sys.stdout.write(f"{name}: {sets[name]['f1']} ({sets[name]['naive']['f1']})\n")
        sys.stdout.flush()
        write({name: sets[name] for name in SETS if name in sets})


if __name__ == "__main__":
    main()
