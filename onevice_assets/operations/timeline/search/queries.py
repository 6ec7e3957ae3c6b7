"""SQL of a search for facts; every text of a caller is a parameter.

Each source ranks facts that hold at both moments: one row per fact, best first. A word or an
attribute that very many share tells nothing and would cost the most: it is left out.
"""

from __future__ import annotations

from typing import Final

FOLDED: Final = "btrim(regexp_replace(lower({}), '[^[:alnum:]]+', ' ', 'g'))"
"""How the server folds a name (migration V020): a question is folded in the same way."""

_TELLING: Final = 300
"""A word that more names or statements of an organization have tells nothing."""
_MOST_NAMES: Final = 30
_MOST_OF_NAME: Final = 50
_WORDS_OF_ATTRIBUTES: Final = (
    "jsonb_to_tsvector('english', attributes, '[\"string\", \"numeric\"]')"
)

_AT_BOTH: Final = (
    "f.organization_id = %(organization_id)s AND f.valid @> %(valid_at)s::timestamptz "
    "AND f.known @> %(known_at)s::timestamptz"
)
_WHERE: Final = """ AND f.statement_id IN (SELECT s.id FROM operations.statements s
    WHERE s.organization_id = %(organization_id)s
    AND s.attributes <> '{}' AND s.attributes @> %(where)s::jsonb)"""
_COLUMNS: Final = "f.id, f.subject, f.relation, f.object, f.valid, f.known, f.statement_id"

MENTIONS: Final = f"""
SELECT g.place, n.number, n.name
FROM unnest(%(grams)s::text[]) WITH ORDINALITY AS g (gram, place)
JOIN operations.names n
    ON n.organization_id = %(organization_id)s AND n.folded = {FOLDED.format("g.gram")}
ORDER BY g.place, n.number
"""

NAMED: Final = """
SELECT a.place, s.name, r.name, o.name,
    (extract(epoch FROM lower(f.valid)) * 1000000)::bigint,
    (extract(epoch FROM upper(f.valid)) * 1000000)::bigint,
    (extract(epoch FROM lower(f.known)) * 1000000)::bigint,
    (extract(epoch FROM upper(f.known)) * 1000000)::bigint, f.statement_id
FROM unnest(%(ids)s::uuid[]) WITH ORDINALITY AS a (id, place)
JOIN operations.facts f ON f.id = a.id AND f.organization_id = %(organization_id)s
JOIN operations.names s ON s.number = f.subject
JOIN operations.names o ON o.number = f.object
JOIN operations.relations r ON r.organization_id = f.organization_id AND r.number = f.relation
ORDER BY a.place
"""


def _of_names(names: str, condition: str) -> str:
    """Facts that hold, of each of some names, newest known first; `names` has number and score.

    OFFSET 0 has a name's facts looked up before they are put in order. Else PostgreSQL thinks it
    cheaper to walk down all facts from the newest until fifty of a name have passed by: of a name
    with four that is every fact there is (12 names of 120,000 facts: 7,770 against 16 ms).
    """
    as_subject = "f.about && int8range(n.number * 65536, n.number * 65536 + 65536)"
    return "UNION ALL".join(
        f"""
    SELECT {_COLUMNS}, n.score FROM {names} n CROSS JOIN LATERAL (
        SELECT * FROM (
            SELECT * FROM operations.facts f WHERE {its} AND {condition} OFFSET 0) f
        ORDER BY f.id DESC LIMIT {_MOST_OF_NAME}) f
    """
        for its in (as_subject, "f.object = n.number")
    )


def _hits(of: str, words: str, condition: str, config: str) -> str:
    """What has each word of the question, and what the word is worth by how few have it."""
    return f"""
    SELECT h.key, w.lexeme,
        ln(1 + {_TELLING}::float8 / count(*) OVER (PARTITION BY w.lexeme)) AS worth,
        count(*) OVER (PARTITION BY w.lexeme) AS sharing
    FROM unnest(tsvector_to_array(to_tsvector('{config}', %(folded)s))) AS w (lexeme)
    CROSS JOIN LATERAL (
        SELECT {of} WHERE organization_id = %(organization_id)s AND {condition}
        AND {words} @@ plainto_tsquery('simple', w.lexeme) LIMIT {_TELLING + 1}) h"""


def by_words(*, filtered: bool) -> str:
    """Facts by the rare words that their names, and their statement's attributes, share with it."""
    condition = _AT_BOTH + (_WHERE if filtered else "")
    names = _hits("number AS key FROM operations.names", "words", "true", "simple")
    said = _hits(
        "id AS key FROM operations.statements",
        _WORDS_OF_ATTRIBUTES,
        "attributes <> '{}'",
        "english",
    )
    return f"""
    WITH name_hits AS MATERIALIZED ({names}), statement_hits AS MATERIALIZED ({said}),
    names AS MATERIALIZED (
        SELECT key AS number, sum(worth) AS score FROM name_hits WHERE sharing <= {_TELLING}
        GROUP BY key ORDER BY score DESC, key LIMIT {_MOST_NAMES}),
    statements AS MATERIALIZED (
        SELECT key AS id, sum(worth) AS score FROM statement_hits WHERE sharing <= {_TELLING}
        GROUP BY key ORDER BY score DESC, key LIMIT %(depth)s),
    every AS (
        {_of_names("names", condition)}
        UNION ALL
        SELECT {_COLUMNS}, s.score FROM statements s
        JOIN operations.facts f ON f.statement_id = s.id AND {condition})
    SELECT id FROM every GROUP BY id, valid ORDER BY sum(score) DESC, lower(valid) DESC, id
    LIMIT %(depth)s
    """


def by_structure(*, filtered: bool) -> str:
    """Facts of the entities that the question spells out, then of whom those stand beside.

    First what joins two of them, then what is in a relation that the question names.
    """
    condition = _AT_BOTH + (_WHERE if filtered else "")
    return f"""
    WITH named AS (SELECT unnest(%(numbers)s::bigint[]) AS number, 1.0 AS score),
    own AS MATERIALIZED ({_of_names("named", condition)}),
    beside AS MATERIALIZED (
        SELECT DISTINCT number, 0.0 AS score FROM own, unnest(ARRAY[subject, object]) AS o (number)
        WHERE number <> ALL(%(numbers)s::bigint[]) ORDER BY number LIMIT {_MOST_NAMES}),
    every AS (SELECT * FROM own UNION ALL {_of_names("beside", condition)})
    SELECT e.id FROM every e JOIN operations.relations r
        ON r.organization_id = %(organization_id)s AND r.number = e.relation
    GROUP BY e.id, e.valid, r.name
    ORDER BY sum(e.score) DESC,
        to_tsvector('english', {FOLDED.format("r.name")})
            @@ to_tsquery('english', %(any_word)s) DESC,
        lower(e.valid) DESC, e.id
    LIMIT %(depth)s
    """


def of_texts(*, filtered: bool) -> str:
    """Facts that hold of the texts a store of vectors found, in its order."""
    condition = _AT_BOTH + (_WHERE if filtered else "")
    return f"""
    SELECT f.id FROM unnest(%(texts)s::uuid[]) WITH ORDINALITY AS a (id, place)
    JOIN operations.fact_texts t
        ON t.organization_id = %(organization_id)s AND t.kept_in = %(kept_in)s AND t.id = a.id
    CROSS JOIN LATERAL (SELECT * FROM operations.facts f
        WHERE f.about @> (t.subject * 65536 + t.relation) AND f.object = t.object
        AND {condition}) f
    ORDER BY a.place, f.id LIMIT %(depth)s
    """


def by_attributes() -> str:
    """Facts whose statement has the attributes that were asked for, newest first."""
    return f"""
    SELECT f.id FROM operations.facts f WHERE {_AT_BOTH}{_WHERE}
    ORDER BY lower(f.valid) DESC, f.id LIMIT %(depth)s
    """


MISSING_OF_FACTS: Final = """
SELECT p.subject, p.relation, p.object, s.name, r.name, o.name
FROM (SELECT DISTINCT subject, relation, object FROM operations.facts
    WHERE organization_id = %(organization_id)s AND id = ANY(%(ids)s::uuid[])) p
JOIN operations.names s ON s.number = p.subject
JOIN operations.names o ON o.number = p.object
JOIN operations.relations r
    ON r.organization_id = %(organization_id)s AND r.number = p.relation
WHERE NOT EXISTS (SELECT FROM operations.fact_texts t WHERE t.kept_in = %(kept_in)s
    AND t.subject = p.subject AND t.relation = p.relation AND t.object = p.object)
"""
MISSING_TEXTS: Final = """
WITH page AS (
    SELECT id, subject, relation, object FROM operations.facts
    WHERE organization_id = %(organization_id)s AND id > %(last)s::uuid ORDER BY id LIMIT %(limit)s)
SELECT (SELECT id FROM page ORDER BY id DESC LIMIT 1), p.subject, p.relation, p.object,
    s.name, r.name, o.name
FROM (SELECT DISTINCT subject, relation, object FROM page
    UNION ALL SELECT NULL, NULL, NULL FROM (SELECT FROM page LIMIT 1) one) p
LEFT JOIN operations.names s ON s.number = p.subject
LEFT JOIN operations.names o ON o.number = p.object
LEFT JOIN operations.relations r
    ON r.organization_id = %(organization_id)s AND r.number = p.relation
WHERE NOT EXISTS (SELECT FROM operations.fact_texts t WHERE t.kept_in = %(kept_in)s
    AND t.subject = p.subject AND t.relation = p.relation AND t.object = p.object)
"""
