"""Do the intervals and tests keep their promise? Worlds with known truth, and real answers.

worlds        topics drawn anew: how rates differ between topics, how many answers each has
naive         what others do: answers as if independent; percentiles of a bootstrap
rates         coverage of rates over a grid of worlds
shares        coverage of shares of voice, prominence and lifts
alarms        the paired test: false alarms where nothing changed, power where something did
halves        real answers: does the interval of one half of the topics hold the other's mean?
bench         all of it (`onevice bench intervals`)
"""
