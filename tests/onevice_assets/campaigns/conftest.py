"""A studio on stores that nothing else is in."""

from __future__ import annotations

from typing import Any

import pytest

from tests.onevice_assets.campaigns.studio import Studio


@pytest.fixture
def studio(every_store: dict[str, Any]) -> Studio:
    return Studio(every_store)
