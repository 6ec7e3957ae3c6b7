"""How fast the projections are written and asked; nothing here runs in production."""
