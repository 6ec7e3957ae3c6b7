"""Unions: the rules that somebody imported (who they are: `model/known_unions.py`).

read_rules.py     a file of rules as rows, or everything that is wrong with it
keep_rules.py     rules in the lake, by organization
"""
