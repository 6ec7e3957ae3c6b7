"""One file of an ad platform's connector.

declared.py    what every table has to have, and what its columns mean
facebook.py, google.py, tiktok.py, linkedin.py   the platforms' own tables
recognize.py   which table a file is, by its columns
csv_text.py    bytes to columns of text: encodings, separators, lines that are broken
read_report.py a table's rows as they stand, and the lines that cannot be true
"""
