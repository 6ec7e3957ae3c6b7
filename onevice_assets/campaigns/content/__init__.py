"""Stage `content`: files of a client become rows that say what each shows.

    measuring/      what can be measured of a file, in a child process
    profile.py      what a creative shows, by whoever looked
    describe.py     a measured file in words: says that nobody looked
    look.py         a vision model looks, where a person chose one
    take_files.py   what waits in the client's inbox is taken
    read_files.py   all of a client's files as rows; only what is new is read
    assets.py, checks.py

A file of strangers is opened in `measuring/` alone.
"""
