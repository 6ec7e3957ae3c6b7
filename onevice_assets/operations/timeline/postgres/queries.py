"""SQL that reads facts and statements; every text of a caller is a parameter.

A key is one number (migration V017): a subject's keys are 65,536 neighbours, so that one GiST index
serves a relation, a whole subject, and both times.
"""

from __future__ import annotations

from typing import Final

_MICROSECONDS: Final = "(extract(epoch FROM {}) * 1000000)::bigint"


def _bounds(column: str) -> str:
    return ", ".join(_MICROSECONDS.format(f"{end}({column})") for end in ("lower", "upper"))


_TOLD: Final = f"""
SELECT s.name, r.name, o.name, {_bounds("f.valid")}, {_bounds("f.known")}, f.statement_id
"""
# OFFSET 0: facts are found first, by the index, and only those get their names
_NAMED: Final = """
OFFSET 0) f
JOIN operations.names s ON s.number = f.subject
JOIN operations.names o ON o.number = f.object
JOIN operations.relations r
    ON r.organization_id = f.organization_id AND r.number = f.relation
"""
_FROM: Final = """
FROM (SELECT * FROM operations.facts f WHERE f.organization_id = %(organization_id)s
"""
_OF_SUBJECT: Final = """
AND f.about && (SELECT int8range(n.number * 65536, n.number * 65536 + 65536)
    FROM operations.names n
    WHERE n.organization_id = %(organization_id)s AND n.name = %(subject)s)
"""
_OF_KEY: Final = """
AND f.about && (SELECT int8range(n.number * 65536 + k.number, n.number * 65536 + k.number, '[]')
    FROM operations.names n, operations.relations k
    WHERE n.organization_id = %(organization_id)s AND n.name = %(subject)s
    AND k.organization_id = %(organization_id)s AND k.name = %(relation)s)
"""
_OF_OBJECT: Final = """
AND f.object = (SELECT n.number FROM operations.names n
    WHERE n.organization_id = %(organization_id)s AND n.name = %(object)s)
"""
_KNOWN: Final = "AND f.known @> %(known_at)s::timestamptz "
_VALID: Final = "AND f.valid @> %(valid_at)s::timestamptz "
_DURING: Final = "AND f.valid && %(interval)s::tstzrange "

OBJECTS_DURING: Final = (
    f"{_TOLD}{_FROM}{_OF_OBJECT}{_KNOWN}{_DURING}{_NAMED}"
    "WHERE %(relation)s::text IS NULL OR r.name = %(relation)s"
)
FACTS_OF_KEYS: Final = f"""{_TOLD}
FROM unnest(%(keys)s::bigint[]) AS asked(key)
CROSS JOIN LATERAL (SELECT * FROM operations.facts f
    WHERE f.about @> asked.key AND (%(past)s OR upper_inf(f.known))
{_NAMED}"""
ALL_FACTS: Final = f"""{_TOLD}, f.id {_FROM}
AND f.id > %(last)s::uuid ORDER BY f.id LIMIT %(limit)s
{_NAMED} ORDER BY f.id"""
FACTS_OF_IDS: Final = f"""{_TOLD}, f.id {_FROM}
AND f.id = ANY(%(ids)s::uuid[]) {_NAMED}"""
MARK_OF_IDS: Final = """
SELECT count(*), sum(hashtextextended(id::text || known::text, 0)::numeric)
FROM operations.facts WHERE organization_id = %(organization_id)s AND id = ANY(%(ids)s::uuid[])
"""
MOST_OF_SUBJECT: Final = f"{_TOLD}{_FROM}{_OF_SUBJECT} LIMIT %(most)s {_NAMED}"

STATEMENTS: Final = f"""
SELECT s.id, n.name, r.name, o.name, {_bounds("s.valid")}, isempty(s.valid),
    {_MICROSECONDS.format("s.known_at")}, s.denies, s.withdraws, s.attributes, s.source
FROM operations.statements s
JOIN operations.names n ON n.number = s.subject
LEFT JOIN operations.names o ON o.number = s.object
JOIN operations.relations r ON r.organization_id = s.organization_id AND r.number = s.relation
WHERE s.organization_id = %(organization_id)s
"""
OF_KEYS: Final = (
    " AND (s.subject, s.relation) IN (SELECT * FROM unnest(%(subjects)s::bigint[], "
    "%(relations)s::integer[]))"
)
OF_IDS: Final = " AND s.id = ANY(%(ids)s::uuid[])"
OF_EPISODES: Final = """ AND s.id IN (SELECT e.id
    FROM unnest(%(episodes)s::text[]) AS asked(id) CROSS JOIN LATERAL (
        SELECT t.id FROM operations.statements t
        WHERE t.organization_id = %(organization_id)s AND t.attributes <> '{}'
        AND t.attributes @> jsonb_build_object('episode', asked.id)) e)"""


def facts_at(relation: str | None) -> str:
    """Facts at a pair of moments, of a relation or of all of them."""
    return _about(relation, _KNOWN + _VALID)


def facts_during(relation: str | None) -> str:
    """Facts of an interval, at one state of knowledge."""
    return _about(relation, _KNOWN + _DURING)


def facts_ever(relation: str | None) -> str:
    """Every fact there ever was of a subject."""
    return _about(relation, "")


def _about(relation: str | None, times: str) -> str:
    return _TOLD + _FROM + (_OF_KEY if relation else _OF_SUBJECT) + times + _NAMED
