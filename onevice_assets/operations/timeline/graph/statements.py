"""Every Cypher statement about facts in two times (the profile is ADR 4).

A fact is a relationship between two of our own nodes, `:TimelineEntity`; Graphiti's labels
(`:Entity`, `:Episodic`) are not touched. Moments are whole microseconds, open ends the least and
the greatest number of 64 bits, so that one comparison does; the same in ISO 8601 is for people.
"""

from __future__ import annotations

from typing import Final

from resources.change.property_change import define_renaming
from resources.cypher import define
from resources.graph_rows import define_create_edges, define_delete_edges

ENTITY: Final = "TimelineEntity"
FACT: Final = "TIMELINE_FACT"

INTERVAL_NAMES: Final = {"valid": "valid_during", "known": "known_during"}
"""What the intervals of a fact, as people read them, are to be called; no query reads them."""

_OWN = "operations.timeline"
_NOBODY = {"organization_id": "none"}
_TIMES = {"known_at": 0, "start": 0, "end": 1}

MERGE_ENTITIES = define(
    f"{_OWN}.merge_entities",
    f"UNWIND $rows AS row MERGE (n:{ENTITY} {{id: row.id}}) "
    "ON CREATE SET n.organization_id = $organization_id, n.name = row.name "
    "WITH n WHERE n.organization_id = $organization_id RETURN count(n) AS written",
    rows=[{"id": "none", "name": "nobody"}],
    **_NOBODY,
)
DELETE_FACTS = define_delete_edges(f"{_OWN}.delete_facts", FACT, ENTITY)
CREATE_FACTS = define_create_edges(f"{_OWN}.create_facts", FACT, ENTITY, ENTITY)

_TOLD = (
    "RETURN s.name AS subject, f.relation AS relation, o.name AS object, f.valid_from AS "
    "valid_from, f.valid_to AS valid_to, f.known_from AS known_from, f.known_to AS known_to, "
    "f.statement_id AS statement_id"
)
_ASKED = (
    "WHERE f.organization_id = $organization_id AND ($relation IS NULL OR f.relation = $relation)"
)
_DURING = (
    "AND f.known_from <= $known_at AND f.known_to > $known_at "
    "AND f.valid_from < $end AND f.valid_to > $start"
)
OF_SUBJECT_DURING = define(
    f"{_OWN}.of_subject_during",
    f"MATCH (s:{ENTITY} {{id: $id}})-[f:{FACT}]->(o:{ENTITY}) {_ASKED} {_DURING} {_TOLD}",
    id="none",
    relation=None,
    **_TIMES,
    **_NOBODY,
)
OF_OBJECT_DURING = define(
    f"{_OWN}.of_object_during",
    f"MATCH (o:{ENTITY} {{id: $id}})<-[f:{FACT}]-(s:{ENTITY}) {_ASKED} {_DURING} {_TOLD}",
    id="none",
    relation=None,
    **_TIMES,
    **_NOBODY,
)
HISTORY = define(
    f"{_OWN}.history",
    f"MATCH (s:{ENTITY} {{id: $id}})-[f:{FACT}]->(o:{ENTITY}) {_ASKED} {_TOLD}",
    id="none",
    relation=None,
    **_NOBODY,
)
NEXT_SUBJECTS = define(
    f"{_OWN}.next_subjects",
    f"MATCH (s:{ENTITY}) WHERE s.organization_id = $organization_id AND s.id > $last "
    "RETURN s.id AS id ORDER BY s.id LIMIT 1000",
    last="",
    **_NOBODY,
)
OF_SUBJECTS = define(
    f"{_OWN}.of_subjects",
    f"UNWIND $ids AS id MATCH (s:{ENTITY} {{id: id}})-[f:{FACT}]->(o:{ENTITY}) "
    f"WHERE f.organization_id = $organization_id {_TOLD}, f.id AS id",
    ids=["none"],
    **_NOBODY,
)
TAKE_AWAY = define(
    f"{_OWN}.take_away",
    f"MATCH (n:{ENTITY}) WHERE n.organization_id = $organization_id WITH n LIMIT 5000 "
    "WITH collect(n) AS some UNWIND some AS n DETACH DELETE n RETURN count(*) AS gone",
    **_NOBODY,
)
RENAME_INTERVALS: Final = define_renaming(f"{_OWN}.rename_intervals", ENTITY, FACT, INTERVAL_NAMES)
