"""How like two values are, in steps: the levels a comparison of each kind has, as SQL.

A level is the first whose condition holds; the last always does. splink learns how often each
comes among matches (m) and among others (u). Conditions are over `"<field>_<part>_l"` and `_r`
of the columns that `prepare` derives. Not here: what the probabilities are (`model`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from onevice_assets.entertainment.entities.linkage.columns import Field
from onevice_assets.entertainment.entities.linkage.meanings import Kind

COSINES: Final = (0.9, 0.75, 0.6, 0.45, 0.3, 0.15)


@dataclass(frozen=True)
class Level:
    """One step of likeness.

    Attributes:
        sql: condition, in DuckDB's SQL.
        words: what it means, for people.
        rarity: column whose frequent values count less when they agree, if any.
        is_null: whether nothing can be compared.
    """

    sql: str
    words: str
    rarity: str | None = None
    is_null: bool = False


def levels_of(field: Field) -> list[Level]:
    """Levels of a field's comparison, from nothing to compare, most alike, to all else."""
    return [*_LEVELS[field.kind](field.name), Level("ELSE", "all else")]


def _both(name: str, sql: str) -> str:
    """SQL with {l:part} and {r:part} of a field filled in."""
    parts = sql.split("{")
    filled = [parts[0]]
    for part in parts[1:]:
        inside, _, rest = part.partition("}")
        side, _, column = inside.partition(":")
        filled.append(f'"{name}_{column}_{side}"{rest}')
    return "".join(filled)


def _null(name: str, part: str) -> Level:
    sql = _both(name, f"{{l:{part}}} IS NULL OR {{r:{part}}} IS NULL")
    return Level(sql, "nothing to compare", is_null=True)


def _same(name: str, part: str, *, rarity: bool = True) -> Level:
    column = f"{name}_{part}" if rarity else None
    return Level(_both(name, f"{{l:{part}}} = {{r:{part}}}"), f"same {part}", column)


def _person(name: str) -> list[Level]:
    near = "jaro_winkler_similarity({l:%s}, {r:%s}) >= %s"
    given = f"({{l:root}} = {{r:root}} OR {near % ('given', 'given', 0.88)})"
    initial = "({l:given} = {r:initial} OR {l:initial} = {r:given})"
    return [
        _null(name, "full"),
        _same(name, "full"),
        Level(_both(name, "{l:sorted} = {r:sorted}"), "same words, other order"),
        Level(_both(name, f"{{l:surname}} = {{r:surname}} AND {given}"), "surname, like given"),
        Level(
            _both(name, f"{near % ('surname', 'surname', 0.88)} AND {given}"), "both parts alike"
        ),
        Level(_both(name, f"{{l:surname}} = {{r:surname}} AND {initial}"), "surname and initial"),
        _same(name, "surname"),
        Level(_both(name, near % ("full", "full", 0.88)), "full names alike"),
        _same(name, "given"),
    ]


def _text(name: str) -> list[Level]:
    near = f'map_extract_value("{name}_near_l", "row_r")'
    steps = [
        Level(f"{near} >= {place}", f"cosine of {cosine} and more")
        for place, cosine in zip(range(len(COSINES), 0, -1), COSINES, strict=True)
    ]
    return [_null(name, "norm"), _same(name, "norm"), *steps]


def _string(name: str) -> list[Level]:
    near = "jaro_winkler_similarity({l:norm}, {r:norm}) >= %s"
    return [
        _null(name, "norm"),
        _same(name, "norm"),
        Level(_both(name, near % 0.92), "very alike"),
        Level(_both(name, near % 0.8), "alike"),
    ]


def _code(name: str) -> list[Level]:
    edits = "damerau_levenshtein({l:norm}, {r:norm}) <= %s"
    return [
        _null(name, "norm"),
        _same(name, "norm"),
        Level(_both(name, edits % 1), "one edit"),
        Level(_both(name, f"{edits % 2} AND length({{l:norm}}) > 4"), "two edits"),
        Level(_both(name, "{l:start} = {r:start}"), "same start"),
    ]


def _address(name: str) -> list[Level]:
    street = "jaro_winkler_similarity({l:street}, {r:street}) >= 0.88"
    return [
        _null(name, "norm"),
        _same(name, "norm"),
        Level(_both(name, f"{{l:number}} = {{r:number}} AND {street}"), "number and street"),
        Level(_both(name, "jaro_winkler_similarity({l:norm}, {r:norm}) >= 0.92"), "very alike"),
        _same(name, "street"),
        Level(_both(name, "{l:number} = {r:number}"), "same number"),
    ]


def _date(name: str) -> list[Level]:
    return [
        _null(name, "norm"),
        _same(name, "norm"),
        Level(_both(name, "damerau_levenshtein({l:norm}, {r:norm}) <= 1"), "one edit"),
        Level(_both(name, "{l:year} = {r:year} AND {l:days} = {r:days}"), "day and month swapped"),
        Level(_both(name, "damerau_levenshtein({l:norm}, {r:norm}) <= 2"), "two edits"),
        Level(_both(name, "{l:year} = {r:year}"), "same year"),
        Level(_both(name, "abs(try_cast({l:year} AS INT) - try_cast({r:year} AS INT)) <= 2"),
              "two years apart"),
    ]  # fmt: skip


def _phone(name: str) -> list[Level]:
    return [
        _null(name, "norm"),
        _same(name, "norm"),
        Level(_both(name, "{l:end} = {r:end}"), "same last seven digits"),
        Level(_both(name, "damerau_levenshtein({l:end}, {r:end}) <= 1"), "one digit off"),
        Level(_both(name, "{l:start} = {r:start}"), "same exchange"),
    ]


def _email(name: str) -> list[Level]:
    return [
        _null(name, "norm"),
        _same(name, "norm"),
        _same(name, "user"),
        Level(_both(name, "jaro_winkler_similarity({l:user}, {r:user}) >= 0.9"), "like user"),
        Level(_both(name, "{l:host} = {r:host}"), "same host"),
    ]


def _number(name: str) -> list[Level]:
    ratio = "least(abs({l:value}), abs({r:value})) >= %s * greatest(abs({l:value}), abs({r:value}))"
    steps = ((0.999, "same"), (0.95, "within 5 %"), (0.8, "within 20 %"), (0.5, "within half"))
    return [
        _null(name, "value"),
        *(Level(_both(name, ratio % least), words) for least, words in steps),
    ]


_LEVELS: Final[dict[Kind, Callable[[str], list[Level]]]] = {
    "person": _person,
    "title": _text,
    "text": _text,
    "string": _string,
    "website": _string,
    "code": _code,
    "address": _address,
    "date": _date,
    "phone": _phone,
    "email": _email,
    "number": _number,
}
