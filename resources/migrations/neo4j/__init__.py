"""The graph's schema, step by step: Cypher files that a runner applies in order, once.

`versions/V001__….cypher` and on, each with its way back `V001__….down.cypher`. A file's first
line is a comment that says what it brings; statements end with `;` and must be repeatable
(`IF NOT EXISTS`, `IF EXISTS`, MERGE), because a run that was killed is run again. Once released,
a file never changes. Which statements are allowed: docs/decisions/0004; why there is a runner of
our own: docs/decisions/0012.
"""
