"""R, the answers that all measures count: those to prompts that name no tracked brand."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def choose_unbranded(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows whose prompt names no tracked brand; `is_branded` says it (docs/metrics.md, R)."""
    return rows[~rows["is_branded"].astype(bool)]


def list_cells(prompts: pd.DataFrame) -> set[tuple[str, str]]:
    """Provider and prompt id of every unbranded prompt cell."""
    asked = choose_unbranded(prompts)
    return set(zip(asked["llm_provider"], asked["prompt_id"], strict=True))
