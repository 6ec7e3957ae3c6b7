"""How fast patterns are mined and limits are checked."""
