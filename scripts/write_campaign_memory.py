"""Write the page docs/campaign-memory.md from the declared graph of campaigns.

python -m scripts.write_campaign_memory
"""

from __future__ import annotations

from pathlib import Path

from onevice_assets.campaigns.model.tell_model import tell_model

PAGE = Path(__file__).resolve().parents[1] / "docs/campaign-memory.md"

if __name__ == "__main__":
    PAGE.write_text(tell_model(), "utf-8")
