"""Which of two names an English sentence holds to be better, if it compares them at all.

A linear model over what stands around the two names (`comparison_features`), trained on sentences
that people labelled (`scripts/train_comparisons.py`; figures and limits in
docs/benchmarks/comparisons.md). A few set phrases that its training data hardly holds are read by
rule before it: "prefer A over B", "A is outperformed by B", "unlike A, B offers …". Names are
masked, so who is compared makes no difference, and asking for B against A gives the mirrored
answer by construction.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

from onevice_assets.brand_monitor.brand_states.comparing.comparison_features import make_features
from onevice_assets.brand_monitor.brand_states.comparing.tag_comparison import (
    Reading,
    Span,
    join_kinds,
    read_comparison,
)
from onevice_assets.brand_monitor.brand_states.linear_model import LinearModel, load_model

Label = Literal["better", "worse", "none"]

LABELS: tuple[Label, ...] = ("better", "worse", "none")
MODEL = "comparisons"
_MIRRORED: dict[Label, Label] = {"better": "worse", "worse": "better", "none": "none"}
_SURE = 0.85  # of 23 sentences of CompSent-19 that a rule decides, 20 have its label

_NO = "[^XYO.,;?!]"  # a word that is no name and ends nothing
_CLAUSE = r"[^XYOT.;?!N\-l<]"  # the same, and neither "than" nor a fault
_BESIDE = rf"(?:U|C[tw]){_NO}?X[^XYO.;?]{{0,2}},{_NO}?Y"  # unlike A, B
_RULES: tuple[tuple[re.Pattern[str], Label], ...] = tuple(
    (re.compile(pattern), cast(Label, label))
    for pattern, label in (
        # prefer or choose A over B, instead of B; prefer A to B
        (rf"(?<!!)(?<!!.)(?<!!..)[Pk]{_NO}?X{_NO}{{0,2}}(?:v|Lo?){_NO}?Y", "better"),
        (rf"(?<!!)(?<!!.)(?<!!..)P{_NO}?X{_NO}{{0,2}}tY", "better"),
        # A is outperformed by B; A beats B; A lags behind, falls short of, loses to B
        (rf"X(?:{_NO}{{0,3}}|[^XY.;?!]*[,B]{_NO}{{0,4}})G{_NO}?b{_NO}?Y", "worse"),
        (r"X[^XYO.,;?!=PkAlb]{0,2}g[^XYO.,;?!bfinwt]?Y", "better"),
        (rf"X{_NO}{{0,3}}l[lot]{{1,2}}Y", "worse"),
        # instead of A, I would get B; skip A and get B instead
        (rf"Lo?X{_NO}{{0,2}},{_NO}{{0,4}}Y", "worse"),
        (rf"A{_NO}?X[^XYO?!]{{0,2}}[&,;][^XYO?!]{{0,2}}Y[^XY?!]{{0,3}}L", "worse"),
        # unlike A, B offers …; compared to A, B lacks …
        (rf"{_BESIDE}(?=[^XY.;?]*[hp+>M])[^XY!N\-l<?;.]*(?:[.;]|$)", "worse"),
        (rf"{_BESIDE}[^XY+p>?;.!N\-l<]*[!N\-l<][^XY+p>?;.!\-<]*(?:[.;]|$)", "better"),
        # A is as good as B, on par with B, and nothing else is judged
        (rf"^[^+\-><sZ?]*X{_NO}{{0,4}}E[Ttw]Y[^+\-><sZ?]*$", "none"),
        # A is cheaper, but B is faster; while A is cheaper, B is faster
        (rf"X{_CLAUSE}*[+]{_CLAUSE}*[BW]{_CLAUSE}*Y{_CLAUSE}*[+]", "none"),
        (rf"WX{_CLAUSE}*[+]{_CLAUSE}*,{_CLAUSE}*Y{_CLAUSE}*[+]", "none"),
    )
)


@dataclass(frozen=True, slots=True)
class Direction:
    """How a sentence sets `a` against `b`.

    Attributes:
        label: `better` (a is), `worse` (b is) or `none` (no comparison, or no winner).
        probability: of that label, 0 to 1, by the model; 0.85 where a rule decided.
    """

    label: Label
    probability: float

    def mirrored(self) -> Direction:
        """The same for b against a."""
        return Direction(_MIRRORED[self.label], self.probability)


def compare(sentence: str, a: Span, b: Span) -> Direction:
    """Say whether a sentence holds `a` to be better or worse than `b`.

    Args:
        sentence: one English sentence; other languages give `none`.
        a: offsets of the one name in it.
        b: offsets of the other.

    Returns:
        The direction; `none` where the spans are empty, overlap or lie far apart.
    """
    first, second = sorted((a, b))
    reading = read_comparison(sentence, first, second)
    if reading is None:
        return Direction("none", 1.0)
    told = judge(reading, load_model(MODEL))
    return told if a == first else told.mirrored()


def judge(reading: Reading, model: LinearModel) -> Direction:
    """Direction of the first name against the second, by rule or else by a model."""
    ruled = _rule(reading.kinds)
    if ruled is not None:
        return Direction(ruled, _SURE)
    shares = model.probabilities(make_features(reading))
    label = max(LABELS, key=shares.__getitem__)
    return Direction(label, shares[label])


def _rule(kinds: Sequence[str]) -> Label | None:
    """Label of the first set phrase in a sentence that asks nothing."""
    text = join_kinds(kinds)
    if "?" in text:
        return None
    return next((label for pattern, label in _RULES if pattern.search(text)), None)
