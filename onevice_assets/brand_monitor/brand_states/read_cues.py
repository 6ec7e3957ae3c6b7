"""Words by which an answer advises, compares, trusts, rejects or has never heard of a brand.

Plain patterns over one sentence or section title, each with what it means. How they combine with
the place of a mention into a state is decided in `decide_state`.
"""

from __future__ import annotations

import re

RECOMMENDS = re.compile(
    r"\b(?:recommend(?:ed|s|ation)?|i(?:'d| would) (?:go with|pick|choose|suggest|get)|go with|"
    r"go for|opt for|suggest|consider(?:ing)?(?! (?:what|whether|how|if|your|where|when))|"
    r"worth (?:a look|considering|it|checking)|"
    r"top (?:picks?|choices?|options?|brands?|contenders?)|brands? (?:like|such as|including)|"
    r"stand(?:s)? out|my pick|"
    r"(?:great|good|best|excellent|solid|popular|strong|fantastic|perfect|ideal|leading|top|"
    r"safe|standout|reliable|notable) (?:\w+[ -]){0,4}?"
    r"(?:picks?|choices?|options?|bets?|brands?|value|alternatives?|contenders?|fit|all-rounder|"
    r"overall|ones?|models?|include)|"
    r"(?:is|are|'s|remains) (?:\w+ ){0,2}?(?:the best|best|great|excellent|ideal|perfect|hard to "
    r"beat|unbeatable|a winner)|"
    r"honou?rable mentions?|look (?:at|into|for)|check out|try)\b",
    re.IGNORECASE,
)
COMPARES = re.compile(
    r"\b(?:compar(?:ed|able|es|ing) (?:to|with)|versus|vs\.?|unlike|rather than|instead of|"
    r"alternatives? to|(?:better|worse|cheaper|faster|slower|lighter|easier|harder|pricier|"
    r"smaller|larger|more \w+|less \w+) than|as (?:good|fast|cheap|\w+) as|similar to|"
    r"just like|on par with|rivals?|outperforms?|beats|not as \w+ as|inferior to|superior to|"
    r"over (?:the )?(?=[A-Z]))",
    re.IGNORECASE,
)
TRUSTS = re.compile(
    r"\b(?:according to|as (?:reported|noted|tested|reviewed) by|tested by|industry standard|"
    r"trusted by|reputable|review(?:s|ed)? (?:sites?|websites?|by|on|at|from|sources?)|"
    r"(?:websites?|sites?|sources?|outlets?|publications?|experts?) (?:like|such as|including)|"
    r"experts? at|accepted by|endorsed by|certified by|reviews? and comparisons?)"
    r"\b",
    re.IGNORECASE,
)
TRUSTS_BEHIND = re.compile(
    r"[^.;\n]{1,60}?\b(?:(?:provides?|offers?|publish(?:es)?) (?:in-depth |detailed )?reviews|"
    r"reports? that|says|notes that|found that|tested)\b",
    re.IGNORECASE,
)
USES = re.compile(
    r"\b(?:user reviews (?:on|at|from)|"
    r"make the most of (?:your|a|an)|"
    r"(?:platforms?|operating systems?|assistants?|chips?|processors?|apps?|services?) "
    r"(?:like|such as|including)|prefer \(e\.g\.|compatible with|works with|powered by|"
    r"integrat\w+ with|for your)\b",
    re.IGNORECASE,
)
SELLS = re.compile(
    r"\b(?:available (?:at|on|from|through|in)|(?:retailers?|stores?|sellers?|marketplaces?|shops?|"
    r"drugstores) (?:like|such as|including)|(?:buy|purchase|order|sold|find (?:it|them|these|"
    r"this)?)\b.{0,40}\b(?:at|on|from)|user reviews on|sale at|deals? (?:at|on|from))\b",
    re.IGNORECASE,
)
REJECTS = re.compile(
    r"\b(?:avoid|steer clear|stay away from|skip|recommend against|advise against|"
    r"(?:would|do|does|did|could)(?:n't|n’t| not) (?:recommend|suggest|buy|advise|choose|consider)|"
    r"not (?:recommended|worth|a good (?:choice|option|fit|pick)|the best (?:choice|option|fit|"
    r"pick)|ideal|suitable)|isn['’]t (?:the best|a good|worth|recommended|ideal)|"
    r"look elsewhere|disappoint(?:ing|s)|unreliable|worst|poor choice)\b",
    re.IGNORECASE,
)
NEVER_HEARD = re.compile(
    r"\b(?:(?:could|can|do|did|does|was|am|is|are)(?:n['’]t| not|not) (?:able to )?"
    r"(?:find|locate|have|aware|see|familiar|know)\b.{0,30}?"
    r"(?:information|info|details?|data|records?|results?|mentions?|evidence|anything|of any|of|"
    r"with|about)|unable to (?:find|locate|verify)|no (?:information|records?|details|data|"
    r"results?|evidence)\b|not (?:familiar|aware|acquainted) (?:with|of)|unfamiliar with|"
    r"(?:never|not) heard of|have no (?:knowledge|information))\b",
    re.IGNORECASE,
)
NOT_OPTIONS = re.compile(
    r"\b(?:factors|considerations?|things to|what to (?:look|consider)|tips|how to|where to "
    r"(?:buy|find|purchase)|(?:buying|purchas\w+) (?:guide|tips|advice)|features to|"
    r"key (?:features|factors)|sources?|references?|faq|avoid|keep in mind|notes?|"
    r"pros|cons|drawbacks|not recommended|skip)\b",
    re.IGNORECASE,
)
NEGATIVE_SECTION = re.compile(
    r"\b(?:avoid|not recommended|skip|stay away|worst|steer clear)\b", re.IGNORECASE
)
LABELS = frozenset(
    {
        "note", "notes", "tip", "tips", "pros", "cons", "price", "features", "summary",
        "conclusion", "verdict", "bonus", "warning", "disclaimer", "update", "reminder",
        "important", "key", "highlights", "specs", "overview",
    }
)  # fmt: skip
FUNCTION_WORDS = frozenset(
    {
        "the", "a", "an", "both", "like", "unlike", "with", "and", "or", "for", "from", "by",
        "in", "on", "at", "try", "consider", "if", "while", "its", "your", "my", "our",
        "choose", "get", "buy", "is", "are", "also", "plus", "brands", "brand",
    }
)  # fmt: skip
