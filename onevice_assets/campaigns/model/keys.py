"""What makes a node of ours itself: one key, unique among `:Droom` alone.

The seed wants `id` and `brand_id` unique together for each label. A constraint on `:Content` would
bind other applications' nodes of that label too; one on `:Droom` binds nobody else's.
"""

from __future__ import annotations

MEMORY = "Memory"
"""Label of the one node of a client that its publishes wait at; it counts them."""


def droom_key(brand_id: str, label: str, identity: str) -> str:
    """Key of a client's node: `{brand_id}|{label}|{id}`."""
    return f"{brand_id}|{label}|{identity}"


def shared_key(label: str, name: str) -> str:
    """Key of an attribute node, which belongs to no client: `|Tone|calm`."""
    return droom_key("", label, name)
