"""Unions: who they are, and the rules that somebody imported.

known_unions.py   the seed's four, as nodes; locals by number. No rate stands here
read_rules.py     a file of rules as rows, or everything that is wrong with it
keep_rules.py     rules in the lake, by organization
"""
