"""The timeline's facts in Graphiti, and what it reads in free text (ADR 40).

ontology.py    our five entity types, edge types, and which of them go together
groups.py      the two `group_id`s of an organization
as_edges.py    facts → its nodes and edges, and which facts they cannot say
load_facts.py  all facts of an organization into it, by what differs; no language model
facts.py       questions in both times, answered from its edges
read_texts.py  free text, by a language model
"""
