"""Rows of `llm_responses` out of imported files, for the days their answers were asked on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.responses.rows import Row, start_of
from onevice_assets.tables.answers import llm_responses
from resources.errors import MissingDataError
from resources.identity import derived_id, text_hash
from resources.imports import read_lines

if TYPE_CHECKING:
    from resources.control_plane.simulations import SimulationRun
    from resources.import_lines import ImportedAnswer
    from resources.object_store import Objects

Prompts = Mapping[tuple[str, str], Mapping[str, Any]]


def index_prompts(
    conversations: Iterable[Mapping[str, Any]], prompts: Iterable[Mapping[str, Any]]
) -> Prompts:
    """Imported prompts by topic and text, each with its conversation's topic."""
    topics = {row["id"]: row["topic"] for row in conversations if row["source"] == "import"}
    return {
        (topics[row["conversation_id"]], row["prompt_text"]): row
        for row in prompts
        if row["conversation_id"] in topics
    }


def build_imported_rows(
    runs: Iterable[SimulationRun], objects: Objects, day: date, prompts: Prompts
) -> list[Row]:
    """Rows of a day's imported answers; one that two files hold counts once.

    Args:
        runs: the day's runs of kind `import`, oldest first.
        objects: where their files lie.
        day: UTC day.
        prompts: from `index_prompts`.

    Raises:
        MissingDataError: when the prompts were not derived since the import.
    """
    rows: dict[tuple[object, ...], Row] = {}
    for run in runs:
        for line in read_lines(objects.get(run.source_path or "")).lines:
            if line.day == day:
                key = (line.provider, line.model, line.prompt, line.sample, line.asked_at)
                if key not in rows:
                    rows[key] = _row(run, line, prompts)
    return list(rows.values())


def _row(run: SimulationRun, line: ImportedAnswer, prompts: Prompts) -> Row:
    prompt = prompts.get((line.topic, line.prompt))
    if prompt is None:
        raise MissingDataError(
            f"Line {line.line_number} of import {run.id} asks a prompt that brand_monitor/prompts "
            "does not have: materialise conversation_sequences and prompts of this website first."
        )
    return {
        "id": _derive_id(run, line, prompt),
        "website_id": run.website_id,
        "day": line.day,
        "simulation_run_id": run.id,
        "prompt_id": prompt["id"],
        "conversation_id": prompt["conversation_id"],
        "icp_id": None,
        "topic": line.topic,
        "prompt_text": line.prompt,
        "sequence_order": prompt["sequence_order"],
        "is_branded": bool(prompt["is_branded"]) or line.is_branded,
        "locale": prompt["locale"],
        "llm_provider": line.provider,
        "llm_model": line.model,
        "served_model": line.served_model,
        "sample_number": line.sample,
        "response_text": line.answer,
        "citations": json.dumps(line.citations, ensure_ascii=False),
        "payload_path": run.source_path,
        "is_demonstration": False,
        "basket_version": prompt["basket_version"],
        "asked_at": line.asked_at,
        "created_at": start_of(line.day),
    }


def _derive_id(run: SimulationRun, line: ImportedAnswer, prompt: Mapping[str, Any]) -> str:
    """Id of an imported answer; the time is in it, for two of one day may say the same."""
    return derived_id(
        line.day,
        llm_responses.name,
        run.id,
        prompt["id"],
        line.provider,
        line.model,
        line.sample,
        text_hash(line.answer),
        line.asked_at.isoformat(),
    )
