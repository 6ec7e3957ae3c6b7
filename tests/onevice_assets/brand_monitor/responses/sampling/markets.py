"""Made-up markets of one provider: how often each prompt of each topic names the brand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from onevice_assets.brand_monitor.responses.sampling.count_mentions import Count, Place

Floats = NDArray[np.float64]
LABEL = "openai:m"


def draw_rates(
    rng: np.random.Generator, *, topics: int = 25, prompts: int = 3, rate: float = 0.3
) -> Floats:
    """Rates of prompts (topics × prompts): topics differ much, prompts of a topic a little."""
    of_topics = np.clip(rng.beta(rate * 3, (1 - rate) * 3, (topics, 1)), 1e-3, 1 - 1e-3)
    found: Floats = rng.beta(of_topics * 4, (1 - of_topics) * 4, (topics, prompts))
    return found


def ask(
    rng: np.random.Generator, rates: Floats, answers: int, label: str = LABEL
) -> dict[Place, Count]:
    """Cells of so many answers to each prompt."""
    named = rng.binomial(answers, rates)
    return {
        Place(label, f"t{topic:02}", f"p{topic:02}.{prompt}"): Count(int(count), answers)
        for (topic, prompt), count in np.ndenumerate(named)
    }
