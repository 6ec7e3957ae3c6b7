"""A verdict in words: what may be said, why nothing may be, and what to do about that.

Rows are those of `visibility_verdicts`. Shared by the report, the alerts and the command line.
"""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]

_REASONS = {
    "no_responses": "There is no earlier week to compare with.",
    "basket_changed": "The questions asked have changed since the week before.",
    "reading_changed": "The two weeks were read by other rules or other names.",
    "model_changed": "A provider changed its model since the week before.",
    "thin": "Fewer than 10 topics were asked in both weeks.",
}
_REMEDIES = {
    "no_responses": "Ask on more days: a verdict needs answers in the 7 days that end here and "
    "some in the 28 days before them.",
    "basket_changed": "Keep the questions as they are: verdicts come back once both weeks were "
    "asked the same ones. `onevice show prompt_baskets` tells when they changed.",
    "reading_changed": "Have the earlier days read again, free of charge: run the job `publish` "
    "for the 35 days up to this one.",
    "model_changed": "Wait until both weeks were answered by one model: a change across two says "
    "nothing about a brand. `onevice show model_changes` tells which provider it was.",
    "thin": "Ask about more topics: CONVERSATIONS=all asks all ten of an ideal customer, "
    "`onevice prompts import` adds your own.",
}


def tell_verdict(row: Row | None) -> tuple[str, str]:
    """A verdict as (kind, sentence); kind is `up`, `down`, `no_change` or `no_verdict`."""
    if row is None:
        return "no_verdict", "This day was not compared with an earlier one."
    if row["verdict"] == "no_verdict":
        return "no_verdict", _REASONS[row["reason"]]
    moved = f"{100 * abs(row['difference']):.0f} points"
    if row["verdict"] == "no_change":
        seen = row["smallest_change"]
        limit = f" A change below {100 * seen:.0f} points could not have been seen." if seen else ""
        told = f"No change beyond chance since the week before.{limit}"
        return "no_change", f"{told}{_tell_left_out(row)}"
    way = "Up" if row["verdict"] == "up" else "Down"
    told = f"{way} by {moved} since the week before, more than chance explains."
    return row["verdict"], f"{told}{_tell_left_out(row)}"


def _tell_left_out(row: Row) -> str:
    """How much of what was asked the comparison leaves out; nothing where it leaves out nothing."""
    alone = row.get("left_out_count") or 0
    share = row["cell_count"] / (row["cell_count"] + alone) if alone else 1
    return f" It rests on the {100 * share:.0f} % of questions asked in both weeks." * (share < 1)


def tell_remedy(reason: str) -> str:
    """What to do so that a verdict can be given again; `reason` is one of the table's."""
    return _REMEDIES[reason]
