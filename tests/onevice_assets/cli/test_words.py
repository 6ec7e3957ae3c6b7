"""Prompts, simulations and answers that people bring: the good part kept, the bad part told."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from onevice_assets.tables import audience
from resources.control_plane import overrides, websites
from resources.control_plane.overrides import PromptOverride
from resources.identity import derived_id
from tests.onevice_assets.cli.conftest import KEY, Terminal
from tests.onevice_assets.cli.rows import row

PROMPTS = [derived_id(date(2026, 1, 5), "prompts", order) for order in (1, 2)]


def in_force(terminal: Terminal) -> list[PromptOverride]:
    with terminal.control.begin() as db:
        return overrides.prompts(db, websites.find(db, KEY).id)


@pytest.fixture
def asked(shop: Terminal) -> Terminal:
    """A website with a conversation of two prompts."""
    topic = {"id": "c1", "topic": "bikes", "is_active": True}
    shop.lake.write(
        audience.conversation_sequences, KEY, [row(audience.conversation_sequences, **topic)]
    )
    prompts = [
        {
            "id": PROMPTS[order - 1],
            "conversation_id": "c1",
            "prompt_text": f"Question [{order}]?",
            "prompt_type": kind,
            "sequence_order": order,
            "locale": "en-GB",
            "is_active": True,
        }
        for order, kind in enumerate(("primary", "follow_up"), 1)
    ]
    shop.lake.write(audience.prompts, KEY, [row(audience.prompts, **one) for one in prompts])
    return shop


def test_exported_prompts_can_be_imported_again(asked: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "prompts.jsonl"
    asked.run("prompts", "export", "--to", str(file))
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert [line["prompt_text"] for line in lines] == ["Question [1]?", "Question [2]?"]
    asked.run("prompts", "import", str(file))
    asked.run("prompts", "import", str(file))
    kept = [(one.action, one.prompt_type, one.locale) for one in in_force(asked)]
    assert kept == [("add", "primary", "en-GB"), ("add", "follow_up", "en-GB")]
    assert asked.actions().count("prompt.add") == 2


def test_a_pinned_prompt_keeps_its_place_and_a_rejected_one_its_reason(asked: Terminal) -> None:
    assert "Pinned: Question [2]?" in asked.run("prompts", "pin", PROMPTS[1])
    assert "Rejected: Question [1]?" in asked.run("prompts", "reject", PROMPTS[0])
    pinned, rejected = in_force(asked)
    assert (pinned.action, pinned.prompt_type, pinned.sequence_order) == ("pin", "follow_up", 2)
    assert (rejected.action, rejected.locale) == ("reject", "en-GB")
    assert asked.actions()[-2:] == ["prompt.pin", "prompt.reject"]


def test_an_unknown_prompt_tells_where_ids_stand(asked: Terminal) -> None:
    assert "prompts export" in asked.error("prompts", "pin", "nobody")


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("{not json", "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        ('["a"]', "no prompt_text"),
        ('{"prompt_text": " "}', "no prompt_text"),
        ('{"prompt_text": "a", "prompt_type": "joke"}', "'joke' is none of"),
        ('{"prompt_text": "a", "sequence_order": "x"}', "sequence_order 'x'"),
        ('{"prompt_text": "a", "sequence_order": 0}', "sequence_order 0"),
        ('{"prompt_text": "half \\ud83d"}', "half a character"),
        ('{"prompt_text": "a\\u0000b"}', "control characters"),
    ],
)
def test_a_bad_line_is_listed_and_the_good_part_kept(shop: Terminal, bad: str, reason: str) -> None:
    lines = f'\ufeff{{"prompt_text": "First\u2028?"}}\n{bad}\n\n{{"prompt_text": "Last?"}}\n'
    told = shop.run("prompts", "import", "-", stdin=lines.lstrip("\ufeff"))
    assert "2 prompts added" in told
    assert "line 2 left out" in told
    assert reason in told
    assert [one.prompt_text for one in in_force(shop)] == ["First\u2028?", "Last?"]


def test_a_file_without_a_usable_line_changes_nothing(shop: Terminal, tmp_path: Path) -> None:
    assert "nothing was added" in shop.error("prompts", "import", "-", stdin="{}\n")
    assert "cannot be read" in shop.error("prompts", "import", str(tmp_path / "none"))
    assert in_force(shop) == []


def test_prompts_go_only_where_they_can_be_written(asked: Terminal, tmp_path: Path) -> None:
    assert "cannot be written" in asked.error("prompts", "export", "--to", str(tmp_path))


def test_a_simulation_is_queued_once_for_a_day(shop: Terminal) -> None:
    for _ in range(2):
        shop.run("simulate", "--day", "2026-01-05", "--samples", "3", "--conversations", "all")
    (run,) = shop.json("show", "simulation_runs")
    assert (run["kind"], run["day"], run["status"]) == ("requested", "2026-01-05", "pending")
    assert run["settings"] == {"samples": 3, "conversations": "all"}
    assert shop.actions().count("simulation.queue") == 1


def test_a_simulation_without_a_day_is_of_today(shop: Terminal) -> None:
    shop.run("simulate")
    (run,) = shop.json("show", "simulation_runs")
    assert date.fromisoformat(run["day"]) == datetime.now(UTC).date()


@pytest.mark.parametrize("day", ["soon", "2999-01-01", "1999-01-01"])
def test_a_simulation_of_no_day_is_not_queued(shop: Terminal, day: str) -> None:
    shop.error("simulate", "--day", day)
    assert shop.json("show", "simulation_runs") == []


def test_a_simulation_of_unknown_conversations_is_not_queued(shop: Terminal) -> None:
    assert "core" in shop.run("simulate", "--conversations", "most", code=2)


def test_answers_that_cannot_be_read_are_not_imported(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    words = ("import-responses", str(file), "--website", "survey")
    assert "cannot be read: No such file" in terminal.error(*words)
    file.write_text('{"provider": "openai"}\nnothing\n')
    told = terminal.error(*words)
    assert "nothing was imported" in told
    assert "line 1" in told
    assert terminal.json("site", "list") == []


def test_an_import_with_a_bad_brand_leaves_no_website_behind(
    terminal: Terminal, tmp_path: Path
) -> None:
    file = tmp_path / "answers.jsonl"
    line = {"provider": "openai", "model": "m", "prompt": "Which?", "answer": "Shop."}
    file.write_text(json.dumps({**line, "asked_at": "2026-01-05T10:00:00Z"}))
    terminal.error("import-responses", str(file), "-w", "survey", "--track", f"Shop,{'x' * 300}")
    assert terminal.json("site", "list") == []
    assert terminal.actions() == []


def test_an_unknown_evaluation_or_bench_names_those_there_are(terminal: Terminal) -> None:
    assert "brand-states, campaign-questions, campaign-w" in terminal.error("bench", "everything")
    assert "leave --answers out" in terminal.error("bench", "brand-states", "--answers", ".")
    assert "brand-states" in terminal.error(
        "evaluate", "everything", "--answers", "a.jsonl", "--labels", "l.jsonl"
    )
