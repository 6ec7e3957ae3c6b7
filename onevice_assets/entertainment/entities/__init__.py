"""Who and what a document names: people with their roles, projects, organizations, money, dates.

Pure functions from text to typed rows with character spans. `roles` knows the words of the trade,
`names` what looks like a person or a company, `credits` reads lines and tables, `prose` sentences;
`read_people` puts them together, `linkage` says which mentions are one entity, `quality`
which rows cannot be right. No Dagster, no store, no model is called here.
"""
