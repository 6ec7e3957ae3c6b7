"""Which belief an answer sells about a brand: the kind of words it spends the most of.

Six kinds (seed 004): superiority, outcome, transaction, identity, social_proof, truth. The text
given is what the answer says about that brand only; choosing it is `decide_state`'s work.
"""

from __future__ import annotations

import re

_CUES = {
    "superiority": r"best|better|leading|top|great|excellent|outstanding|superior|exceptional|"
    r"premium|high[- ]quality|perfect|impressive|amazing|fantastic|finest|unmatched|unbeatable|"
    r"strong|solid|powerful|robust|superb|luxury|luxurious|classic|versatile|reliable|"
    r"high[- ]performance|advanced|vibrant|good",
    "outcome": r"saves?|lasts?|helps?|improves?|reduces?|relieves?|relief|protects?|keeps?|"
    r"ensures?|ensuring|provides?|delivers?|boosts?|prevents?|makes? it|allows?|supports?|"
    r"designed to|promot\w+|comfort|cushion\w*|pressure",
    "transaction": r"price[ds]?|pric\w+|deals?|discount\w*|affordable|budget|cheap\w*|value|"
    r"warranty|sale|cost\w*|\$\d[\d,.]*|under \$|money|trial|free (?:shipping|returns)|available|"
    r"availability|wide (?:range|selection|variety)|inexpensive|expensive",
    "identity": r"ideal for|for (?:beginners|students|gamers|professionals|families|women|men|"
    r"kids|athletes|travell?ers|runners|people|those|anyone|users|home|busy)|if you|"
    r"who (?:want|need|prefer|value|love|like)s?|eco[- ]conscious|sustainab\w+|perfect for|"
    r"great for|suited|lovers?|enthusiasts?|minimalist|inclusive",
    "social_proof": r"popular\w*|favou?rites?|rated|reviews?|reviewers?|award\w*|best[- ]?sell\w+|"
    r"praised|acclaimed|well[- ]known|known for|recommended by|widely|loved|frequently|trusted|"
    r"recogni[sz]ed|reputation|lauded|beloved",
}
_PATTERNS = {name: re.compile(rf"\b(?:{cues})", re.IGNORECASE) for name, cues in _CUES.items()}


def sell_belief(text: str) -> str | None:
    """Name the belief that a text sells, `truth` for plain facts, None where nothing is said."""
    best, most, first = "", 0, len(text)
    for name, pattern in _PATTERNS.items():
        found = [match.start() for match in pattern.finditer(text)]
        if found and (len(found), -found[0]) > (most, -first):
            best, most, first = name, len(found), found[0]
    if best:
        return best
    return "truth" if len(text.split()) > _SAID_NOTHING else None


_SAID_NOTHING = 2
