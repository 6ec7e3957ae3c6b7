// Nodes of campaigns, found by key, client, day, e-mail and status: on :Droom, which binds nobody else's.
CREATE CONSTRAINT droom_key IF NOT EXISTS FOR (n:Droom) REQUIRE n.droom_key IS UNIQUE;
CREATE INDEX droom_brand_id IF NOT EXISTS FOR (n:Droom) ON (n.brand_id);
CREATE INDEX droom_date IF NOT EXISTS FOR (n:Droom) ON (n.date);
CREATE INDEX droom_email IF NOT EXISTS FOR (n:Droom) ON (n.email);
CREATE INDEX droom_status IF NOT EXISTS FOR (n:Droom) ON (n.status);
