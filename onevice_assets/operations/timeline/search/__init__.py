"""Finding facts by words, by meaning and by whom they are of, at a moment of both times."""
