"""Write the training report of `train_comparisons.py`: docs/benchmarks/comparisons.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from onevice_assets.brand_monitor.brand_states.comparing.compare_direction import LABELS
from onevice_assets.brand_monitor.brand_states.measuring.evaluate_comparisons import (
    LabelledSentence,
)

KEPT = "## What was tried"
TEXT = """# Direction of comparisons

{date}, {machine}. Made by `scripts/train_comparisons.py` from CompSent-19
(Panchenko et al. 2019): {rows:,} sentences, {pairs} pairs of names, three domains.
Labels are for the name that comes first: `better`, `worse`, `none`. Folds: {folds}; every row is
judged once, by a model that saw nothing of what is held out, through the code the product runs.

| held out | macro F1 | better F1 | worse F1 | none F1 | accuracy |
| --- | --- | --- | --- | --- | --- |
{figures}

The shipped model is the one of the last line: trained on four fifths of the pairs, chosen by a
hash, and scored on the others. `onevice evaluate comparisons --sentences FILE` scores it again.
It is {kilobytes:.0f} kB and takes {spent:.0f} µs per pair of names, reading the sentence included.

Confusion over held-out pairs (rows are the labels):

| | better | worse | none |
| --- | --- | --- | --- |
{confusion}

How good can it get? One annotator against the majority of the other annotators of the same
sentence: macro F1 {ceiling:.3f} (better {better:.3f}, worse {worse:.3f}, none {none:.3f}).

## What it does not mean

- It is no measure on answers of assistants: these are sentences of the web up to 2018, chosen for
  their comparing words, about programming languages, brands and everyday things; three in four
  compare nothing.
- `worse` is rare ({worse_rows} rows) and its labels are the least sure; where the model says
  `worse`, it is right {worse_right:.0%} of the time.
- A sentence that praises each of two names for something else has one label here: mostly `none`,
  but that of its first half where there is a "than" in it.
- English only. Sarcasm, numbers ("20 hours against 30") and what a former sentence said are not
  read.
- The lists of words were written while looking at errors of this data: at a first sample of some
  150 sentences of all pairs, then only at pairs that the shipped model is trained on. Sentences
  with the set phrases of the rules and the like (some hundred; the rules decide 23) were looked at
  over all pairs. The leans towards the rare classes ({leans})
  were chosen on folds like these; their neighbours give the
  same within .002.
"""


def write_report(
    path: Path,
    sentences: Sequence[LabelledSentence],
    validated: Mapping[str, dict[str, Any]],
    shipped: dict[str, Any],
    facts: Mapping[str, Any],
) -> None:
    """Write the report, keeping what is written by hand at its end.

    Args:
        path: the report.
        sentences: all labelled sentences.
        validated: figures of each cross-validation; `held-out pairs` is one.
        shipped: figures of the shipped model, and its `rows`.
        facts: `date`, `folds`, `leans`, `kilobytes`, `spent` (µs per pair).
    """
    kept = path.read_text("utf-8").partition(KEPT)[2] if path.is_file() else "\n"
    pairs = validated["held-out pairs"]
    labels = [one.label for one in sentences]
    last = f"shipped model, {shipped['rows']:,} rows held out"
    told = TEXT.format(
        **facts,
        machine=f"{os.cpu_count()} cores, Python {platform.python_version()}",
        rows=len(labels),
        pairs=len({one.pair for one in sentences}),
        figures="\n".join(_line(*one) for one in {**validated, last: shipped}.items()),
        confusion="\n".join(_count(gold, pairs["confusion"][gold]) for gold in LABELS),
        **measure_annotators(sentences),
        worse_rows=labels.count("worse"),
        worse_right=pairs["per_class"]["worse"]["precision"],
    )
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{told}\n{KEPT}{kept}", encoding="utf-8")


def measure_annotators(sentences: Sequence[LabelledSentence]) -> dict[str, float]:
    """F1 per label, and `ceiling` over them, of one annotator against the others' majority."""
    counts = {(one, other): 0.0 for one in LABELS for other in LABELS}
    for sentence in sentences:
        votes = {name: int(sentence.row.get(f"{name}_count", 0)) for name in LABELS}
        for mine in (name for name in LABELS if votes[name] and sum(votes.values()) > 1):
            others = {**votes, mine: votes[mine] - 1}
            most = [name for name in LABELS if others[name] == max(others.values())]
            for name in most:
                counts[name, mine] += votes[mine] / sum(votes.values()) / len(most)
    scores = {}
    for name in LABELS:
        either = sum(n for pair, n in counts.items() for place in pair if place == name)
        scores[name] = 2 * counts[name, name] / max(either, 1e-9)
    return {**scores, "ceiling": sum(scores.values()) / len(scores)}


def _line(name: str, told: Mapping[str, Any]) -> str:
    each = [told["per_class"][label]["f1"] for label in LABELS]
    figures = [told["macro_f1"], *each, told["accuracy"]]
    return f"| {name} | " + " | ".join(f"{figure:.3f}" for figure in figures) + " |"


def _count(gold: str, told: Mapping[str, int]) -> str:
    return f"| {gold} | " + " | ".join(str(told.get(label, 0)) for label in LABELS) + " |"
