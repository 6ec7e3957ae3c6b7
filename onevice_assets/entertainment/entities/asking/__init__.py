"""Documents read by a language model, where somebody names one: rules read them by default.

    build_call         what a model is told about a part of a page (pure)
    read_reply         what of its reply the page itself says (pure)
    combine            its reading beside that of the rules (pure)
    ask_parts          the reader of a run: `resources.llm.text_reader`, which asks on the
                       organization's account what was not answered before, for pages

Who reads is chosen by `ONEVICE_READ_DOCUMENTS` (`resources.llm.choose_reader`).

What a budget or the provider refuses is read by rules, and `document_readings` says so.
"""
