"""Free text read by a language model, where somebody names one: rules read it by default.

build_call.py    what a model is told about a document (pure)
read_reply.py    what of its reply the document itself says (pure)
combine.py       its reading beside that of the rules (pure)
read_texts.py    documents of a run: rules, and the provider for those that are no forms

Who reads is chosen by `ONEVICE_READ_DOCUMENTS`, as for every document. What a budget or the
provider refuses is read by rules, and `issues` says so.
"""
