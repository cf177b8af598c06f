"""What kind of question is asked: it decides the form in which the answer is shown."""

import re
from typing import Literal, get_args

from qa.mentions import WORD
from qa.verbs import is_past, is_verb
from qa.words import AUXILIARIES, COLLECTIVES, DETERMINERS, FUNCTION_WORDS, PREPOSITIONS, WH

Kind = Literal["fact", "list", "yes_no", "why_how", "what_happened", "greeting"]
KINDS: tuple[Kind, ...] = get_args(Kind)

# What is put before a question for the sake of manners or the flow of talk.
_LEAD = re.compile(
    r"""(?:
    (?:and|so|but|also|then|now|well|ok|okay|oh|please|hi|hello|hey|thanks|sorry|alright|right)\b
        [\s,.!:]*
    | (?:can|could|would|will)\ (?:you|u)\ (?:please\ )?(?:tell|show|explain\ to)\ me\b [\s,:]*
    | (?:can|could|would|will)\ (?:you|u)\ (?:please\ )?
        (?=(?:list|name|describe|explain|summari[sz]e|give|show|provide|recap|outline|sum\ up|fill
        |bring|catch|run|walk|talk)\b)
    | (?:(?:(?:can|could|would|will)\ (?:you|u)\ )?(?:please\ )?
            (?:check|confirm|find\ out|look\ up|see)
        |i\ (?:don't|do\ not|can't|cannot)\ (?:understand|see|get|remember|recall)
        |(?:please\ )?tell\ me)\b [\s,:]*
        (?=(?:who|whom|whose|what|which|when|where|why|how|if|whether)\b)
    | (?:do|did)\ you\ (?:happen\ to\ )?know\b [\s,:]* (?=\w)(?!about|anything)
    | (?:i(?:'d|\ would)\ (?:like|love)\ to|i\ want\ to|i\ need\ to|let\ me)\ know\b [\s,:]*
    | i(?:'m|\ am)\ (?:wondering|curious)\b [\s,:]* | i\ wonder\b [\s,:]*
    | any\ idea\b [\s,:]* | remind\ me\b [\s,:]*
    )+""",
    re.IGNORECASE | re.VERBOSE,
)
_CONNECTOR = re.compile(r"^(?:(?:and|so|but|well|oh|please)\b[\s,]+)+")
_GREETING = re.compile(
    r"""(?:hi|hello|hey|hiya|howdy|yo|greetings|(?:good\ )?(?:morning|afternoon|evening)|good\ day
        |bye|goodbye|see\ you|cheers|thanks|thank\ (?:you|u)|thx|ta|ok(?:ay)?|cool|great|nice|help
        |perfect|brilliant|nice\ to\ meet\ you|i(?:'m|\ am)\ new\ here)
        (?:[\s,.!]+(?:there|clippings|you|all|everyone|again|so|very|much|a\ lot|me|please|later|job
        |one|mate|folks|for|now|your|the|help|time|answers?|that|this|it|was|is|really|useful
        |helpful|great|perfect|thanks|cheers|thank\ you|bye|good|i(?:'m|\ am)\ new\ here
        |what\ (?:do|should)\ i\ do))*
    | what\ (?:can|do|could)\ (?:you|i|this|it)\ (?:do|ask)
        (?:\ (?:you|here|for\ me|with\ (?:this|it|you)))*
    | what\ (?:you|i|this|it)\ can\ (?:do|ask)(?:\ (?:you|here|for\ me))*
    | what\ (?:sort|kind)s?\ of\ (?:questions?|things?)\ (?:can|could|do|should)\ (?:i|you)\b.{0,20}
    | what\ (?:are|is)\ (?:you|this|clippings|it)(?:\ for)? | what(?:'s|\ is)\ your\ name
    | who\ are\ you | who\ made\ you
    | how\ (?:do|does|can|should)\ (?:i|you|this|it|clippings)\ (?:work|use\ (?:this|it|you)|ask
        |start)(?:\ .{0,20})?
    | how\ are\ you(?:\ doing)?(?:\ today)? | what\ should\ i\ ask | what\ do\ i\ do
    | where\ do\ i\ (?:start|begin) | what\ do\ you\ know
    | are\ you\ (?:an?\ )?(?:robot|bot|human|ai|machine|person|real|there)\b.{0,25}
    | (?:can|could|will)\ you\ help(?:\ me|\ us)? | i\ need\ help | commands | menu""",
    re.IGNORECASE | re.VERBOSE,
)
_HAPPENED = re.compile(
    r"""what(?:'s|\ is|\ was|\ has|\ have|\ had)?\ (?:else\ )?(?:happened|happening|happens|happen
        |gone\ on|went\ on|going\ on|took\ place|taken\ place
        |been\ (?:happening|going\ on|said|reported)
        |new|up|all\ this\ about|the\ (?:latest|news|story|background)|known|said
        |reported|written|become\ of|became\ of)\b
    | what\ did\ (?:\w+\ )?happen
    | what\ (?:(?:do(?:es)?|did|have|has)\ )?
        (?:you|we|it|they|(?:the|my|these)\ (?:articles?|papers?|press|news|media))
        \ (?:know|sa(?:y|id)|tell|told|report(?:ed)?|wr(?:ite|ote|itten)|have)\b
        .*\b(?:about|on|of)\b
    | (?:.*,\ )?what\ (?:have|did)\ i\ miss(?:ed)?\b
    | (?:bring|get)\ (?:me|us)\ up\ to\ (?:speed|date)\b | fill\ (?:me|us)\ in\b
    | (?:run|walk|talk|take)\ (?:me|us)\ through\b | sum\ up\b
    | (?:main|key)\ (?:points|facts|events)\b | highlights\ (?:of|from)\b
    | (?:tell|inform|brief|update|teach)\ (?:me|us)\b
    | (?:describe|summari[sz]e|recap|outline)\ (?!why|how) | explain\ (?!why|how)
    | about\b(?!\ (?:how|what|when|which|who|where)\b)
    | more\ (?:about|on)\b | anything\ (?:new\ |else\ )?(?:about|on)\b
    | (?:give|provide|write|i(?:'d|\ would)\ like|i\ (?:need|want))\ (?:me\ |us\ )?
        (?:a\ |an\ |the\ |some\ |any\ )?(?:\w+\ )?(?:summary|overview|news|latest|rundown|outline
        |account|gist|background|information|info|recap|timeline|briefing)
    | (?:any\ |the\ |latest\ |recent\ )*(?:news|updates?|latest)\ (?:about|on|of|from)\b
    | (?:an?\ |the\ )?(?:summary|overview|timeline|history|story)\ of\b
    | what\ about\b | catch\ me\ up\b""",
    re.IGNORECASE | re.VERBOSE,
)
_WHY_HOW = re.compile(
    r"""why\b | how\ come\b | (?:explain|describe)\ (?:to\ me\ )?(?:why|how)\b
    | on\ what\ grounds\b
    | for\ what\ (?:reason|purpose)s?\b | in\ what\ way\b | (?:for|by)\ what\ means\b
    | what(?:'s|\ (?:was|is|were|are))\ the\ (?:reasons?|causes?|purpose|motives?|explanation)\b
    | what\ (?:has\ |had\ )?(?:made|caused|led\ (?:to|up\ to|him|her|them)|prompted|drove|explains
        |explained|triggered|motivated|persuaded)\b
    | how\ (?:exactly\ |else\ )?(?:did|does|do|was|were|is|are|can|could|would|will|has|have|had|to
        |might|should|didn't|couldn't|the|they|he|she|it|we)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_YES_NO = re.compile(
    r"""(?:if|whether)\b(?!.*,)
    | (?:is|was|are|were|am|do|does|did|has|have|had|can|could|will|would|should|shall|may|might
        |must|isn't|wasn't|aren't|weren't|didn't|doesn't|don't|hasn't|haven't|hadn't|can't|couldn't
        |won't|wouldn't|shouldn't)\b(?!\ many|\ much)""",
    re.IGNORECASE | re.VERBOSE,
)
_ORDER = re.compile(
    r"(?:list|name|enumerate|mention|(?:give|show) (?:me|us)|i (?:need|want)(?= (?:all|a list)))\b",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"(?:list|name|mention|give (?:me|us)|show (?:me|us)) (?:the |an? |one )+(\w+)", re.IGNORECASE
)
_WHO_WERE = re.compile(r"who (?:were|are|all)\b|who else\b.*\b(?:were|are)\b", re.IGNORECASE)
_WHAT_WERE = re.compile(r"what (?:were|are) (?:the|some|all|his|her|its|their|\w+['’]s)\b", re.I)
_BOTH = re.compile(
    r"(?:which|what) (?:two|three|four|five|six|seven|eight|nine|ten|several)\b", re.I
)
# Nouns that end like a plural and are none, or that mean one thing for all their end.
_SINGULAR = frozenset(
    "series species headquarters news physics politics means crisis always".split()
)


# "Which of the towns fell first?" asks for one of them.
_FOREMOST = frozenset("first last least most".split())


def kind_of(question: str) -> Kind:
    """Return the kind of a question; anything that is no other kind asks for a fact.

    Case, a missing question mark and what manners put first ("can you tell me") do not matter.
    """
    said = " ".join(question.split()).strip(" ?.!,").lower().replace("’", "'")
    if _GREETING.fullmatch(_CONNECTOR.sub("", said)):
        return "greeting"
    asked = bare_question(said)
    if not asked or _GREETING.fullmatch(asked):
        return "greeting"
    if _HAPPENED.match(asked):
        return "what_happened"
    if _WHY_HOW.match(asked):
        return "why_how"
    if _YES_NO.match(asked):
        return "yes_no"
    return "list" if _is_list(asked) else "fact"


def bare_question(question: str) -> str:
    """Return the question without what manners or the flow of talk put before it."""
    led = _LEAD.match(question.strip())
    return question.strip()[led.end() if led else 0 :]


def as_question(order: str) -> str:
    """Return "Name the towns that fell" as "Which towns fell?", which a reader understands.

    Anything else is returned as it is.
    """
    bare = bare_question(order)
    match = _ORDER.match(bare)
    if not match:
        return order
    rest = re.sub(r"^\s*an? list of\b", "", bare[match.end() :], flags=re.IGNORECASE)
    rest = re.sub(r"^\s*(?:all|some|both)?(?: of)?\s*(?:the)?\s+", "", rest)
    noun, that, clause = re.sub(r"[?.!\s]+$", "", rest).partition(" that ")
    if not that:
        noun, that, clause = noun.partition(" who ")
    return f"Which {noun} {clause}?" if clause else f"What are the {noun}?"


def _is_list(asked: str) -> bool:
    if _ORDER.match(asked):
        one = _ONE.match(asked)
        several = one is None or one[1] == "list" or one[1] in COLLECTIVES or is_plural(one[1])
        return several or _has_plural(asked)
    if _WHO_WERE.match(asked) or _BOTH.match(asked):
        return True
    if _WHAT_WERE.match(asked):
        return True
    words = [word.group() for word in WORD.finditer(asked)]
    if words[:1] and words[0] in PREPOSITIONS:
        words = words[1:]
    if not words or words[0] not in ("which", "what"):
        return False
    return _plural_asked(words)


def _plural_asked(words: list[str]) -> bool:
    """Whether "which" or "what" asks for several: "which oil towns fell"."""
    for n, word in enumerate(words[1:8], start=1):
        if word in AUXILIARIES or word in WH:
            return False
        if word == "of" and n == 1:  # "which of the towns"
            one = any(w in _FOREMOST or w.endswith("est") for w in words[3:])
            return any(is_plural(w) for w in words[2:5]) and not one
        if is_plural(word) and _is_head(word, words[n + 1 :]):
            return True
        if word in PREPOSITIONS | DETERMINERS - {"all"} or is_past(word):
            return False
    return False


def _is_head(word: str, later: list[str]) -> bool:
    """Whether a plural is what is asked for: no owner, no part of "Airways boss", and no verb."""
    if "'" in word or not any(w in AUXILIARIES or is_verb(w) for w in later):
        return not later and "'" not in word  # a question has a verb: here it is the "plural"
    following = later[0]
    if following in AUXILIARIES or is_past(following):
        return True
    if is_verb(word.removesuffix("s")):  # "Which song travels with", "What causes"
        return False
    return following in FUNCTION_WORDS or is_verb(following)


def _has_plural(asked: str) -> bool:
    return any(is_plural(word) for word in asked.split()[1:5])


def is_plural(noun: str) -> bool:
    """Whether a noun is in the plural, by its form."""
    if noun in _SINGULAR:
        return False
    if noun in ("people", "men", "women", "children"):
        return True
    return noun.endswith("s") and not noun.endswith(("ss", "us", "is")) and noun not in COLLECTIVES
