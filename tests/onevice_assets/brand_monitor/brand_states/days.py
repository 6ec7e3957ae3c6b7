"""Days of imported answers in a lake, and the stage materialised over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import dagster as dg

from onevice_assets.brand_monitor.brand_states import assets
from onevice_assets.partitions import join_key
from onevice_assets.tables import answers
from resources.control_plane.resource import ControlPlane
from resources.identity import derived_id
from resources.lake import Lake

# Payment services as answers list them: one company by three names (hard case 23).
PAYMENTS = {
    "2026-11-20": (
        "Good ones:\n\n1. **PayPal Checkout** – easy\n2. **Braintree** – for developers\n",
        "Top picks:\n\n1. **Braintree** – flexible\n2. **PayPal** – known by everybody\n",
        "I recommend:\n\n1. **PayPal Holdings** – trusted\n2. **Adyen** – global\n",
    ),
    "2026-11-21": (
        "My picks:\n\n1. **PayPal** – easy\n2. **PayPal Checkout** – for carts\n",
        "Consider:\n\n1. **Adyen** – big\n2. **Braintree** – for developers\n",
        "The list:\n\n1. **PayPal** – safe\n2. **Braintree** – fast\n",
    ),
}


def write_answers(
    lake: Lake, website_id: str, website: str, days: Mapping[str, Sequence[str]]
) -> list[str]:
    """Write days of answers; their partition keys."""
    for day, texts in days.items():
        rows = [_answer(website_id, day, number, text) for number, text in enumerate(texts)]
        lake.write(answers.llm_responses, join_key(day, website), rows)
    return [join_key(day, website) for day in days]


def read_again(
    lake: Lake, control: ControlPlane, partitions: Iterable[str], *, candidates: bool = True
) -> None:
    """Materialise candidates and states of the partitions in one run, as a backfill does."""
    keys = sorted(partitions)
    instance = dg.DagsterInstance.ephemeral()
    instance.add_dynamic_partitions("websites", [keys[0].partition("|")[2]])
    done = dg.materialize(
        [*([assets.brand_candidates] if candidates else []), assets.llm_brand_states],
        instance=instance,
        resources={"lake": lake, "control": control},
        tags={
            "dagster/asset_partition_range_start": keys[0],
            "dagster/asset_partition_range_end": keys[-1],
        },
    )
    assert done.success


def bytes_of(lake: Lake, table: Any, partitions: Iterable[str]) -> list[bytes | None]:
    """The files of some partitions as they lie there."""
    return [lake._bytes_if_there(lake.path(table, one)) for one in partitions]


def presences(lake: Lake, partition: str) -> dict[str, list[str]]:
    """Presences by brand, in the order of the answers."""
    found: dict[str, list[str]] = {}
    rows = lake.read_rows(answers.llm_brand_states, partition)
    for row in sorted(rows, key=_number):
        found.setdefault(row["brand_name"], []).append(row["presence"])
    return found


def _number(row: dict[str, Any]) -> int:
    ids = [_id(row["day"].isoformat(), number) for number in range(10)]
    return ids.index(row["llm_response_id"])


def _id(day: str, number: int) -> str:
    return derived_id(date.fromisoformat(day), "llm_responses", str(number))


def _answer(website_id: str, day: str, number: int, text: str) -> dict[str, Any]:
    moment = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return {
        "id": _id(day, number),
        "website_id": website_id,
        "day": date.fromisoformat(day),
        "simulation_run_id": derived_id(moment, "simulation_runs", "import"),
        "prompt_id": derived_id(moment, "prompts", number),
        "conversation_id": derived_id(moment, "conversation_sequences", number),
        "topic": f"payments {number}",
        "prompt_text": "Which payment service?",
        "sequence_order": 1,
        "is_branded": False,
        "locale": "en-US",
        "llm_provider": "openai",
        "llm_model": "m",
        "sample_number": 1,
        "response_text": text,
        "citations": "[]",
        "payload_path": "imports/x.jsonl",
        "is_demonstration": False,
        "basket_version": 1,
        "asked_at": moment,
        "created_at": moment,
    }
