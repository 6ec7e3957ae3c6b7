"""How fast episodes become facts."""
