// The keys and indexes go; patterns stay until the next publish, and nothing keeps them single.
DROP INDEX pattern_organization_id IF EXISTS;
DROP INDEX pattern_type_idx IF EXISTS;
DROP INDEX pattern_user_idx IF EXISTS;
DROP CONSTRAINT similar_to_id IF EXISTS;
DROP CONSTRAINT leads_to_id IF EXISTS;
DROP CONSTRAINT pattern_publication_organization_id IF EXISTS;
DROP CONSTRAINT pattern_id IF EXISTS;
