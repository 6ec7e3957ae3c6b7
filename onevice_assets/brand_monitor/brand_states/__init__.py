"""Stage brand_states: what every answer does to every brand, with the evidence for it.

Reading goes fold_text → find_brands, read_blocks → decide_state, and `extract` puts them together;
`discover_brands` finds names nobody listed. None of these knows Dagster. Numbers over many answers
are made in the next stage, share_of_voice.
"""
