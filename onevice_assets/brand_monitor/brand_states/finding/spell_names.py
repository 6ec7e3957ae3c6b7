"""How one brand name may be written: the patterns that stand for it in folded text.

Spaces, hyphens, apostrophes and full stops inside a name come and go ("Demand IQ", "Demand-IQ",
"DemandIQ"; "De'Longhi", "DeLonghi"); a legal suffix is left out by everybody but lawyers. Symbols
that carry meaning (C++, C#, .NET) do not: they must stand in the text. How far a spelling is
trusted is decided in `find_brands` and `weigh_names`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from onevice_assets.brand_monitor.brand_states.reading.fold_text import fold_name
from onevice_assets.words.ordinary_words import is_ordinary

_LEGAL_SUFFIX = re.compile(
    r"(?i)[\s,]+(?:inc|llc|l\.l\.c|ltd|limited|gmbh|plc|corp|corporation|s\.?a\.?s?|s\.p\.a|"
    r"b\.?v|oy|ab|kg|kgaa|pty|pvt|co\.,? ltd|n\.v|a\.s|sdn bhd)\.?$"
)
_LEGAL_PREFIX = re.compile(r"^(?:株式会社|有限会社)\s*")
_LEGAL_TAIL = re.compile(r"\s*(?:株式会社|有限公司|股份有限公司|集团)$")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_HOST = re.compile(r"([\w-]+)\.(?:com|org|net|io|ai|app|co|dev)")
_MEANING = "+#"
_MEANING_BEFORE = ".@#$"
_MIN_JOINED = 6
_MIN_FIRST = 8  # letters of a first word that stands for both: Abercrombie & Fitch


@dataclass(frozen=True, slots=True)
class Spelling:
    """One pattern: folded text without outer spaces, and what must stand around it.

    Attributes:
        key: the folded pattern.
        before: characters that must precede it in the text, e.g. `.` of .NET.
        after: characters that must follow it, e.g. `++` of C++.
        is_exact: False for a spelling made up here, which wants every part capitalised.
    """

    key: str
    before: str = ""
    after: str = ""
    is_exact: bool = True


def spellings(alias: str) -> list[Spelling]:
    """Every pattern for an alias as its owner writes it; none where nothing is left of it."""
    found: dict[str, Spelling] = {}
    bare = strip_legal_form(alias)
    for name in dict.fromkeys((alias.strip(), bare)):
        before, after = _edges(name)
        for key, is_exact in _keys(name):
            if key:
                found.setdefault(key, Spelling(key, before, after, is_exact))
    return list(found.values())


def strip_legal_form(name: str) -> str:
    """Leave out Inc., GmbH, 株式会社…: whole words at the edge only, so Cisco stays Cisco."""
    bare = _LEGAL_TAIL.sub("", _LEGAL_PREFIX.sub("", _LEGAL_SUFFIX.sub("", name.strip())))
    return bare.rstrip(" ,") or name


def _edges(name: str) -> tuple[str, str]:
    """Symbols at a name's edges that a text must show too."""
    core_start = next((i for i, char in enumerate(name) if char.isalnum()), 0)
    core_end = next((i for i, char in enumerate(reversed(name)) if char.isalnum()), 0)
    before, after = name[:core_start], name[len(name) - core_end :]
    core = len(name) - core_start - core_end
    short = core <= 3
    return (
        before if before and (short or before[-1] in _MEANING_BEFORE) else "",
        after if after and (short or after[0] in _MEANING) else "",
    )


def _keys(name: str) -> list[tuple[str, bool]]:
    key = fold_name(name)
    words = key.split()
    single = " ".join(words)
    keys = [(key, True), (single, True)]
    if "&" in name:
        keys.append((key.replace(" ", "  ", 1), True))  # Markdown writes H\\&M
    if "&" in name or " + " in name:
        keys += [(" and ".join(part.strip() for part in re.split(r"\s[&+]\s", key_of(name))), True)]
    if len(words) > 1 and len("".join(words)) >= _MIN_JOINED and "&" not in name:
        keys.append(("".join(words), True))
    if "'" in name or "’" in name:
        keys.append((fold_name(re.sub("['’`]", "", name)), True))
    if len(key) >= _MIN_JOINED and key.isalpha() and not is_ordinary(key):
        keys.append((key[:-1] if key.endswith("s") else f"{key}s", False))
    if len(words) > 2 and words[0] == "the":
        keys.append((key.removeprefix("the").strip(), False))
    first = fold_name(name.partition("&")[0])
    if "&" in name and len(first) >= _MIN_FIRST and not is_ordinary(first):
        keys.append((first, False))
    host = _HOST.fullmatch(name)
    if host and not is_ordinary(fold_name(host[1])):
        keys.append((fold_name(host[1]), False))
    camel = fold_name(_CAMEL.sub(" ", name))
    if camel != key and min(map(len, camel.split())) > 1:
        keys.append((camel, False))
    return keys


def key_of(name: str) -> str:
    """Fold a name but keep its `&` and `+` as words of their own."""
    parts = re.split(r"\s*([&+])\s*", name)
    return " ".join(part if part in "&+" else fold_name(part) for part in parts if part)
