"""Stage `documents`: files of the inbox become text with pages, and what is told of each (item 1).

    converting/   a file → pages of text and its metadata, in a child process (ADR 27)
    telling/      pages → language, type, phase, summary, keywords, quality, who may see it
    versioning/   which files are versions of one document

Not here: names in the text (`entities`), nodes (`graph`), the inbox itself
(`resources.document_inbox`).
"""
