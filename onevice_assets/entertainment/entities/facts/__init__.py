"""Money and dates of a text: what is said, what it may mean, and what it refers to."""
