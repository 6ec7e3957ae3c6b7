"""Documents read by a language model, where somebody names one: rules read them by default.

    build_call         what a model is told about a part of a page (pure)
    read_reply         what of its reply the page itself says (pure)
    combine            its reading beside that of the rules (pure)
    ask_parts          what it said before, what is still to be asked, on the organization's account
    choose_reader      who reads, by `ONEVICE_READ_DOCUMENTS`

What a budget or the provider refuses is read by rules, and `document_readings` says so.
"""
