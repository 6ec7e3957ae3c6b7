// Where each brand stands in a website's network: its community and how central it is.
CREATE CONSTRAINT places_id IF NOT EXISTS
    FOR ()-[r:PLACES]-() REQUIRE r.id IS UNIQUE;
