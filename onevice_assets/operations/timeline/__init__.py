"""Facts in two times: when a thing held, and since when it was known.

statement.py   what somebody said         fact.py       what therefore held, as known when
derive.py      statements → facts         answer_by_scan.py   the meaning itself, by full scan
contract.py    what every store of facts answers
postgres/      the truth: statements and facts in schema `operations`
graph/         the same facts as relationships, beside everything else in the graph
reading/       dates as people write them, files of facts
"""
