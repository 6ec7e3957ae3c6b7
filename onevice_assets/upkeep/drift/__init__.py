"""What stores hold beside what the lake says, and the way back from the lake."""
