"""Reading which belief an answer sells about a brand."""
