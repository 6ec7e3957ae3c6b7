"""A month that nobody attends to: its calendar, clock, daemon, providers and what is compared.

calendar       what happens on which day
clock          one time for Python, PostgreSQL and Redis
provider       a provider in a process of its own: answers, faults and its bill
code_location  the platform's definitions as the daemon loads them
daemon         Dagster's own iterations, one after the other
launcher       runs, some of which are killed
world          lives the days and tells what stands at the end
people         what is decided: websites, names, models
money          ledger, bills and counters beside each other
contents       every number and copy, without what is a time or an attempt
"""
