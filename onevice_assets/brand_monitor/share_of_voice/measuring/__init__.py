"""How fast the marts are made, over answers that are made up here (`onevice bench marts`)."""
