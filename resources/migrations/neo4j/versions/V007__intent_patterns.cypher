// A user's recurring intents, found by key, tenant, user and type; what two publishes wait at.
CREATE CONSTRAINT pattern_id IF NOT EXISTS FOR (n:Pattern) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT pattern_publication_organization_id IF NOT EXISTS
    FOR (n:PatternPublication) REQUIRE n.organization_id IS UNIQUE;
CREATE CONSTRAINT leads_to_id IF NOT EXISTS FOR ()-[r:LEADS_TO]-() REQUIRE r.id IS UNIQUE;
CREATE CONSTRAINT similar_to_id IF NOT EXISTS FOR ()-[r:SIMILAR_TO]-() REQUIRE r.id IS UNIQUE;
CREATE INDEX pattern_user_idx IF NOT EXISTS FOR (n:Pattern) ON (n.user_id);
CREATE INDEX pattern_type_idx IF NOT EXISTS FOR (n:Pattern) ON (n.pattern_type);
CREATE INDEX pattern_organization_id IF NOT EXISTS FOR (n:Pattern) ON (n.organization_id);
