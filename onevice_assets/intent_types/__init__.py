"""What kind of answer a question wants, told by cue phrases: for every system that reads questions.

Not here: whose questions they are, or what follows from their kinds.
"""
