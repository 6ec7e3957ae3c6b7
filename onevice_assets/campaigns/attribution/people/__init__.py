"""Who is one, and how promising.

addresses.py      e-mail addresses and telephone numbers, one spelling each; no guess
mail_domains.py   whose mailboxes anybody may have, whose last an hour
join_people.py    which orders and forms are of one person
score_lead.py     0 to 100, by a written rule
"""
