"""First names that people call one another by: which short forms belong to which long one.

English short forms by hand, the first of each line being the long form. A short form of several
names ("alex", "chris", "pat", "sam") has the group of its line: given names that share a group
*may* be one name, which alone is no evidence that two people are one.
"""

from __future__ import annotations

from typing import Final

_LINES: Final = """
abigail abby gail
abraham abe bram
albert al bert bertie
alexander alexandra alex alec sandy sasha xander alexandre alejandro lex
alfred alf alfie fred
alice ally
amanda mandy
andrew andy drew andre andreas
angela angie
anne ann anna annie nan nancy hannah
anthony tony antony antonio
archibald archie
arthur art
augustus gus august
barbara barb babs barbie
bartholomew bart
benjamin ben benny benji
bernard bernie
bradley brad
bridget biddy bridie
caroline carol carrie carolyn
catherine katherine kathryn cathy kathy kate katie kitty kat cate kathleen katharine
charles charlie chuck chas carl carlos
charlotte lottie
christopher christine christina chris kit topher christian tina kris kristen kristin
clifford cliff
cornelius neil
cynthia cindy
daniel dan danny
david dave davey davy
deborah debra deb debbie
dennis denny
dominic dom nick
donald don donny
dorothy dot dolly dottie
douglas doug
edmund edward ed eddie ned ted teddy
eleanor ellen nell nellie ella helen nora lenore
elizabeth liz lizzie beth betty bess bessie eliza elsie lisa libby betsy
emily em emma
eugene gene
florence flo flossie
frances francis frank fran fanny frankie francisco franklin
frederick fred freddie freddy fritz
gabriel gabe gabriela gabi
geoffrey jeffrey geoff jeff
george georgie
gerald gerard gerry jerry
gilbert gil
gregory greg
harold harry hal
harriet hattie
henry harry hank hal henri
herbert herb bert
hugh hughie
isaac ike
isabella isabel bella izzy
jacob jake
jacqueline jackie
james jim jimmy jamie jem
jane janet jenny jean janie
jason jay
jennifer jen jenny jenn
jessica jess jessie
john jack johnny jon johnnie
jonathan jon jonny johnathan nathan
joseph joe joey jos
josephine jo josie
joshua josh
judith judy
julia julie jules juliet
kenneth ken kenny
kimberly kim
laurence lawrence larry lars laurie
leonard len lenny leo
lewis louis lou louie
louisa louise lou
lucy lucille
margaret maggie meg peggy marge margie daisy greta madge rita
marcus mark marc marco
martha marty pattie
martin marty
mary maria marie molly polly mae may mamie
matilda tilly mattie
matthew matt mat mathew
maximilian max
maxwell max
melissa missy mel
michael mike mick mickey mikey michel miguel
mildred millie
mitchell mitch
nathaniel nathan nat nate
nicholas nick nicky nicolas nico
nicole nicky nikki
oliver ollie
pamela pam
patricia patrick pat patty paddy trish tricia
peter pete pedro
philip phil pip phillip
rachel rae
raymond ray
rebecca becky becca
reginald reg reggie
richard rick dick rich ricky richie ricardo
robert bob rob bobby robbie bert roberto robin
roderick rod roddy
roger rodge
ronald ron ronnie
rosemary rose rosie
rudolph rudy
russell russ
samuel samantha sam sammy
sarah sara sally sadie
sebastian seb
sidney sid sydney
solomon sol
stanley stan
stephanie steph
stephen steven steve stevie stefan
susan sue susie suzy susannah suzanne
sylvester sly
terence terry terrence
theodore ted theo teddy
theresa teresa terry tess
thomas tom tommy tomas
timothy tim timmy
tobias toby
valerie val
veronica ronnie
victor vic
victoria vicky tori
vincent vin vince vinny
virginia ginny
walter walt wally
wilfred wilf fred
william will bill billy willie liam willy wm
zachary zach zack
"""

GROUPS: Final[dict[str, frozenset[str]]] = {}
for _line in _LINES.split("\n"):
    _names = _line.split()
    for _name in _names:
        GROUPS[_name] = GROUPS.get(_name, frozenset()) | {_names[0]}


def long_form(name: str) -> str:
    """The alphabetically first long form a given name may stand for; itself if it has none."""
    return min(GROUPS.get(name, {name}))


def may_be_one(one: str, other: str) -> bool:
    """Whether two folded given names are one or belong to one long form."""
    if one == other:
        return True
    return bool(GROUPS.get(one, frozenset({one})) & GROUPS.get(other, frozenset({other})))
