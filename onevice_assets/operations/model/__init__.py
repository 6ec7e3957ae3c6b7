"""What structured sources say, declared: columns → entity type, own key, relations, valid time.

mapping.py      what a mapping is made of
quickbooks.py   invoices, their lines, customers, payments, as exported and as the API writes them
fleet.py        equipment, drivers, customers, loads, assignments, plain invoices
choose.py       which mapping a row's columns fit
"""
