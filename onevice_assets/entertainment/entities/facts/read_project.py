"""What a document states of its project: kind, status, union, days, length and formats.

Where it is shot is read in `read_places`, its budget in `read_money`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from onevice_assets.entertainment.entities.facts.node_fact import NodeFact
from onevice_assets.entertainment.entities.people import Span
from onevice_assets.entertainment.graph.model.projects import STATUSES

_FIELD, _PROSE = 0.95, 0.85
_KINDS = {
    "music video": "Music Video",
    "commercial": "Commercial",
    "tv spot": "Commercial",
    "spot": "Commercial",
    "brand film": "Brand Film",
    "branded film": "Brand Film",
}
_KIND = "|".join(sorted(_KINDS, key=len, reverse=True))
_TYPE = re.compile(
    rf"(?im)\b(?:an?|the|this|our)\s+(?:[\w-]+\s+){{0,2}}?(?P<a>{_KIND})\b(?!\s+(?:direct|produc|break))"
    rf"|\((?P<b>{_KIND})\)|^[ \t*_>#-]*(?:(?:project )?(?:type|kind|format)\s*[:|]\s*)?"
    rf"(?P<c>{_KIND})\s*(?:,|$)"
)
_MEDIA = {
    "national tv": "National TV", "national television": "National TV", "tv": "TV",
    "regional tv": "Regional TV", "local tv": "Local TV", "television": "TV",
    "social media": "Social Media", "social": "Social Media", "cinema": "Cinema",
    "cinemas": "Cinema", "streaming": "Streaming", "online": "Online", "web": "Online",
}  # fmt: skip
_MEDIUM = "|".join(sorted(_MEDIA, key=len, reverse=True))
_SUBTYPE = re.compile(
    rf"(?i)\b(?:{_KIND}|campaign|film)\s+for\s+(?P<m>{_MEDIUM})"
    r"(?=[\s]*(?:[.,;)]|$))"
)
_STATUS = re.compile(
    rf"(?im)^[ \t*_>#|-]*(?:project )?status[*_]*\s*[:|]\s*(?P<s>{'|'.join(STATUSES)})\b"
)
_UNIONIZED = r"(?:production|shoot|crew|project|job|commercial|film|talent|cast)"
_UNION = re.compile(
    rf"(?i)(?P<non>\bnon-?\s?union\b|\bnot an? union {_UNIONIZED})|\bunion {_UNIONIZED}\b"
)
_DAYS = re.compile(
    r"(?i)\bday\s+\d{1,2}\s+of\s+(?P<a>\d{1,2})\b|\b(?P<b>\d{1,2}|one|two|three|four|five|six|seven"
    r"|eight|nine|ten)[ -](?:shoot(?:ing)?[ -]days?|days? (?:of shooting|shoot))\b"
)
NUMBERS: Mapping[str, int] = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10,
}  # fmt: skip
_LENGTH = re.compile(
    rf"(?im)\b(?P<s>\d{{1,3}})[ -]?seconds?\b(?=\s+(?:{_KIND}|film|cut|ad)\b)"
    rf"|(?:(?:length|duration|runtime|running time|trt)\s*[:|]\s*|\b(?:{_KIND}),\s+)"
    r"(?P<m>\d{1,2}):(?P<r>[0-5]\d)\b(?!\s*[ap]\.?m)"
)
_RATIO = re.compile(
    r"(?<![\d:.])(?:\d\.\d{1,2}:1|16:9|9:16|4:5|1:1|4:3|21:9)(?![\d:])(?!\s*[ap]\.?m)"
)


def read_project_facts(pages: Iterable[tuple[int, str]]) -> Iterator[NodeFact]:
    """Facts about the document's own project.

    Args:
        pages: number, from 1, and text of each page.
    """
    for page, text in pages:
        yield from _read_page(text, page)


def _read_page(text: str, page: int) -> Iterator[NodeFact]:
    for match in _TYPE.finditer(text):
        kind = next(group for group in match.groups() if group)
        sure = _PROSE if match["a"] else _FIELD
        yield _fact("type", _KINDS[kind.casefold()], match, page, sure)
    for match in _SUBTYPE.finditer(text):
        yield _fact("subtype", _MEDIA[match["m"].casefold()], match, page, _PROSE)
    for match in _STATUS.finditer(text):
        status = next(one for one in STATUSES if one.casefold() == match["s"].casefold())
        yield _fact("status", status, match, page, _FIELD)
    for match in _UNION.finditer(text):
        yield _fact("unionStatus", "Non-Union" if match["non"] else "Union", match, page, _PROSE)
    for match in _DAYS.finditer(text):
        said = (match["a"] or match["b"]).casefold()
        yield _fact("shootDays", NUMBERS.get(said) or int(said), match, page, _FIELD)
    for match in _LENGTH.finditer(text):
        seconds = int(match["s"]) if match["s"] else 60 * int(match["m"]) + int(match["r"])
        yield _fact("durationSeconds", seconds, match, page, _PROSE)
    for match in _RATIO.finditer(text):
        yield _fact("aspectRatios", match.group(), match, page, _PROSE)


def _fact(name: str, value: object, match: re.Match[str], page: int, confidence: float) -> NodeFact:
    return NodeFact("Project", "", name, value, Span(*match.span(), page), confidence)
