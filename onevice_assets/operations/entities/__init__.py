"""From episodes to entities and facts, exactly, by declared mappings; no model is asked.

read_cells.py      amounts, days, numbers and moments as files write them
map_episode.py     one episode → the entities it names and the statements it makes
versions.py        what a newer version of a row takes back
map_waiting.py     rows that wait, a batch at a time; recorded by model/record_mapped.py
"""
