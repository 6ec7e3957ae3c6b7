"""Tell the language of an answer by its script and its smallest words; enough to choose cues by."""

from __future__ import annotations

import re
from collections import Counter

_LOOKED_AT = 3_000
_JAPANESE = re.compile(r"[\u3040-\u30ff]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")
_FEW = 4
_VOTES = 2
_SURE = 3  # small words that only English has
_SMALL_WORDS = {
    "en": "the and of for with is are you that your to it if as by from",
    "de": "der die das und für mit ist sind sie von auch ein eine nicht oder wenn zu auf",
    "fr": "le la les et pour avec est sont vous des une que qui dans plus du au ou",
    "es": "el la los las y para con es son una que por más si del al su o",
    "pt": "os as e para com é são uma que por mais do da em não você um ao",
    "it": "il la gli le e per con è sono una che più del della di non il lo",
    "nl": "de het een en voor met is zijn je van ook niet of als op dat naar",
}
_BY_WORD: dict[str, list[str]] = {}
for _language, _words in _SMALL_WORDS.items():
    for _word in _words.split():
        _BY_WORD.setdefault(_word, []).append(_language)


def tell_language(text: str) -> str:
    """Name the language of a text: en, de, fr, es, pt, it, nl, zh or ja; en where unsure."""
    start = text[:_LOOKED_AT]
    if start.count(" the ") + start.count(" and ") >= _SURE:
        return "en"
    if not start.isascii():
        kana, han = len(_JAPANESE.findall(start)), len(_HAN.findall(start))
        latin = len(_LATIN.findall(start))
        if kana >= _FEW and 2 * (kana + han) >= latin:
            return "ja"
        if han >= _FEW and 2 * han >= latin:
            return "zh"
    votes: Counter[str] = Counter()
    for word, count in Counter(start.lower().split()).items():
        for language in _BY_WORD.get(word, ()):
            votes[language] += count
    first = max(_SMALL_WORDS, key=lambda language: votes[language])
    return first if votes[first] >= _VOTES else "en"
