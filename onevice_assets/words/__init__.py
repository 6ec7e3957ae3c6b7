"""Which words are everyday words, places and first names, for every system that reads text.

Small lists of folded words with their provenance in NOTICE; scripts in `scripts/derive_*.py` make
them. What a word means for brands or people is decided in the stage that reads. Beside them, what
reads dates and numbers as people write them.
"""
