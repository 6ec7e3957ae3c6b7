"""The facts as relationships of the property graph: a copy that can be thrown away."""
