"""Whether what was read can be believed (seed 000, §4.2): issues, and what is set aside for them.

    issues.py      what an issue is
    formats.py     how an address, a number or a range is written
    business.py    what a person, a project, an organization … cannot be
    validate.py    all four kinds of rule over one row: required, format, business, reference
    sift.py        an organization's rows without what is wrong, and what was set aside

An error sets aside as little as it can: the property that is wrong, and the whole row only where
it is nothing without it. Warnings and infos set nothing aside.
"""
