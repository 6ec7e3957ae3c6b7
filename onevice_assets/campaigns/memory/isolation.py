"""What every statement of campaigns must say, and what none may: checked when it is defined.

The graph holds nodes of other applications and of other clients. So every node that a statement
names has the label `:Droom` and, unless it is a shared attribute node, `brand_id: $brand_id` in
the pattern itself: there is no place where a filter could be forgotten. A variable may be used
again without both. Statements keep to a small part of Cypher, so that this can be read off them:
parentheses are nodes or arguments of a function, nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from onevice_assets.campaigns.model.kinds import DROOM
from onevice_assets.campaigns.model.shared import SHARED

_FORBIDDEN = frozenset(
    ("DROP", "DETACH", "REMOVE", "CALL", "LOAD", "FOREACH", "USE", "CONSTRAINT", "INDEX", "UNION")
)
_FUNCTIONS = frozenset(
    ("coalesce", "collect", "count", "labels", "properties", "sum", "avg", "min", "max")
)
_TEXT = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|`[^`]*`|//|/\*")
# an opening parenthesis right behind a function's name is its own; any other opens a node
_NODE = re.compile(
    r"(?<![\w.])\((?P<var>\w*)(?P<labels>(?::\w+)*)\s*(?:\{(?P<map>[^{}]*)\})?(?P<end>[^()]*)\)"
)
_EDGE = re.compile(r"\[(?P<var>\w*)(?P<types>:[\w|]*)?\s*(?:\{(?P<map>[^{}]*)\})?(?P<end>[^\]]*)\]")
_BARE_EDGE = re.compile(r"--|-->|<--")
_HAS_NO_TIE = re.compile(r"NOT \((\w+)\)--\(\)")
_CHANGED = re.compile(r"\b(?:SET|DELETE)\s+(\w+)")
_CALLED = re.compile(r"(\w+)\(")
_CALLED_WITH_LABELS = re.compile(r"\w\(\s*\w*\s*:")
_MAP_SET = re.compile(r"\bSET\s+(\w+)\s*\+?=")
_OWNER_SET = re.compile(r"\.(?:brand_id|droom_key)\s*=(?!\s*\$brand_id\b)")
_OWNER = re.compile(r"(?:^|,)\s*brand_id:\s*\$brand_id\s*(?:,|$)")


def check_statement(name: str, text: str) -> None:
    """Make sure that a statement cannot read or change what is not the client's.

    Raises:
        ValueError: naming the statement and the first thing that is wrong.
    """
    for wrong in _judge(text):
        raise ValueError(f"Cypher statement {name!r}: {wrong}: {text}")


def _judge(text: str) -> Iterator[str]:
    if _TEXT.search(text):
        yield "it holds a text, a quoted name or a comment: values are parameters"
    words = {word.upper() for word in re.findall(r"\w+", text)}
    if said := sorted(words & _FORBIDDEN):
        yield f"it says {', '.join(said)}"
    if not words & {"MATCH", "MERGE", "CREATE"}:
        yield "it names no node"
    if strange := sorted(set(_CALLED.findall(text)) - _FUNCTIONS):
        yield f"it calls {', '.join(strange)}, or a space is missing before a node"
    if _CALLED_WITH_LABELS.search(text):
        yield "it calls a function with a node in place of a value"
    yield from _judge_owners(text)
    bound: set[str] = set()
    # whether a node of ours has any tie is asked of it; nothing is read through that
    plain = _HAS_NO_TIE.sub(r"NOT (\1)", text)
    yield from _judge_nodes(plain, bound)
    yield from _judge_edges(plain, bound)
    if strange := sorted(set(_CHANGED.findall(text)) - bound):
        yield f"it changes {', '.join(strange)}, which no pattern binds"


def _judge_owners(text: str) -> Iterator[str]:
    """A node stays the client's, whatever a row brings."""
    for variable in _MAP_SET.findall(text):
        if f"{variable}.brand_id = $brand_id" not in text:
            yield f"what a row brings may give {variable} to another client"
    if _OWNER_SET.search(text):
        yield "it sets brand_id to something else, or a key"


def _judge_nodes(text: str, bound: set[str]) -> Iterator[str]:
    for match in _NODE.finditer(text):
        labels = set(match["labels"].split(":")) - {""}
        if match["end"].strip():
            yield f"{match[0]} is no plain node"
        elif not labels:
            if match["map"] or match["var"] not in bound:
                yield f"{match[0]} has no label"
        elif DROOM not in labels:
            yield f"{match[0]} lacks :{DROOM}"
        elif not labels & SHARED.keys() and not _OWNER.search(match["map"] or ""):
            yield f"{match[0]} lacks brand_id: $brand_id"
        bound.add(match["var"])
    left = _NODE.sub("", text)
    if re.search(r"(?<![\w.])\(", left):
        yield "it has a parenthesis that is neither a node nor a function's"


def _judge_edges(text: str, bound: set[str]) -> Iterator[str]:
    for match in _EDGE.finditer(text):
        if not match["types"] or match["end"].strip() or not _OWNER.search(match["map"] or ""):
            yield f"{match[0]} lacks its type or brand_id: $brand_id"
        bound.add(match["var"])
    if _BARE_EDGE.search(text):
        yield "it follows a relationship without its type"
