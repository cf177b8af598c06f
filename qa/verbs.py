"""English verbs as questions need them: which words are verbs, and a past form's base form."""

import re

# Irregular verbs, each as base/past/participle: a form that is left out is that before it.
_IRREGULAR = """
be/was/been bear/bore/borne beat/beat/beaten become/became/become begin/began/begun bend/bent
bet bind/bound bite/bit/bitten blow/blew/blown break/broke/broken breed/bred bring/brought
broadcast build/built burn/burnt burst buy/bought cast catch/caught choose/chose/chosen cling/clung
come/came/come cost creep/crept cut deal/dealt dig/dug do/did/done draw/drew/drawn
drink/drank/drunk drive/drove/driven eat/ate/eaten fall/fell/fallen feed/fed feel/felt fight/fought
find/found flee/fled fly/flew/flown forbid/forbade/forbidden forget/forgot/forgotten
forgive/forgave/forgiven freeze/froze/frozen get/got give/gave/given go/went/gone grow/grew/grown
hang/hung have/had hear/heard hide/hid/hidden hit hold/held hurt keep/kept know/knew/known lay/laid
lead/led leave/left lend/lent let lie/lay/lain light/lit lose/lost make/made mean/meant meet/met
pay/paid put quit read ride/rode/ridden ring/rang/rung rise/rose/risen run/ran/run say/said
see/saw/seen seek/sought sell/sold send/sent set shake/shook/shaken shine/shone shoot/shot
show/showed/shown shrink/shrank/shrunk shut sing/sang/sung sink/sank/sunk sit/sat sleep/slept
slide/slid speak/spoke/spoken spend/spent spin/spun split spread spring/sprang/sprung stand/stood
steal/stole/stolen stick/stuck strike/struck/stricken swear/swore/sworn sweep/swept swim/swam/swum
swing/swung take/took/taken teach/taught tear/tore/torn tell/told think/thought
throw/threw/thrown understand/understood wake/woke/woken wear/wore/worn weep/wept win/won
withdraw/withdrew/withdrawn write/wrote/written overthrow/overthrew/overthrown
undergo/underwent/undergone overrun/overran/overrun
""".split()
# Regular verbs whose base form is often met after "did": that a word is one ends a name before it.
_REGULAR = """
accept admit adopt agree aim announce answer appear apply approve arrest arrive ask attack attend
award ban believe belong blame call cancel carry cause change claim close collapse collect complete
confirm consist contain continue crash create cross dance decide declare defeat demand deny describe
deserve design destroy develop die disappear discover drop elect employ end enter erupt escape
establish evacuate expect explain explode fail finish fix follow form gather govern guess happen
hate help hope host identify include increase injure inspect intend invade invent investigate invite
join kill land last launch learn like live look love manage marry measure migrate move name need
number occur offer open operate order own paint pass perform persuade phone pick plan play predict
prefer prepare present prevent produce promise propose protect prove provide publish pull punish
push raise reach receive recommend recover refuse release remain remember remove replace reply
report rescue resign respond retire return reveal rule sail save search serve share sign start stay
step stop study succeed suffer suggest support suppose survive talk tell thank threaten tour travel
treat try turn use visit vote wait walk want warn wash weigh wish work guarantee
free focus kill edit exit limit inhabit inherit prohibit orbit
""".split()

_BASE_OF: dict[str, str] = {}
_PARTICIPLES: set[str] = set()
for _entry in _IRREGULAR:
    _base, *_forms = _entry.split("/")
    _BASE_OF.setdefault((_forms or [_base])[0], _base)
    _PARTICIPLES.add((_forms or [_base])[-1])
_BASES = frozenset(_BASE_OF.values()) | frozenset(_REGULAR)

# "opened", "visited", "sailed": what the letters before "-ed" say of a silent "e" in the base form.
_IN_DOUBT = re.compile(r"(?:ll|th|foc|[aeiou]or|it|ee|i)$")
_E = re.compile(
    r"(?:[csuvz]|[nrd]g|[aeiou]g|[^aeiourwl]l|qu|(?:pl|sc|st|gn)or|[uai]r"
    r"|(?:^|[^aeiou])[aiou][bdfklmnp]|(?:^|[^aeiou])[aou]t|(?:un|inv|c|ign|exc|rec|wr|desp|sp|inc)it)$"
)
_NO_E = re.compile(
    r"(?:ss|[a-z]{2}(?:er|en|el|et|rol|andon|eckon|imon|ardon|eason|eop|elop)|[aeo][aiou]r)$"
)


def base_form(past: str) -> str | None:
    """Return the base form of a past tense ("sank" to "sink"), or None where it is in doubt."""
    word = past.lower()
    if word in _BASE_OF:
        return _BASE_OF[word]
    if not word.endswith("ed") or len(word) < 4:
        return None
    stem = word[:-2]
    # "killed" keeps both of its letters and "travelled" one: what is not known here stays in doubt.
    for known in (stem, stem + "e", stem[:-1], stem[:-1] + "y"):
        if known in _BASES:
            return known
    return _spelled(stem)


def base_of_present(word: str) -> str | None:
    """Return the base form of a verb that ends in "-s" ("leads" to "lead"), or None."""
    low = word.lower()
    stems = (low[:-1], low[:-2], f"{low[:-3]}y") if low.endswith("es") else (low[:-1],)
    return next((stem for stem in stems if stem in _BASES), None) if low.endswith("s") else None


def is_past(word: str) -> bool:
    """Whether the word has the form of a past tense."""
    low = word.lower()
    return low in _BASE_OF or (len(low) > 3 and low.endswith("ed"))


def is_participle(word: str) -> bool:
    """Whether the word has the form of a past participle."""
    low = word.lower()
    return low in _PARTICIPLES or (len(low) > 3 and low.endswith("ed"))


def is_verb(word: str) -> bool:
    """Whether the word may be a verb in any of the forms that questions have."""
    low = word.lower()
    if low in _BASES or low in _PARTICIPLES or is_past(low):
        return True
    return low.endswith("ing") and len(low) > 5


def _spelled(stem: str) -> str | None:
    """Return a regular verb's base form by the spelling of its past form without "-ed"."""
    if stem.endswith("i"):
        return stem[:-1] + "y" if len(stem) > 2 else stem + "e"
    if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] in "bdgmnprt":
        return stem[:-1]
    if _NO_E.search(stem):
        return stem
    if _E.search(stem):
        return stem + "e"
    return None if _IN_DOUBT.search(stem) else stem
