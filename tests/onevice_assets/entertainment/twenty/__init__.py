"""Twenty documents of one production company and the graph they make, by hand (README.md)."""
