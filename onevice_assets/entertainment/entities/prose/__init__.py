"""Credits as sentences: "Jane Doe, who directed the film", "helmed by", "not directed by"."""
