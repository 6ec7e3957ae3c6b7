"""Figures about campaigns, for `onevice bench`: stages are asked as a command would ask them."""
