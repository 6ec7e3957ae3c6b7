"""The drill of faults: what its parts promise, so that a kept promise there means something."""

from __future__ import annotations

import copy
import itertools
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import validate

from onevice_assets.brand_monitor.audience.analyze_by_model import SaidAnalysis
from tests.drills import drill_faults
from tests.drills.faults import faults, report
from tests.drills.faults.machines import steady_ports

TOLD: dict[str, Any] = {
    "contents": {"lake icps shop": ['{"id": 1}'], "graph Icp shop": ['{"id": 1}']},
    "facts": ['["a", "b"]'],
    "paid": {"one": 1, "two": 1},
    "not_booked": [],
    "open": 0,
}


@pytest.mark.parametrize(
    ("changes", "broken"),
    [
        ({}, set()),
        (
            {"contents": {"lake icps shop": ['{"id": 2}']}},
            {"every store equals the one without faults"},
        ),
        ({"facts": ['["a", "b"]'] * 2}, {"every fact is there, once"}),
        ({"paid": {"one": 2, "two": 1}}, {"no answer is paid twice"}),
        ({"paid": {"one": 1, "two": 1, "three": 1}}, {"no answer is paid twice"}),
        ({"paid": {"one": 1}}, {"every answer is paid for"}),
        ({"not_booked": ["call"]}, {"every call is in the ledger"}),
        ({"open": 1}, {"nothing stays open"}),
    ],
)  # fmt: skip
def test_whatever_differs_breaks_its_promise(changes: dict[str, Any], broken: set[str]) -> None:
    promises = drill_faults._judge({**copy.deepcopy(TOLD), **changes}, TOLD)
    assert {what for what, found in promises.items() if found} == broken


def test_how_a_disturbed_command_ended_is_known_to_who_asks_later() -> None:
    """psutil would take the exit code with it, and a killed command would count as done."""
    world: Any = None  # nothing breaks
    none = faults.Faults(world, wanted=0, chance=random.Random(1))
    process = subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"])
    none._wait((20.0, 30.0), process)
    assert process.wait() == 3


def test_a_killed_server_finds_its_port_free() -> None:
    range_of_chance = Path("/proc/sys/net/ipv4/ip_local_port_range").read_text("utf-8").split()
    chosen = list(itertools.islice(steady_ports(), 5))
    assert len(set(chosen)) == 5
    assert max(chosen) < int(range_of_chance[0])


def test_the_provider_answers_each_stage_by_its_schema_and_everything_else_in_words() -> None:
    *stages, words = drill_faults._plans()
    by_match = {one["match"]: one["text"] for one in stages}
    validate(_read(by_match["Describe the business"]), SaidAnalysis.model_json_schema())
    assert len(_read(by_match["Describe five ideal"])["icps"]) == 5
    assert "match" not in words
    assert "Firefox" in words["text"]


def _read(text: str) -> Any:
    return json.loads(text)


def test_the_page_tells_kept_and_broken_promises() -> None:
    result = {
        "on": "2026-11-23", "machine": "m", "load": [1.0], "seconds": 60, "days": ["2026-11-22"],
        "survived": {"network cut": 2}, "tries": [1, 3], "clock_wrong": 1, "rows_compared": 5,
        "paid_calls": 7, "unknown": 0, "promises": {"one": [], "other": ["a row"]},
    }  # fmt: skip
    page = report.write_report(result)
    assert "| faults survived | 2 |" in page
    assert "| times they were typed | 4 |" in page
    assert "| one | yes |" in page
    assert "| other | no: 1, the first is `a row` |" in page
