"""Rows of `prompt_classifications`, one per prompt of the partition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onevice_assets.intent_types.classify import VERSION, classify
from onevice_assets.tables import audience
from resources.identity import derived_id

if TYPE_CHECKING:
    from resources.control_plane.resource import ControlPlane
    from resources.lake import Lake


def build_classifications(
    partition: str, lake: Lake, control: ControlPlane
) -> list[dict[str, Any]]:
    """Classify every prompt of a website.

    Raises:
        MissingDataError: when its prompts were never made.
    """
    from resources.control_plane import websites

    with control.begin() as db:
        website = websites.find(db, partition)
    rows = []
    for prompt in lake.read_rows(audience.prompts, partition):
        found = classify(prompt["prompt_text"], prompt_type=prompt["prompt_type"])
        rows.append(
            {
                "id": derived_id(website.created_at, "prompt_classifications", prompt["id"]),
                "website_id": website.id,
                "prompt_id": prompt["id"],
                "intent_type": found.intent_type,
                "funnel_stage": found.funnel_stage,
                "buying_signal": found.buying_signal,
                "trust_need": found.trust_need,
                "query_intent": found.query_intent,
                "confidence_score": found.confidence,
                "classified_at": prompt["created_at"],
                "classifier_version": VERSION,
            }
        )
    return rows
