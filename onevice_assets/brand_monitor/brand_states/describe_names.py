"""Describe what speaks for and against a name being a brand: numbers with names, no verdict.

`describe_name` is about the name as it stands; `describe_cut` about it as one of several openings
of the same run. Both read the counts of `sight_names`; the weights are learned by
`scripts/train_discovery.py` and used in `discover_brands` and `cut_names`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import lru_cache

from onevice_assets.brand_monitor.brand_states.known_words import is_first_name, is_place
from onevice_assets.brand_monitor.brand_states.ordinary_words import is_ordinary
from onevice_assets.brand_monitor.brand_states.sight_names import (
    JOINTS,
    Seen,
    Sightings,
    has_digit,
)

Features = dict[str, float]

_POSSESSIVE = re.compile(r"['’]s?$")
_CAMEL = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]")
_HOST = re.compile(r"\w\.(?:com|io|ai|net|org|co|app|dev|fr|de|es|it|pt|uk|so)$", re.IGNORECASE)
_ABSTRACT = re.compile(r"(?:ing|tion|sion|ness|ment|ity|ship|ance|ence|ers|ies)$")
_MODEL_WORDS = frozenset(
    {
        "pro", "max", "plus", "mini", "air", "lite", "elite", "premium", "series", "edition", "gen",
        "ultra", "prime", "signature", "classic", "deluxe", "advanced", "select", "one", "touch",
        "smart",
    }
)  # fmt: skip
_PARTICLES = frozenset({"la", "le", "the", "el", "de", "st", "dr", "new"})
_TELLING = frozenset(
    {
        "kind_item", "kind_heading", "kind_card", "kind_row", "kind_citation", "kind_bold",
        "kind_label", "kind_prose", "option", "inside", "listed", "before_like",
    }
)  # fmt: skip
_ACRONYM = 4
_LONG = 20


def describe_name(sightings: Sightings, key: str) -> Features:
    """Features of a name over the whole partition."""
    seen = sightings.names[key]
    total = seen.total
    features = {f"share_{mark}": n / total for mark, n in seen.marks.items()}
    for mark in _TELLING & seen.marks.keys():
        features[f"has_{mark}"] = 1.0
    marks = seen.marks
    prose = marks["kind_prose"] + marks["kind_cell"] + marks["kind_piece"]
    if seen.titles:
        features["title_repeat"] = math.log(seen.titles / max(1, seen.title_answers))
    features["whole"] = seen.whole / total
    features["bare"] = seen.bare / total
    features["single"] = float(total == 1)
    features["only_prose"] = float(prose == total)
    features["only_start"] = float(marks["start"] == total)
    features["log_sum"] = math.log(total)
    features["log_answers"] = math.log(seen.answers)
    features["answer_share"] = seen.answers / sightings.answers
    features["log_partition"] = math.log(sightings.answers)
    features["bias_many"] = math.log(total) * math.log(sightings.answers) / 5
    features |= _letters(seen.spelling, key)
    features |= _small(sightings, key.split(), marks["inside"])
    features |= _followers(sightings, seen)
    if " " in key:
        features |= _last_word(sightings, seen, key.split())
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
        features["parent_whole"] = above.whole / above.total
        features["parent_only_this"] = float(seen.total == above.total)
        features["log_parent"] = math.log(max(above.total, seen.total) / seen.total)
        features["parent_alone"] = float(above.marks["whole_inside"] > 0)
    first, last = is_ordinary(words[0]), is_ordinary(words[-1])
    features["last_leads"] = math.log1p(sightings.leading[words[-1]])
    features["last_shared"] = math.log(max(1, len(sightings.before[words[-1]])))
    features["last_small"] = math.log1p(sightings.words.small[words[-1]])
    features["last_ordinary"] = float(last)
    features["last_digit"] = float(has_digit(words[-1]))
    features["last_coined"] = float(words[-1].isalpha() and not last)
    features["ordinary_coined"] = float(first and words[-1].isalpha() and not last)
    features["coined_ordinary"] = float(last and not first)
    features["any_model"] = float(not _MODEL_WORDS.isdisjoint(words[1:]))
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


@lru_cache(maxsize=65536)
def _letters(name: str, key: str) -> Mapping[str, float]:
    """What the letters alone say; only what holds is in it."""
    words = key.split()
    ordinary = [is_ordinary(word) for word in words]
    one, place = len(words) == 1, is_place(key)
    small = name.lower()
    features = {
        f"words_{min(len(small.split()), 5)}": 1.0,
        "ordinary": all(ordinary),
        "ordinary_one": one and ordinary[0],
        "ordinary_share": sum(ordinary) / len(words),
        "coined_one": one and not ordinary[0],
        "first_ordinary": ordinary[0],
        "camel": bool(_CAMEL.search(name)),
        "capitals": name.isupper() and len(name) > 1,
        "acronym": name.isupper() and 1 < len(name) <= _ACRONYM and name.isalpha(),
        "digit": has_digit(name),
        "digits": name[:1].isdigit(),
        "short": len(key.replace(" ", "")) <= 2,
        "long": len(key) > _LONG,
        "ampersand": "&" in name,
        "possessive": bool(_POSSESSIVE.search(name)),
        "hyphen": "-" in name,
        "bang": name.endswith("!"),
        "host": bool(_HOST.search(name)),
        "abstract": bool(_ABSTRACT.search(words[-1])),
        "plural": words[-1].endswith("s") and ordinary[-1],
        "no_case": small == name.upper(),
        "small_start": name[:1].islower(),
        "joint": not JOINTS.isdisjoint(small.split()),
        "particle": words[0] in _PARTICLES,
        "place": place,
        "place_first": not place and is_place(words[0]),
        "first_name": is_first_name(words[0]),
        "person": is_first_name(words[0]) and len(words) == 2,
    }
    return {feature: float(value) for feature, value in features.items() if value}


@lru_cache(maxsize=65536)
def word_kind(word: str) -> str:
    """What a folded word looks like: D digit, J joint, M model, P place, N name, o everyday, c."""
    if has_digit(word):
        return "D"
    if word in JOINTS or not word:
        return "J"
    if word in _MODEL_WORDS:
        return "M"
    if is_place(word):
        return "P"
    if is_first_name(word):
        return "N"
    return "o" if is_ordinary(word) else "c"
