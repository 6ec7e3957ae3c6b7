"""Where somebody came from, and what that is to be credited to.

landing.py        an address somebody landed on: UTM parameters, click ids, referrer
networks.py       which ad network a source or a click id is of
find_campaign.py  the campaign and the creative that it names; unknown is told
shares.py         last touch, and first, last and between: shares that sum to exactly 1
attribute.py      purchases and leads to campaigns and creatives
"""
