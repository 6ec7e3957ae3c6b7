"""Constraint and indexes of the campaign memory: on `:Droom` and nothing else.

They stand word for word in the migration `V006__campaign_memory.cypher`; a test holds the two
together. Nothing here takes anything away: the way back of V006 leaves them (ADR 31).
"""

from __future__ import annotations

from onevice_assets.campaigns.model.kinds import DROOM

INDEXED = ("brand_id", "date", "email", "status")
"""What questions begin with (seed 001): the client, the day, a person, whether it is in use."""


def keys_and_indexes() -> list[str]:
    """One statement for the key and each index; each can be repeated."""
    key = f"CREATE CONSTRAINT droom_key IF NOT EXISTS FOR (n:{DROOM}) REQUIRE n.droom_key IS UNIQUE"
    return [
        key,
        *(
            f"CREATE INDEX droom_{name} IF NOT EXISTS FOR (n:{DROOM}) ON (n.{name})"
            for name in INDEXED
        ),
    ]
