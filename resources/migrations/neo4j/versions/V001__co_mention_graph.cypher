// One node per key and one edge per id of the co-mention graph, found by website and name.
CREATE CONSTRAINT brand_id IF NOT EXISTS
    FOR (n:Brand) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT llmprovider_id IF NOT EXISTS
    FOR (n:LLMProvider) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT belieftype_type IF NOT EXISTS
    FOR (n:BeliefType) REQUIRE n.type IS UNIQUE;
CREATE CONSTRAINT icp_id IF NOT EXISTS
    FOR (n:ICP) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT conversation_id IF NOT EXISTS
    FOR (n:Conversation) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT intent_id IF NOT EXISTS
    FOR (n:Intent) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT concern_id IF NOT EXISTS
    FOR (n:Concern) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT publication_website_id IF NOT EXISTS
    FOR (n:Publication) REQUIRE n.website_id IS UNIQUE;
CREATE CONSTRAINT co_mentioned_id IF NOT EXISTS
    FOR ()-[r:CO_MENTIONED]-() REQUIRE r.id IS UNIQUE;
CREATE CONSTRAINT competes_with_id IF NOT EXISTS
    FOR ()-[r:COMPETES_WITH]-() REQUIRE r.id IS UNIQUE;
CREATE CONSTRAINT ranks_for_id IF NOT EXISTS
    FOR ()-[r:RANKS_FOR]-() REQUIRE r.id IS UNIQUE;
CREATE CONSTRAINT installs_belief_id IF NOT EXISTS
    FOR ()-[r:INSTALLS_BELIEF]-() REQUIRE r.id IS UNIQUE;
CREATE CONSTRAINT recommends_id IF NOT EXISTS
    FOR ()-[r:RECOMMENDS]-() REQUIRE r.id IS UNIQUE;
CREATE CONSTRAINT ignores_id IF NOT EXISTS
    FOR ()-[r:IGNORES]-() REQUIRE r.id IS UNIQUE;
CREATE CONSTRAINT has_concern_id IF NOT EXISTS
    FOR ()-[r:HAS_CONCERN]-() REQUIRE r.id IS UNIQUE;
CREATE CONSTRAINT initiates_id IF NOT EXISTS
    FOR ()-[r:INITIATES]-() REQUIRE r.id IS UNIQUE;
CREATE CONSTRAINT triggers_id IF NOT EXISTS
    FOR ()-[r:TRIGGERS]-() REQUIRE r.id IS UNIQUE;
CREATE CONSTRAINT contains_id IF NOT EXISTS
    FOR ()-[r:CONTAINS]-() REQUIRE r.id IS UNIQUE;
CREATE INDEX brand_normalized_name IF NOT EXISTS
    FOR (n:Brand) ON (n.normalized_name);
CREATE INDEX icp_website_id IF NOT EXISTS
    FOR (n:ICP) ON (n.website_id);
CREATE INDEX conversation_website_id IF NOT EXISTS
    FOR (n:Conversation) ON (n.website_id);
CREATE INDEX intent_website_id IF NOT EXISTS
    FOR (n:Intent) ON (n.website_id);
CREATE INDEX concern_website_id IF NOT EXISTS
    FOR (n:Concern) ON (n.website_id);
