// The key goes; the edges stay until the next publish, and nothing keeps them single any more.
DROP CONSTRAINT places_id IF EXISTS;
