"""Every label, relationship and property of the graph, declared once (seed 000, §2).

    kinds.py            what a declaration is made of
    people.py           Person
    projects.py         Project
    organizations.py    Organization and Union
    documents.py        Document
    concepts.py         CreativeConcept
    person_edges.py     relationships that start at a person
    project_edges.py    those that start at a project, a document or a concept
    every.py            all of them, by name
    schema.py           constraints and indexes as Cypher, from the declarations
    tell_model.py       the same as a page for people
    rows.py             an organization's nodes and relationships, and their ids
    values.py           what a value of a property is
    flatten.py          nested maps and flat properties
    known_unions.py     the seed's four unions, as nodes; locals by number. No rate stands here
    lake_rows.py        rows as the lake keeps them

Any stage of the system may import this package, and nothing else of another stage.

Where the seed is not followed stands in ADR 25.
"""
