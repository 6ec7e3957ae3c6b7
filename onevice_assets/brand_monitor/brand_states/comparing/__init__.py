"""Reading which of two names a sentence holds to be better."""
