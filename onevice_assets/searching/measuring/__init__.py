"""How fast searches over several stores are (`onevice bench projections`)."""
