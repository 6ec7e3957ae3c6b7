// Facts in two times, copied from PostgreSQL: entities by their key, facts by their id, a tenant's by its id.
CREATE CONSTRAINT timeline_entity_id IF NOT EXISTS FOR (n:TimelineEntity) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT timeline_fact_id IF NOT EXISTS FOR ()-[r:TIMELINE_FACT]-() REQUIRE r.id IS UNIQUE;
CREATE INDEX timeline_entity_organization_id IF NOT EXISTS FOR (n:TimelineEntity) ON (n.organization_id);
