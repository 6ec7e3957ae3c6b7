"""What a day's numbers cost: the ledger's sums beside the answers, mentions and verdicts bought.

sum_spending.py   rows of `spending`
"""
