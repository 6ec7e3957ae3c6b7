"""Stage `brand_states`: what every answer does to every brand.

`extract.Extractor(catalogue).read(text)` is the way through the rooms:

    reading      an answer's blocks with offsets, what is no prose, its language
    finding      the brands of the catalogue in it: spellings, case, everyday words
    deciding     where each mention stands and what is said there: presence, rank, polarity
    beliefs      which belief is sold
    comparing    which of two names a sentence holds to be better

Beside it: `discovering` names that nobody listed, `judging` by a language model, `measuring`. The
assets, what people decided (`choose_brands`, `read_decisions`, `decided_names`) and the versions of
states stand in this folder itself.
"""
