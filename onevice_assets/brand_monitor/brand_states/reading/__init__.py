"""Reading an answer: its blocks with offsets, what is no prose, its language, and folded text."""
