"""How long each kind of data is kept, and its going: archived first, never what is held."""
