"""How sure a number is: arrays in, arrays out, seeded, with no word of brands, lakes or Dagster.

    intervals          what an interval is: estimate, bounds, topics, the method that made it
    rate_interval      a rate: Wilson on the effective sample size, t quantile
    bootstrap          a share of sums that is no rate: studentised over topics
    lift_interval      the ratio of two rates: linearised over topics
    permutation        two periods or two brands: paired sign flips over topics
    false_discovery    many tests at once: Benjamini-Hochberg
    detectable_change  the smallest change that could have been seen
    verdict            up, down, no change, or no verdict and why
    measuring          do the above keep their promise? (`onevice bench intervals`)

A *topic* is the cluster: answers to one topic resemble each other, topics are drawn anew. Rows of
every array are topics, columns are units (brands, pairs). Why these methods and not others, with
figures: docs/decisions/0008-intervals.md. Definitions: ../shared/design/metrics.md, "How sure".
"""
