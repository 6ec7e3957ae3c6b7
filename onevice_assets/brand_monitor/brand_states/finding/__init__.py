"""Finding the brands of a catalogue in an answer: spellings, case, everyday words, the place."""
