"""Episodes: documents, e-mails, rows and webhooks, each kept once, whatever it is delivered in.

reading/          a file → what it holds, a piece at a time; what cannot be read is told by line
make_episode.py   its identity: own key and version where it has them, else source and content
take_files.py     the inbox of operations, and its batches
"""
