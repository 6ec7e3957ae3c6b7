// Nothing: in a graph that others use too, nothing of campaigns takes anything away (ADR 31).
MATCH (n:Droom) WHERE n.droom_key IS NULL RETURN count(n) AS found;
