// How often an organization's entertainment graph was changed, and what two publishes wait at.
CREATE CONSTRAINT entertainment_publication_organization_id IF NOT EXISTS
    FOR (n:EntertainmentPublication) REQUIRE n.organization_id IS UNIQUE;
