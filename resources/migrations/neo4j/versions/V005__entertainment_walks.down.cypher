// The indexes go; the counts stay on the people.
DROP INDEX person_union_directed IF EXISTS;
DROP INDEX person_directed IF EXISTS;
