"""Forms: labels with values beside or below them, tables, stops."""
