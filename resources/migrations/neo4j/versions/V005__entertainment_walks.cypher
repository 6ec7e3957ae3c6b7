// Directors by how many projects they directed, walked in that order.
CREATE INDEX person_directed IF NOT EXISTS FOR (n:Person) ON (n.organization_id, n.roleType, n.directedCount);
CREATE INDEX person_union_directed IF NOT EXISTS FOR (n:Person) ON (n.organization_id, n.roleType, n.unionStatus, n.directedCount);
