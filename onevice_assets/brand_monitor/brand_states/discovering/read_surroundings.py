"""Name what stands around a run of words: the word before, what follows, how it is enumerated.

Marks are plain strings that a model weighs ("before_like", "told_offers", "kind_bold"); which of
them speak for a brand is learned, see `scripts/train_discovery.py`.
"""

from __future__ import annotations

from onevice_assets.brand_monitor.brand_states.discovering.read_runs import Run

_CUES = {
    "like": "like", "as": "like", "including": "like", "include": "like", "includes": "like",
    "e.g.": "like", "e.g": "like", "comme": "like", "como": "like", "wie": "like",
    "by": "by", "from": "from", "vs": "versus", "vs.": "versus", "versus": "versus",
    "than": "versus", "over": "versus", "unlike": "versus", "at": "at", "on": "on", "with": "with",
    "of": "of", "for": "for", "in": "in", "near": "in", "and": "and", "or": "and", "to": "to",
    "is": "is", "are": "is", "the": "the", "a": "a", "an": "a", "your": "the", "its": "the",
    "via": "by", "choose": "choose", "try": "choose", "consider": "choose", "pick": "choose",
    "use": "choose", "ceo": "person", "founder": "person", "dr.": "person", "mr.": "person",
}  # fmt: skip
_BEHIND = {
    "'s": "own", "’s": "own", "is": "verb", "has": "verb", "offers": "verb", "are": "verb",
    "makes": "verb", "offer": "verb", "gives": "verb", "provides": "verb", "have": "verb",
    "and": "and", "or": "and", ",": "comma", ".": "stop", ":": "colon", "(": "bracket",
    ")": "bracket", "–": "dash", "—": "dash", "-": "dash", "|": "bar", "/": "slash",
    "for": "small", "with": "small", "in": "small", "to": "small", "of": "small",
}  # fmt: skip
_TOLD = frozenset(
    {
        "a", "an", "the", "this", "these", "offers", "known", "features", "best", "great", "good",
        "price", "around", "yes", "one", "another", "excellent", "provides", "your", "you", "if",
        "look", "choose", "consider", "it", "players", "with", "for", "check", "has", "popular",
    }
)  # fmt: skip


def list_marks(run: Run, *, is_foreign: bool) -> list[str]:
    """What is seen of a run, whichever of its words are the name."""
    title, context = run
    marks = [f"kind_{title.kind}", "start" if context.is_start else "inside"]
    marks.append(f"behind_{_BEHIND.get(context.after, 'other')}")
    if title.is_option:
        marks.append("option")
    if context.is_enumerated:
        marks.append("listed")
    if is_foreign:
        marks += ["foreign", "foreign_prose"] if title.kind == "prose" else ["foreign"]
    before = _before(context.before)
    if before:
        marks.append(before)
    if context.after.isalpha():
        marks.append("then_word")
    if not title.is_whole:
        marks.append("broken")
    if context.told:
        marks.append(f"told_{context.told}" if context.told in _TOLD else "told_other")
    marks += context.flags
    return marks


def _before(word: str) -> str:
    cue = _CUES.get(word)
    if cue:
        return f"before_{cue}"
    if word.isalpha() and word.islower():
        return "before_word"
    return f"before_{word}" if word and word in ",(|&/" else ""
