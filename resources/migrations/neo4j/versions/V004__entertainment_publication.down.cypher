// The key goes; the counts stay until the next publish.
DROP CONSTRAINT entertainment_publication_organization_id IF EXISTS;
