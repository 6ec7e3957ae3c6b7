"""The platform's definitions as a daemon and its runs load them: all of them, only smaller.

Two conversations are asked instead of twenty-five, and a failed call is asked again after a
twentieth of a second instead of a second. Nothing else differs.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any
from unittest.mock import patch

import dagster as dg

from onevice_assets.brand_monitor.responses import ask_day
from onevice_assets.brand_monitor.responses.plan import Conversation, plan_conversations
from onevice_assets.definitions import build_defs
from resources.dagster_files import hasten_sqlite
from resources.registry import from_env

CONVERSATIONS = int(os.environ.get("ONEVICE_DRILL_CONVERSATIONS") or 2)


def _plan_few(conversations: Any, prompts: Any, which: str) -> Sequence[Conversation]:
    return plan_conversations(conversations, prompts, which)[:CONVERSATIONS]


# for the process that loads this, which does nothing else
patch.object(ask_day, "plan_conversations", _plan_few).start()


@dg.definitions
def defs() -> dg.Definitions:
    """The code location."""
    hasten_sqlite()
    llm = from_env()["llm"].model_copy(update={"first_wait_s": 0.05})
    return build_defs(resources={"llm": llm})
