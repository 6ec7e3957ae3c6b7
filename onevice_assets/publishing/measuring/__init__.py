"""How fast scopes are published (`onevice bench projections`)."""
