"""Every Cypher statement of ours about Graphiti's nodes and edges; its own writes are its own.

Each names a group, so that none reaches another organization's, and Graphiti's labels, so that none
reaches another system's.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from resources.cypher import define

_OWN = "operations.graphiti"
_GROUP = {"group": "none"}
_MOMENT: Final = datetime(2024, 1, 1, tzinfo=UTC)
_TIMES = {"start": _MOMENT, "end": _MOMENT, "known": _MOMENT}

READ_NODES = define(
    f"{_OWN}.read_nodes",
    "MATCH (n:Entity) WHERE n.group_id = $group RETURN n.uuid AS uuid, n.onevice_hash AS hash",
    **_GROUP,
)
READ_EDGES = define(
    f"{_OWN}.read_edges",
    "MATCH (:Entity)-[e:RELATES_TO]->(:Entity) WHERE e.group_id = $group "
    "RETURN e.uuid AS uuid, e.onevice_hash AS hash",
    **_GROUP,
)
DELETE_EDGES = define(
    f"{_OWN}.delete_edges",
    "UNWIND $rows AS row MATCH (:Entity)-[e:RELATES_TO {uuid: row.uuid}]->(:Entity) "
    "WHERE e.group_id = $group DELETE e",
    rows=[{"uuid": "none"}],
    **_GROUP,
)
DELETE_NODES = define(
    f"{_OWN}.delete_nodes",
    "UNWIND $rows AS row MATCH (n:Entity {uuid: row.uuid}) "
    "WHERE n.group_id = $group AND NOT (n)--() DELETE n",
    rows=[{"uuid": "none"}],
    **_GROUP,
)
TAKE_AWAY = define(
    f"{_OWN}.take_away",
    "MATCH (n:Entity|Episodic) WHERE n.group_id = $group WITH n LIMIT 2000 "
    "WITH collect(n) AS some UNWIND some AS n DETACH DELETE n RETURN count(*) AS gone",
    **_GROUP,
)
IS_READ = define(
    f"{_OWN}.is_read",
    "MATCH (e:Episodic {uuid: $id}) WHERE e.group_id = $group "
    "RETURN e.content AS content, e.onevice_read AS is_read",
    id="none",
    **_GROUP,
)
MARK_READ = define(
    f"{_OWN}.mark_read",
    "MATCH (e:Episodic {uuid: $id}) WHERE e.group_id = $group SET e.onevice_read = true",
    id="none",
    **_GROUP,
)

_TOLD = (
    "RETURN s.name AS subject, e.name AS relation, o.name AS object, e.valid_at AS valid_at, "
    "e.invalid_at AS invalid_at, e.created_at AS created_at, e.expired_at AS expired_at, "
    "e.statement_id AS statement_id"
)
_ASKED = "WHERE e.group_id = $group AND ($relation IS NULL OR e.name = $relation)"
_DURING = (
    "AND e.created_at <= $known AND (e.expired_at IS NULL OR e.expired_at > $known) "
    "AND (e.valid_at IS NULL OR e.valid_at < $end) "
    "AND (e.invalid_at IS NULL OR e.invalid_at > $start)"
)
_FROM = "MATCH (s:Entity {uuid: $id})-[e:RELATES_TO]->(o:Entity)"
_TO = "MATCH (o:Entity {uuid: $id})<-[e:RELATES_TO]-(s:Entity)"
_WHOM = {"id": "none", "relation": None, **_GROUP}

OF_SUBJECT_DURING = define(
    f"{_OWN}.of_subject_during", f"{_FROM} {_ASKED} {_DURING} {_TOLD}", **_WHOM, **_TIMES
)
OF_OBJECT_DURING = define(
    f"{_OWN}.of_object_during", f"{_TO} {_ASKED} {_DURING} {_TOLD}", **_WHOM, **_TIMES
)
HISTORY = define(f"{_OWN}.history", f"{_FROM} {_ASKED} {_TOLD}", **_WHOM)
