// The keys and indexes go; facts stay until the next publish, and nothing keeps them single.
DROP INDEX timeline_entity_organization_id IF EXISTS;
DROP CONSTRAINT timeline_fact_id IF EXISTS;
DROP CONSTRAINT timeline_entity_id IF EXISTS;
