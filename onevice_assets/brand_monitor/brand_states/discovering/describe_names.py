"""Describe what speaks for and against a name being a brand: numbers with names, no verdict.

`describe_name` is about the name as it stands; `describe_cut` about it as one of several openings
of the same run. Both read the counts of `sight_names`; the weights are learned by
`scripts/train_discovery.py` and used in `discover_brands` and `cut_names`.
"""

from __future__ import annotations

import math

from onevice_assets.brand_monitor.brand_states.discovering.describe_letters import (
    MODEL_WORDS,
    describe_letters,
    word_kind,
)
from onevice_assets.brand_monitor.brand_states.discovering.sight_names import (
    Seen,
    Sightings,
    has_digit,
)
from onevice_assets.words.ordinary_words import is_ordinary

Features = dict[str, float]

_TELLING = {
    f"share_{mark}": f"has_{mark}"
    for mark in (
        "kind_item", "kind_heading", "kind_card", "kind_row", "kind_citation", "kind_bold",
        "kind_label", "kind_prose", "option", "inside", "listed", "before_like",
    )
}  # fmt: skip
_OTHERWISE = (  # what means something else where words are not English
    "coined_one", "camel", "capitals", "digit", "host", "only_prose", "whole", "single",
    "small_first", "has_option", "has_listed", "has_kind_item", "has_kind_heading", "title_repeat",
    "share_whole_kind_item", "share_colon", "share_inside", "log_sum", "first_ordinary",
)  # fmt: skip
_NEARLY = 0.999


def describe_name(sightings: Sightings, key: str) -> Features:
    """Features of a name over the whole partition."""
    seen = sightings.names[key]
    total = seen.total
    features = _surroundings(seen)
    if seen.titles:
        features["title_repeat"] = math.log(seen.titles / max(1, seen.title_answers))
    features["whole"] = len(seen.wholes) / total
    features["bare"] = seen.bare / total
    features["single"] = float(total == 1)
    features["log_sum"] = math.log(total)
    features["log_answers"] = math.log(seen.answers)
    features["answer_share"] = seen.answers / sightings.answers
    features["log_partition"] = math.log(sightings.answers)
    features["bias_many"] = math.log(total) * math.log(sightings.answers) / 5
    features |= describe_letters(seen.spelling, key)
    features |= _small(sightings, key.split(), round(features.get("share_inside", 0.0) * total))
    features |= _followers(sightings, seen)
    if "share_foreign" in features:
        features |= {f"foreign_{name}": features[name] for name in _OTHERWISE if name in features}
    if " " in key:
        features |= _last_word(sightings, seen, key.split())
    return features


def _surroundings(seen: Seen) -> Features:
    """Shares of what stands around the name, and of what stands around it as a whole run."""
    step = 1 / seen.total
    features: Features = {}
    for prefix, runs in (("share_", seen.runs), ("whole_", seen.wholes)):
        for marks in runs:
            for mark in marks:
                name = prefix + mark
                features[name] = features.get(name, 0.0) + step
    for shared, has in _TELLING.items():
        if shared in features:
            features[has] = 1.0
    get = features.get
    prose = (
        get("share_kind_prose", 0.0) + get("share_kind_cell", 0.0) + get("share_kind_piece", 0.0)
    )
    features["only_prose"] = float(prose > _NEARLY)
    features["only_start"] = float(get("share_start", 0.0) > _NEARLY)
    return features


def _followers(sightings: Sightings, seen: Seen) -> Features:
    """What stands behind the name inside its runs."""
    after, total = seen.after, seen.total
    if not after:
        return {}
    going = top = digits = joints = ordinary = models = leads = 0
    small = shared = 0.0
    for word, n in after.items():
        kind = word_kind(word)
        going += n
        top = max(top, n)
        digits += n * (kind == "D")
        joints += n * (kind == "J")
        models += n * (kind == "M")
        ordinary += n * is_ordinary(word)
        leads += n * (word in sightings.leading)
        small += n * math.log1p(sightings.words.small[word])
        shared += n * math.log(max(1, len(sightings.before[word])))
    return {
        "goes_on": going / total,
        "next_kinds": math.log(len(after)),
        "next_digit": digits / total,
        "next_joint": joints / total,
        "next_model": models / total,
        "next_ordinary": ordinary / total,
        "next_leads": leads / total,
        "next_small": small / total,
        "next_shared": shared / total,
        "one_next": float(top == going),
        "always_same": math.log(total) if top == total else 0.0,
    }


def _last_word(sightings: Sightings, seen: Seen, words: list[str]) -> Features:
    """What the last word and the shorter name say of a name of several words."""
    features: Features = {}
    above = sightings.names.get(" ".join(words[:-1]))
    if above is not None and above.total:
        features["of_parent"] = seen.total / above.total
        features["parent_whole"] = len(above.wholes) / above.total
        features["parent_only_this"] = float(seen.total == above.total)
        features["log_parent"] = math.log(max(above.total, seen.total) / seen.total)
        features["parent_alone"] = float(above.alone > 0)
    first, last = is_ordinary(words[0]), is_ordinary(words[-1])
    features["last_leads"] = math.log1p(sightings.leading[words[-1]])
    features["last_shared"] = math.log(max(1, len(sightings.before[words[-1]])))
    features["last_small"] = math.log1p(sightings.words.small[words[-1]])
    features["last_ordinary"] = float(last)
    features["last_digit"] = float(has_digit(words[-1]))
    features["last_coined"] = float(words[-1].isalpha() and not last)
    features["ordinary_coined"] = float(first and words[-1].isalpha() and not last)
    features["coined_ordinary"] = float(last and not first)
    features["any_model"] = float(not MODEL_WORDS.isdisjoint(words[1:]))
    features["any_digit"] = float(any(map(has_digit, words[1:])))
    features["echo"] = float(words[-1] == words[-2])
    return features


def _small(sightings: Sightings, words: list[str], inside: int) -> Features:
    """How often the words are written small, and how often the first stands behind another."""
    small = sightings.words.small
    first = small[words[0]]
    share = first / (first + inside + 1)
    tail = sightings.trailing[words[0]]
    features = {
        "small_first": share,
        "small_log": math.log1p(first),
        "small_all": math.log1p(min(small[word] for word in words)),
        "tail_share": tail / (tail + sightings.leading[words[0]] + 1),
    }
    if all(map(is_ordinary, words)):
        features["ordinary_small"] = share
        features["ordinary_inside"] = math.log1p(inside)
    if len(words) > 1:
        features["small_pair"] = math.log1p(sightings.words.pairs[words[0], words[1]])
    return features
