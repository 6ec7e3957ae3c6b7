"""What asks for patterns: limited, cached, and answered while the graph is away."""
