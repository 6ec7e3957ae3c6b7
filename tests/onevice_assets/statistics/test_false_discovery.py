"""q values: bit by bit those of scipy, whose own module is too slow to load in every run."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from onevice_assets.statistics.false_discovery import control_false_discoveries

P = st.one_of(st.sampled_from((0.0, 0.01, 0.05, 1.0)), st.floats(0, 1))


@given(st.lists(P, min_size=1, max_size=40))
def test_q_values_are_those_of_scipy(p: list[float]) -> None:
    wanted = false_discovery_control(np.array(p), method="bh")
    assert control_false_discoveries(p).tolist() == wanted.tolist()
