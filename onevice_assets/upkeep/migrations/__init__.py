"""Whether each store's schema is the one this code declares."""
