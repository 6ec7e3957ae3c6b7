"""How sentences say who did what: regular expressions over the letters of `chunks`.

`n` is whom, `r` the words of the role. The order is the order of trust: a sign that one pattern
used is used by no later one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ONE = "[NC]"
_IN_BRACKETS = r"(?:\([^()|]{0,6}\))?"
_AS = r"(?:sw{1,2})?"  # "as Nakia"
_OF = r"(?:o[OCL])?"  # "of Anomaly"
_LIST = rf"{_ONE}{_IN_BRACKETS}{_OF}{_AS}(?:(?:,&?|&|/)(?:aw,?)?{_ONE}{_IN_BRACKETS}{_OF}{_AS})*"


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way to say it.

    Attributes:
        name: for tests and for who reads what matched.
        shape: with the groups `n` and `r`.
        reuse: the sign may serve other patterns too.
    """

    name: str
    shape: re.Pattern[str]
    reuse: bool = False


def _pattern(name: str, shape: str, *, reuse: bool = False) -> Pattern:
    filled = shape.replace("LIST", _LIST).replace("ONE", _ONE)
    return Pattern(name, re.compile(filled), reuse)


PATTERNS = (
    _pattern("owned field", r"(?P<r>Q)'?w?:(?P<n>ONE)"),
    _pattern("owned", r"(?P<r>Q)'?[awL]{0,3}(?:y|B|\()(?P<n>ONE)"),
    _pattern(
        "not by but by",
        r"n[vwaic]{0,3}(?P<r>B)[aw]{0,3}[NC],?wy[awL]{0,3}(?P<n>LIST)",
        reuse=True,
    ),
    _pattern("by", r"(?P<r>B)[:-]?\|?[awLMR']{0,5}(?P<n>LIST)"),
    _pattern("colon", r"(?P<r>R)(?:[oi][aw]{1,3}P?)?:(?P<n>LIST)"),
    _pattern("in brackets", r"(?P<n>ONE)(?:'?[aw]{0,2})\([aw]{0,3}(?P<r>[RQ])[^NC()|]{0,8}\)"),
    _pattern("name in brackets", r"(?P<r>R)\((?P<n>ONE)\)(?![:-]*[NC])"),
    _pattern("fee", r"(?P<r>R)w{1,2}\((?P<n>ONE)\)"),
    _pattern("owned fee", r"(?P<r>Q)'?w{1,2}[,:-](?P<n>ONE)"),
    _pattern("apposition", r"(?P<n>LIST),a{0,2}[LwMO']{0,4}(?P<r>R)(?!['NC]|:)"),
    _pattern("after a dash", r"(?P<n>LIST)-[aLwO']{0,4}(?P<r>R)(?!['NC:])"),
    _pattern("plays a part, role", r"(?P<n>ONE)V[aw]{1,4},a(?P<r>R)(?!['NC])"),
    _pattern("before the name", r"(?P<r>R)[LO]?(?P<n>LIST)"),
    _pattern(
        "is",
        r"(?P<n>LIST)(?:,[^.;|NC,R]{1,6}R?,)?[vw]{0,3}c[awvLsiMoO']{0,8}(?P<r>R)(?!['NC])",
    ),
    _pattern("as", r"(?P<n>LIST)[^NCX.;|y]{0,18}?s[awO'&]{0,5}(?P<r>R)(?!['NC])"),
    _pattern("replacing as", r"(?P<n>ONE)[vwc]{0,3}X[^NC.;|]{0,4}s[awO']{0,3}(?P<r>R)"),
    _pattern("as, in front", r"s[awO']{0,4}(?P<r>R)[^NC.;|]{0,6},[aw]{0,2}(?P<n>ONE)"),
    _pattern("is not but", r"(?P<n>ONE)[vw]{0,3}cn[aw]{0,3}R,?w[aw]{0,3}(?P<r>R)(?!['NC])"),
    _pattern("is and", r"(?P<n>ONE)c[aw]{0,3}R[^NC.;|]{0,6}&a?(?P<r>R)(?!['NC])"),
    _pattern("and as", r"(?P<n>ONE)[^NCX.;|]{0,14}&[^NCX.;|R]{0,5}s[awO']{0,4}(?P<r>R)(?!['NC])"),
    _pattern("role is not but", r"(?P<r>R)[iowaLPO']{0,6}cnX,?w(?P<n>ONE)"),
    _pattern("role is", r"(?P<r>R)[iowaLPO']{0,6}c[awv]{0,3}(?P<n>LIST)"),
    _pattern("role, name", r"(?P<r>R)(?:o[aw]{0,2}[POCL]?)?,(?P<n>LIST)(?:o[OCL])?(?=[,.;|)]|$)"),
    _pattern("named", r"w(?P<n>ONE)(?P<r>R)(?!['NC])"),
    _pattern("goes to", r"(?P<r>R)w{1,3}i(?P<n>ONE)"),
    _pattern("has the part", r"(?P<n>LIST)[vw]{1,2}a?(?:wo)?(?P<r>R)(?=[w.,;|oi]|$)"),
    _pattern("gapped", r"(?P<n>ONE)a(?P<r>R)(?!['NC])"),
    _pattern("named as", r"(?P<n>ONE)[^NCX.;|yB]{0,6}(?:w|i)[aw]{0,3}(?P<r>R)(?=[oi,.;|iw]|$)"),
    _pattern("place of", r"(?P<r>H)[vwca]{0,4}[io](?:w|a|L|R)?(?P<n>ONE)", reuse=True),
    _pattern("place", r"(?P<n>ONE)[^NCX.;|]{0,8}(?P<r>H)"),
    _pattern("place, name", r"(?P<r>H)[^NC.;|]{0,4},[aRLw]{0,3}(?P<n>ONE)", reuse=True),
    _pattern("place is", r"(?P<r>H)[:cawLO']{1,6}(?P<n>ONE)"),
    _pattern("whom", r"(?P<r>V)(?P<n>LIST)(?![hvVc'])"),
    _pattern("who is", r"(?P<n>LIST),hc[avw]{0,3}(?P<r>R)(?!['NC])"),
    _pattern("who", r"(?P<n>LIST),h[vwca]{0,5}(?P<r>V)"),
    _pattern("does with", r"(?P<r>V)[aPwLO']{0,5}o(?P<n>LIST)(?!s)", reuse=True),
    _pattern("done by", r"(?P<r>V)[owM]{1,4}y[aw]{0,3}(?P<n>LIST)"),
    _pattern("does", r"(?P<n>LIST)(?:,(?:[^.;|NC,]|oC){0,12},|,nX,|\))?[hvwcanig]{0,6}(?P<r>V)"),
    _pattern("and does", r"(?P<n>ONE)[^NC.;|BgR]{0,12}&[vw]{0,2}(?P<r>V)"),
    _pattern("doing, name", r"(?P<r>V)[^NC.;|]{0,8},(?P<n>ONE)", reuse=True),
    _pattern("doing is name", r"(?P<r>V)[aPwLO']{0,4}c(?P<n>ONE)"),
    _pattern("doing: name", r"(?P<r>V)[aw]{0,3}:(?P<n>LIST)"),
    _pattern("whose doing", r"(?P<n>ONE)'[aw]{0,3}[io](?P<r>V)"),
    _pattern("later does", r"(?P<n>ONE)[^NC.;|Bg]{0,14}w[vw]{0,3}(?P<r>V)"),
    _pattern("then he does", r"(?P<n>ONE)[^.;|]*[.;][|]?[w,]{0,3}g[vwcan]{0,6}(?P<r>V)"),
    _pattern("then he is", r"(?P<n>ONE)[^.;|]*[.;][|]?[w,]{0,3}gc[awn]{0,4}(?P<r>R)(?![NC'])"),
)  # fmt: skip
