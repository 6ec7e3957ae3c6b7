"""Words by which an English sentence sets one thing against another, each with its kind.

A kind is one character, so that a sentence becomes a short string of kinds that patterns and
features are cut from (`tag_comparison`). Words are of the language, never names of brands; which
kinds in which order mean what is learned from labelled sentences (`compare_direction`).
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


KINDS = {
    "T": "than",
    "C": "compare compared compares comparing comparison contrast relative",
    "U": "unlike",
    "u": "against versus vs",
    "L": "instead rather",
    "E": "alike comparable equal equally identical par same similar similarly",
    # comparatives: for, against, of a quantity (what it is a quantity of decides), unknown (e)
    "+": "airier better bouncier brighter cheaper classier cleaner clearer comfier cooler cozier "
    "crisper cushier cuter deeper easier fairer fancier faster finer fitter fresher "
    "friendlier gentler grander grippier handier happier healthier improved juicier kinder "
    "leaner lighter livelier merrier mightier modernized neater newer nicer nimbler peppier "
    "plusher preferable prettier punchier purer quicker quieter richer roomier safer sexier "
    "sharper simpler sleeker slimmer smarter smoother snappier softer speedier springier stabler "
    "steadier stronger sturdier superior sweeter swifter tastier thinner thriftier tidier "
    "tougher truer warmer wealthier wiser yummier zippier",
    "-": "blander bleaker blurrier buggier bulkier cheesier choppier clumsier clunkier costlier "
    "crappier crazier darker deadlier dearer dimmer dirtier drier duller dumber fatter "
    "flakier flimsier fussier fuzzier grainier greasier harder heavier inferior laggier lamer "
    "leakier lesser louder lousier messier muddier nastier noisier older poorer pricier "
    "pushier riskier rougher rustier sadder saltier scarier shittier sicker sillier sloppier "
    "slower steeper stiffer stingier stodgier stupider thirstier tinnier trickier uglier "
    "weaker worse",
    ">": "additional bigger broader extra greater higher increased larger longer more wider",
    "<": "fewer less lower narrower reduced shorter smaller",
    # judgements that compare nothing by themselves
    "s": "best cheapest easiest fastest finest greatest ideal lightest nicest perfect quietest "
    "safest smartest smoothest strongest top",
    "Z": "hardest slowest ugliest weakest worst",
    "p": "advantage advantages affordable amazing awesome beautiful benefit benefits brilliant "
    "clean comfortable convenient decent durable easy efficient elegant excel excellent "
    "excels exceptional fantastic fast favorite favourite fine good great happy impressive "
    "improvement improvements nice outstanding powerful premium reliable robust rocks safe "
    "shine shines smooth solid stable strength strong superb well wonderful",
    "N": "annoying awful bad bloated boring broken buggy bulky clunky complicated crap crappy "
    "cumbersome dated dead difficult disadvantage disadvantages disappointing drawback "
    "drawbacks expensive flawed fragile garbage hard heavy horrible issue issues junk limited "
    "lousy mediocre nightmare noisy outdated overpriced pain painful pathetic poor problem "
    "problems sadly slow struggle struggles stupid suck sucks terrible ugly uncomfortable "
    "unfortunately unreliable useless weak worthless wrong",
    # verbs and what stands for them: who does it wins (g, K), loses (l); what it is done to
    # is wanted (P, k) or not (A); taken from one to the other (m)
    "g": "beat beaten beating beats bests crushed crushes defeat defeated defeats eclipsed "
    "eclipses exceed exceeded exceeds outclass outclassed outclasses outdoes outlast outlasts "
    "outpaced outpaces outperform outperformed outperforming outperforms outranks outscores "
    "outsell outsells outshine outshines outsold overtake overtaken overtook surpass "
    "surpassed surpasses surpassing toasts trump trumps",
    "K": "ahead blows dominate dominated dominates edges killed kills lead leading leads smokes "
    "topped tops win winner winning wins won",
    "l": "behind below beneath drops fail failed fails falls lack lacking lacks lag lagging lags "
    "lose loser loses losing lost pales short suffer suffers trail trailing trails "
    "underperform underperforms",
    "P": "favor favors favour favours prefer preferred preferring prefers",
    "k": "bought buy choice choose chose chosen choosing enjoy liked likes love loved loves opt "
    "pick picked picks recommend recommended recommends trust",
    "A": "abandon abandoned avoid avoided dislike ditch ditched ditching dropped dump dumped "
    "forget hate hates leave left quit regret replace replaced replacement replaces replacing "
    "returned skip sold tired trash",
    "m": "converted migrate migrated migrating moved moving switch switched switching upgrade "
    "upgraded upgrading",
    # the frame of the sentence
    "!": "barely cannot hardly n't neither never no nobody none nor not nothing nowhere scarcely "
    "without",
    "B": "but however though yet",
    "W": "although whereas while whilst",
    "D": "besides despite except unless",
    "I": "if whether",
    "M": "'d 'll can could may maybe might perhaps probably should will would",
    "S": "argue argues believe claim claimed claims feel guess heard hope said say says suppose "
    "think told wish",
    "=": "'re 's am are aren be became become becomes been being feels felt is isn look looked "
    "looks remain remains seem seemed seems was wasn were weren",
    "h": "allow allows come comes deliver delivers did do does get gets give gives got had has "
    "have having include includes lets offer offered offers provide provided provides support "
    "supports",
    "Q": "how what when where which who why",
    "R": "that",
    "t": "to",
    "i": "in",
    "w": "with",
    "f": "from",
    "o": "of",
    "b": "by",
    "v": "above over",
    "a": "as",
    "F": "for",
    "n": "at on",
    "c": "like",
    "z": "because due since so therefore",
    "d": "also bit considerably even far just little lot much quite really significantly slightly "
    "somewhat still substantially times too very way",
    "0": "double five four half hundred one ten three twice two",
    "&": "& and or plus",
    "/": "/",
    "(": "( [",
    ")": ") ]",
    ",": ",",
    ";": ": ;",
    "_": "- -- ... – — …",
    ".": "! . ",
    "?": "?",
    '"': '" “ ”',
}
KIND_OF = {word: kind for kind, words in KINDS.items() for word in words.split()}

# of these, more is better
GAINS = _words(
    "accuracy accurate advanced attractive authentic balanced battery breathable "
    "budget-friendly capable choice choices comfort compact compatible competitive complete "
    "comprehensive concise consistent control coverage customizable delicious dependable "
    "desirable detailed durability economical effective enjoyable ergonomic exciting expressive "
    "features flavorful flexibility flexible fluent freedom friendly fuel-efficient fun "
    "functional generous helpful immersive innovative integrations interesting intuitive "
    "knowledgeable lifespan lightweight likely luxurious mature memory-efficient modern natural "
    "natural-sounding nutritious options performance performant pleasant polished popular "
    "portable power practical precise productive quality range readable reasonable refined "
    "reliability resolution responsive rugged satisfied scalable secure security selection "
    "sensible sophisticated space spacious speed storage straightforward stylish successful "
    "suction suitable support supportive sustainable templates transparent trustworthy useful "
    "user-friendly valuable value variety versatile warranty widespread"
)
# of these, less is better
PAINS = _words(
    "ads awkward bugs calories clutter code complaints complex confusing consumption cost "
    "costly costs crashes dangerous defects delay delays downtime drag effort emissions "
    "error-prone errors failures fat fee fees frustrating harmful hassle heat intrusive "
    "invasive lag latency learning maintenance memory mess mistakes money noise obscure outages "
    "overhead pollution power-hungry price prices pricing primitive problematic prone ram "
    "repairs resource-intensive restrictive returns risk risky setup sugar susceptible tedious "
    "time toxic unstable verbose vulnerable waits wear weight work"
)
SPENDING = _words(
    "break breaking breaks charge charged charges consume consumes cost costing costs crashes fail "
    "fails paid pay paying pays spend stuck takes weigh weighed weighs"
)
# who does more of this to a pain is better
RELIEVING = _words(
    "block blocks blocking cancel cancels cancelling cut cuts cutting eliminate eliminates filter "
    "filters lower lowers prevent prevents reduce reduces reducing remove removes removing save "
    "saves saving"
)
# words in -er that compare nothing, and might stand before "than"
NOT_COMPARATIVE = _words(
    "adapter after another answer broker browser buyer carrier center charger compiler computer "
    "consumer controller converter cooker corner customer dealer december designer developer "
    "dishwasher driver earlier either engineer former fryer further heater however insurer "
    "later layer leader lender maker manager member mixer monster mower never november number "
    "october offer order other over owner paper partner player power printer processor "
    "programmer provider rather reader retailer reviewer router september server speaker summer "
    "supplier teacher timer toaster together trimmer under user vacuum-cleaner water whether "
    "winter writer"
)
