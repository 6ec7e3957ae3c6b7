"""Rows of reports become days of campaigns.

audiences.py   names of audiences: gender and age as five platforms write them
creatives.py   which creative an ad shows: by file name, hash, or a person's link
campaigns.py   the campaigns themselves: name, budget, targets, status
place_rows.py  each row's campaign, account and rate; what waits for one of them
count_rows.py  which rows count, none twice, in US dollars
derive.py      all of it, from the lake's rows to the lake's rows
"""
