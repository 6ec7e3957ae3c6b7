"""Describe a name as one of several openings of the same run: is the brand's name over here?

"Canon PIXMA TR8620a": where words branch ("Canon" goes on in many ways, "Canon PIXMA" too, but
only behind "Canon"), what the last word looks like, and whether the opening stands alone elsewhere.
What else is known of a name is described in `describe_names`; `cut_names` chooses.
"""

from __future__ import annotations

import math

from onevice_assets.brand_monitor.brand_states.discovering.describe_letters import word_kind
from onevice_assets.brand_monitor.brand_states.discovering.describe_names import Features
from onevice_assets.brand_monitor.brand_states.discovering.sight_names import Seen, Sightings

_SHAPED = 3
_TITLE_SHARE = 0.5


def describe_cut(sightings: Sightings, key: str) -> Features:
    """Features of a name as the opening of its runs that is the brand; all begin with `cut_`."""
    seen = sightings.names[key]
    shape = "".join([_shape(sightings, word) for word in key.split()])
    return _whole(seen, shape) | _next(sightings, seen, shape)


def _shape(sightings: Sightings, word: str) -> str:
    """The kind of a word, told apart by whether the answers write it small too."""
    kind = word_kind(word)
    if kind in "oc" and sightings.words.small[word]:
        return "s" if kind == "o" else "t"
    return kind


def _whole(seen: Seen, shape: str) -> Features:
    """What the shape of the words says, and the runs that are nothing but the name."""
    size = min(len(shape), _SHAPED)
    place = "title" if seen.titles > _TITLE_SHARE * seen.total else "prose"
    whole = len(seen.wholes) / seen.total
    return {
        f"cut_words_{len(shape)}": 1.0,
        f"cut_shape_{shape}" if len(shape) <= _SHAPED else "cut_shape_long": 1.0,
        f"cut_first_{shape[0]}_{size}": 1.0,
        f"cut_last_{shape[-1]}_{size}": 1.0,
        f"cut_whole_{place}_{size}": whole,
        f"cut_whole_{shape[0]}{shape[-1]}_{place}": whole,
        "cut_alone": float(seen.alone > 0 and whole < 1),
        "cut_alone_log": math.log1p(seen.alone),
        "cut_stops_and_goes": float(0 < whole < 1),
    }


def _next(sightings: Sightings, seen: Seen, shape: str) -> Features:
    """How the runs go on behind the name."""
    size = min(len(shape), _SHAPED)
    kinds = len(seen.after) + bool(seen.wholes)
    features = {
        "cut_branches": math.log(kinds),
        "cut_branching": (kinds - 1) / seen.total,
        "cut_mixed": float(kinds > 1),
        f"cut_mixed_{size}": float(kinds > 1),
    }
    if kinds == 1 and seen.total > 1:
        features["cut_forced"] = math.log(seen.total)
        features[f"cut_forced_{shape[0]}_{size}"] = 1.0
    for word, n in seen.after.items():
        kind = _shape(sightings, word)
        for name in (f"cut_next_{kind}", f"cut_next_{kind}_{shape[-1]}", f"cut_next_{kind}_{size}"):
            features[name] = features.get(name, 0.0) + n / seen.total
    return features
