"""Judge what one mention alone gives its brand, by its place and the words around it.

The order of the questions is the order of what outweighs what: a citation, the title of an option,
an answer that knows nothing, a label in front of the name, advice against, what governs the name
directly ("than X", "according to X", "owned by X"), advice and praise in its clause, comparisons.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from onevice_assets.brand_monitor.brand_states.deciding.read_clause import (
    Clause,
    list_start,
    read_clause,
)
from onevice_assets.brand_monitor.brand_states.deciding.read_phrases import (
    is_bare,
    is_condemned,
    is_place_to_look,
    is_source_title,
    is_taken_back,
    leads_line,
)
from onevice_assets.brand_monitor.brand_states.finding.find_brands import Mention
from onevice_assets.brand_monitor.brand_states.finding.locate_mention import Place
from onevice_assets.brand_monitor.brand_states.reading.option_sections import is_options_section
from onevice_assets.brand_monitor.brand_states.reading.read_blocks import Document
from onevice_assets.brand_monitor.brand_states.reading.read_cues import Cues, cues_of

_LABEL = re.compile(r"^[\s\W]{0,8}(?P<label>[^:：→\n]{2,80}?)[*_\s]*[:：→][*_\s]*$")
_HEAD_VERB = re.compile(
    r"[*_\s]*(?:and \W*[\w.&' -]{2,30}?[*_]*\s)?(?:moved|built|switched|migrated|adopted|rewrote|"
    r"merged|acquired|completed|was (?:acquired|founded|bought)|replaced|launched|bought|announced|"
    r"run (?:thousands|their|on))\b"
)
_SUBJECT = re.compile(
    r"[*_\])®™]*(?:['’]s?)?(?:,? [\w'’®.&+-]+){0,4}?,? (?!is owned|are owned|is part|is based)"
    r"(?:is|are|has|have|remains?|makes?|"
    r"gives?|lets?|offers?|does|can|costs?|comes?|works?|includes?|handles?|covers?|keeps?|wins?|est|sont|ist|sind|"
    r"es|son|è|sono|zijn|é|são)\b"
)
_LEADERS = re.compile(r"\bleaders?\b[^.]{0,60}\b(?:include|are|:)", re.IGNORECASE)
_EXAMPLE = re.compile(
    r"(?:such as|like|e\.g\.,?(?: from| via)?|for example,?)\s[*_]*$", re.IGNORECASE
)
_OPENS_WITH_ORDER = re.compile(
    r"[\W\d]*(?:use|try|check|buy|get|book|compare|consider|start|look|ask|run|see|visit)\b",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(
    r"\((?:e\.g\.|like|such as|for example|including|i\.e\.)[^()]*$", re.IGNORECASE
)
_AUDIENCE = re.compile(
    r"[*_]*(?: [\w'’-]+){0,2} (?:users?|owners|fans|lovers|subscribers|households?|ecosystem)\b"
)
_GOVERNED = 70
_INTRO = 160
_WIDEST_ROW = 2_000


def judge(document: Document, place: Place, mentions: Sequence[Mention]) -> str:
    """State that one mention alone gives its brand: one of the five presences."""
    if place.block < 0:
        return "mentioned"
    if place.is_citation:
        is_label = document.blocks[place.block].kind != "reference"
        return "trusted" if is_label else "mentioned"
    cues = cues_of(document.language)
    clause = read_clause(document.text, place, mentions)
    if place.is_head and _is_option(document, place):
        return _judge_head(document, place, clause, cues, mentions)
    if cues.unknown.search(clause.sentence):
        return "ignored"
    if document.blocks[place.block].kind == "row" and _is_advised_cell(document, place, cues):
        return "recommended"
    return (
        _judge_label(clause, cues)
        or _judge_shape(document, place, clause, cues, mentions)
        or _judge_governed(clause, cues, place)
        or _judge_clause(clause, cues, place)
        or "mentioned"
    )


def _judge_head(
    document: Document, place: Place, clause: Clause, cues: Cues, mentions: Sequence[Mention]
) -> str:
    """What the title of an option gives the name that it presents."""
    text, end = document.text, place.mention.end
    if is_source_title(document, place, mentions, cues):
        return "trusted"
    warned = is_warned(document, place, cues) or _is_warned_label(_label(clause), cues)
    warned = warned or is_condemned(document, place, cues)
    other = _HEAD_VERB.match(text, end) or _AUDIENCE.match(text, end)
    return "mentioned" if warned or other else "recommended"


def _judge_shape(
    document: Document, place: Place, clause: Clause, cues: Cues, mentions: Sequence[Mention]
) -> str:
    """What the shape of its line or sentence alone makes of a name; '' where it says nothing."""
    text = document.text
    if is_place_to_look(text, place) or is_taken_back(text, place, mentions, cues):
        return "mentioned"
    start = list_start(text, place, mentions) - len(clause.before)
    is_alone = _opens(clause) and is_bare(text, place, start, mentions)
    if not is_alone and not leads_line(document, place):
        return ""
    is_option = is_options_section(document, document.blocks[place.block])
    is_warned = cues.rejects.search(clause.sentence) or cues.warns.search(clause.sentence)
    return "recommended" if is_option and not is_warned else ""


def _is_option(document: Document, place: Place) -> bool:
    block = document.blocks[place.block]
    return block.kind == "card" or is_options_section(document, block)


def is_warned(document: Document, place: Place, cues: Cues) -> bool:
    """Whether the title above, or the line that opens the list, advises against what follows."""
    block = document.blocks[place.block]
    if block.section >= 0:
        section = document.blocks[block.section]
        if cues.warns.search(document.text, section.body, section.head_end):
            return True
    if block.kind not in ("item", "row"):
        return False
    intro = document.intro(place.block)
    return intro is not None and bool(
        cues.warns.search(document.text, max(intro.body, intro.end - _INTRO), intro.end)
    )


def _is_advised_cell(document: Document, place: Place, cues: Cues) -> bool:
    """Whether a name fills a cell below a heading like "Best choice": | Price check | idealo |."""
    text, row = document.text, document.blocks[place.block]
    is_far = place.mention.start - row.start > _WIDEST_ROW
    if is_far or text[place.start : place.mention.start].strip(" *_|["):
        return False
    header = document.blocks[document.table_start(place.block)]
    column = text.count("|", row.start, place.mention.start)
    cells = text[header.start : header.end].split("|")
    return column < len(cells) and cues.announces.search(cells[column]) is not None


def _judge_label(clause: Clause, cues: Cues) -> str:
    """A name right behind a label: "If you want to pay nothing: X", "Best overall → X"."""
    label = _label(clause)
    if _is_warned_label(label, cues):
        return "mentioned"
    if cues.not_options.search(label) or not cues.announces.search(label):
        return ""
    return "mentioned" if _AUDIENCE.match(clause.after) else "recommended"


def _label(clause: Clause) -> str:
    """The label that a name stands right behind; '' for none."""
    match = _LABEL.match(clause.bare)
    return match["label"] if match else ""


def _is_warned_label(label: str, cues: Cues) -> bool:
    return bool(cues.warns.search(label) or cues.rejects.search(label))


def _judge_governed(clause: Clause, cues: Cues, place: Place) -> str:
    """What the words right before or behind a name make of it; '' where they say nothing."""
    bare = clause.bare[-_GOVERNED:]
    is_part = cues.uses.search(bare) or _IN_BRACKETS.search(clause.bare)
    is_part = is_part or _AUDIENCE.match(clause.after)
    if is_part or cues.rejects.search(clause.before):
        return "mentioned"
    if cues.vouches.search(bare) or cues.vouches_behind.match(clause.after):
        return "trusted"
    if not place.is_feature and _EXAMPLE.search(bare) and _OPENS_WITH_ORDER.match(clause.before):
        return "recommended"
    if cues.replaces.search(bare) and not cues.advises.search(clause.before):
        return "compared"
    return "mentioned" if cues.sells.search(clause.bare) else ""


def _judge_clause(clause: Clause, cues: Cues, place: Place) -> str:
    """Advice, praise and comparison in the clause of a name; '' where there is none."""
    if cues.rejects.search(clause.after):
        return "mentioned"
    is_subject = _opens(clause) and place.kind == "paragraph"
    if (is_subject or not place.is_feature) and _is_advised(clause, cues):
        return "recommended"
    if cues.vouched.search(clause.after) or _LEADERS.search(clause.before):
        return "trusted"
    if cues.compares.search(clause.after) and not _EXAMPLE.search(clause.before):
        return "compared"
    return "recommended" if _is_presented(clause, cues, place) else ""


def _opens(clause: Clause) -> bool:
    """Whether a name is the first word of its clause."""
    return not clause.before.strip(' *_[("“')


def _is_presented(clause: Clause, cues: Cues, place: Place) -> bool:
    """Whether running text introduces a name as one of its subjects: "Kendamil is made in …"."""
    if place.is_feature or place.kind != "paragraph" or not _opens(clause):
        return False
    return _SUBJECT.match(clause.after) is not None and not cues.warns.search(clause.sentence)


def _is_advised(clause: Clause, cues: Cues) -> bool:
    if cues.advises.search(clause.before) or cues.orders.search(clause.bare[-_GOVERNED:]):
        return True
    if cues.praises.search(clause.before):
        return True
    return cues.praises.search(clause.after) is not None
