"""Turns asked in batches: nobody waits here for a batch to end.

    keep preparing → reserve each (committed) → keep ready → create, once → keep submitted
    … later, in another run: look → settle or fail each attempt → close → the next turns

    hand_out.py   the next open turn of every conversation, as one batch a provider
    find_ended.py   which batches have ended, for the sensor
    collect.py    what came of the batches that are out
    lines.py      a line of a batch: what is asked, and on which account

A follow-up needs the answer before it, so each turn of the conversations is a batch of its own. A
turn goes into a batch at most once: what a batch did not answer is asked directly, at full price,
when nothing of that provider waits any more. See docs/decisions/0020-batches.md.
"""
