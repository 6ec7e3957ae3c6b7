"""How the reading of answers is measured, on answers small enough to count by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from onevice_assets.brand_monitor.brand_states.measuring.evaluate import (
    evaluate,
    evaluate_files,
    measure_classes,
    read_json_lines,
)
from resources.errors import InputError

ANSWERS = [
    {"answer_id": "1", "text": "1. **Sony X90** - bright\n2. **LG C3** - best"},
    {"answer_id": "2", "text": "I recommend Bose. You can buy it at Walmart."},
]


def _label(answer: str, brand: str, kind: str, presence: str, rank: int | None) -> dict[str, Any]:
    return {
        "answer_id": answer,
        "brand": brand,
        "kind": kind,
        "presence": presence,
        "rank": rank,
        "belief": None,
    }


LABELS = [
    _label("1", "Sony", "offer", "recommended", 1),
    _label("1", "Panasonic", "offer", "recommended", 3),
    _label("2", "Bose", "offer", "recommended", 1),
    _label("2", "Walmart", "retailer", "mentioned", None),
]


def test_detection_counts_extra_and_missed_brands() -> None:
    told = evaluate(ANSWERS, LABELS, ["Sony", "LG", "Bose", "Walmart", "Panasonic"])
    assert told["detection"]["all"] == {"precision": 0.75, "recall": 0.75, "f1": 0.75}
    assert told["detection"]["offer"]["recall"] == pytest.approx(2 / 3, abs=1e-4)
    assert {(e["error"], e["brand"]) for e in told["errors"] if e["error"] != "belief"} == {
        ("extra", "LG"),
        ("missed", "Panasonic"),
    }


def test_rank_and_presence_are_measured_where_both_name_the_brand() -> None:
    told = evaluate(ANSWERS, LABELS, ["Sony", "Bose", "Walmart"])
    assert told["rank"] == {"exact": 1.0, "within_one": 1.0}
    assert told["presence"]["confusion"] == {
        "mentioned": {"mentioned": 1},
        "recommended": {"recommended": 2},
    }


def test_macro_f1_takes_large_classes_alone() -> None:
    pairs = [("a", "a")] * 20 + [("b", "a")] * 5
    told = measure_classes(pairs)
    assert told["per_class"]["b"]["f1"] == 0
    assert told["macro_f1"] == told["per_class"]["a"]["f1"]


def test_files_give_the_keys_a_program_reads(tmp_path: Path) -> None:
    answers, labels = tmp_path / "a.jsonl", tmp_path / "l.jsonl"
    answers.write_text("\n".join(map(json.dumps, ANSWERS)), encoding="utf-8")
    labels.write_text("\n".join(map(json.dumps, LABELS)), encoding="utf-8")
    told = evaluate_files(answers, labels, None)
    assert {"detection", "discovery", "presence", "rank", "belief"} < set(told)
    assert told["answers_per_second_per_core"] > 0
    assert "errors" not in told
    json.dumps(told)


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"answer_id": "1", "text": ""}\n{"answer_id"\n', encoding="utf-8")
    with pytest.raises(InputError, match="line 2"):
        read_json_lines(path)


def test_an_empty_file_and_a_folder_are_told_apart_from_answers(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n", encoding="utf-8")
    with pytest.raises(InputError, match="is empty"):
        read_json_lines(tmp_path / "empty.jsonl")
    with pytest.raises(InputError, match="is no file"):
        read_json_lines(tmp_path)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'{"answer_id": "1"}\n', "line 1 lacks text; add it"),
        (b'{"answer_id": "1", "text": "caf\xe9"}\n', "is not UTF-8 .byte 31.; save it as UTF-8"),
    ],
)
def test_answers_that_cannot_be_measured_say_where_and_what_to_do(
    tmp_path: Path, content: bytes, told: str
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(content)
    with pytest.raises(InputError, match=told):
        read_json_lines(path, ("text",))


def test_a_byte_order_mark_and_a_line_separator_in_a_text_change_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('\ufeff{"answer_id": "1", "text": "a\u2028b"}\r\n', encoding="utf-8")
    assert read_json_lines(path, ("text",)) == [{"answer_id": "1", "text": "a\u2028b"}]
