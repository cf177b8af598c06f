"""Questions with something left out, filled in from the last one: "What about Brega?", "Why?"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.frames import BE, Frame, asked_again, frame_of
from qa.mentions import WORD, Mention, is_origin, known_names, mentions, names
from qa.nouns import sort_of
from qa.polar import event_of
from qa.pronouns import EMPTY_NOUNS, resolved
from qa.referents import Exchange, Referent
from qa.verbs import base_of_present, is_participle, is_verb
from qa.words import AUXILIARIES, FUNCTION_WORDS, PREPOSITIONS, WH

_WHAT_ABOUT = re.compile(r"(?:what|how) (?:about|of)\s+", re.IGNORECASE)
_RANKS_BACK = 3
_THING = r"(?:that|this|it)"
# "When was that?", "How did it happen?", "Why?": asked of the event that the last question is on.
_EVENT = re.compile(
    rf"(?P<bare>(?:\w+ )?(?:who|whom|which|what|when|where|why|how)\b(?: (?!{_THING}\b)[^\W\d_]+)"
    rf"{{0,3}}?)(?: (?:is|was) (?:that|this)| (?:did|does) {_THING} (?:happen|occur|take place)"
    r"| exactly| so| not)*",
    re.IGNORECASE,
)
_DO_THAT = re.compile(
    r"(why|how|when|where) (?:did|does|had|has) (?P<who>he|she|it|they) (?:do|done) "
    r"(?:that|this|it|so)",
    re.I,
)
_RANKED = re.compile(r"\b(?:first|last|second|third|fourth|\w{2,}(?<!for)(?<!inter)est)\b", re.I)
# "Her wireless operator?" after "Who was the Californian's captain?": the same of the same.
_OWN = re.compile(r"(?:her|his|its|their) (?=\w)", re.IGNORECASE)
_OWNED = re.compile(r"(?<=['’]s )[\w -]+(?=\?*$)")
_THEN_ASKS = re.compile(rf"[,:.] (?:\w+ )?(?:{'|'.join(sorted(WH))})\b", re.IGNORECASE)
_SUCH_ONE = re.compile(r"the (\w+) ones?")
_SUCH_ONE_THERE = re.compile(r"\bthe (?P<origin>\w+) one\b")
_WHICH_ONE = re.compile(r"(?P<asked>which) one(?P<many>s?)\b(?! of)", re.IGNORECASE)
_PREPOSITION_LAST = re.compile(
    rf"^(?P<asked>what|whom?|where|which \w+) (?P<preposition>{'|'.join(sorted(PREPOSITIONS))})$",
    re.IGNORECASE,
)
_WHO_SAID = re.compile(
    r"(who (?:said|says|claimed|wrote|reported|thought)) (?:that|this|so|it)", re.I
)
# "And the price?": that of what is spoken of.
_OF_SOMETHING = frozenset(
    """aim address age amount area bill budget capacity cause charge colour cost date deadline
    depth distance fare fee fine goal height length location name number population price prize
    purpose rate reason result salary score sentence size source speed title toll total verdict
    wage weight width year""".split()
)
_HAPPENINGS = re.compile(
    r".*(?:accident|attack|battle|blast|blaze|ceremony|collapse|collision|concert|conference|"
    r"coup|crash|crossing|death|debate|defeat|derailment|disaster|earthquake|escape|event|festival|"
    r"fight|final|fire|flight|flood|game|inquiry|landing|launch|march|match|meeting|murder|opening|"
    r"outage|parade|protest|raid|rescue|revolt|riot|robbery|sale|siege|storm|strike|summit|theft|"
    r"trial|visit|vote|war|wedding|[^aeiou]tion|ation|sion)s?",
    re.IGNORECASE,
)


def filled(
    question: str,
    joined: bool,
    exchanges: Sequence[Exchange],
    found: Sequence[Referent],
) -> str | None:
    """Return the last question with the fragment in the place of what it is like, else None.

    Args:
        question: what was asked, without "and".
        joined: whether an "and" was there.
        exchanges: what was said before.
        found: what was spoken of, for pronouns in the fragment.
    """
    fragment, leans = _fragment_of(question, joined)
    if not fragment:
        return None
    last = exchanges[-1]
    if _RANKED.fullmatch(fragment.removeprefix("the ")):
        return _ranked(fragment.removeprefix("the "), exchanges)
    swapped = _of_the_same_owner(fragment, last) or _of_another_origin(fragment, exchanges)
    if swapped:
        return swapped
    fragment = resolved(fragment, found)[0]
    known = known_names(last.passage, last.title)
    preposition = _preposition(fragment)
    inner = fragment[len(preposition) :].strip()
    new = _whole(mentions(inner, known))
    slot = _slot(last.question, known, preposition, new)
    if slot:
        return _put_in(last.question, slot, inner)
    if preposition and frame_of(last.question):
        return f"{last.question.rstrip('?!. ')} {fragment}"
    happened = new is not None and new.sort == "place"
    told = f"What happened in {inner}" if happened else f"What is said about {inner}"
    return told if leans else None


def same_act(question: str, exchanges: Sequence[Exchange]) -> str | None:
    """Return an earlier question in full for "And who won in 2002?" after "Who won it in 2001?"."""
    frame = frame_of(question)
    if frame is None or frame.auxiliary or frame.noun:
        return None
    verb, _, fragment = frame.rest.partition(" ")
    preposition = _preposition(fragment) if fragment else ""
    inner = fragment[len(preposition) :].strip()
    if not (preposition and inner):
        return None
    new = next(iter(mentions(inner)), None)
    for last in reversed(exchanges[-_RANKS_BACK:]):
        old = frame_of(last.question)
        if old is None or not old.rest.startswith(f"{verb} "):
            continue
        slot = _slot(last.question, known_names(last.passage, last.title), preposition, new)
        if slot and old.asked.lower() == frame.asked.lower():
            return _put_in(last.question, slot, inner)
    return None


def _whole(found: Sequence[Mention]) -> Mention | None:
    """Return the first mention, and rather "Ann Hale's diary" than "Ann Hale"."""
    first = [one for one in found if one.start == found[0].start]
    return max(first, key=lambda one: len(one.text), default=None)


def which_one(question: str, exchanges: Sequence[Exchange]) -> str:
    """Return "Which ship waited longest" for "Which one ..." after "How many ships waited?"."""
    match = _WHICH_ONE.match(question)
    frame = frame_of(exchanges[-1].question)
    if match is None or frame is None or not frame.asked.lower().startswith("how many "):
        return question
    many = frame.noun.split(" ")[-1]
    noun = many if match["many"] else re.sub(r"ie$", "y", many.removesuffix("s"))
    return f"{match['asked']} {noun}{question[match.end() :]}" if many.islower() else question


def such_one(question: str, exchanges: Sequence[Exchange]) -> str:
    """Return "Who led the British inquiry" for "the British one" after one on the American."""
    match = _SUCH_ONE_THERE.search(question)
    if match is None or not is_origin(match["origin"]) or is_fragment(question.strip(" ?.!")):
        return question
    for exchange in reversed(exchanges[-_RANKS_BACK:]):
        for old in mentions(exchange.question):
            article, _, called = old.text.partition(" ")
            origin, _, noun = called.partition(" ")
            if article == "the" and noun.islower() and is_origin(origin):
                of_it = _phrase_after(exchange.question, old.end)
                one = f"the {match['origin']} {noun}{of_it}"
                return f"{question[: match.start()]}{one}{question[match.end() :]}"
    return question


def _phrase_after(question: str, end: int) -> str:
    """Return " into the fire", where such follows what ends at ``end``, and else nothing."""
    after = next((one for one in mentions(question[end:]) if one.named), None)
    if after is None or question[end : end + after.start].strip().lower() not in PREPOSITIONS:
        return ""
    return question[end : end + after.end]


def _put_in(question: str, slot: tuple[int, int], inner: str) -> str:
    """Return the question with ``inner`` at ``slot``, the verb before it agreeing."""
    before, old = question[: slot[0]], question[slot[0] : slot[1]]
    if inner.endswith(" one") and old[0].isupper():  # "the British one": "the British Concorde"
        inner = f"{inner.removesuffix('one')}{old}"
    new = mentions(inner)[-1:]
    if new and new[0].plural and new[0].sort == "thing" and before.endswith((" is ", " was ")):
        before = re.sub(r"is $", "are ", re.sub(r"was $", "were ", before))
    return f"{before}{inner}{question[slot[1] :]}"


def asked_who(
    question: str, joined: bool, exchanges: Sequence[Exchange], found: Sequence[Referent]
) -> str | None:
    """Return "Who was the pilot" for "And the pilot?", "What was his sentence" for "His sentence?".

    None for what can stand in the last question, or is no role or possession. The arguments are
    those of ``filled``.
    """
    fragment, _ = _fragment_of(question, joined)
    if not fragment:
        return None
    last = exchanges[-1]
    new = next(iter(mentions(fragment)), None)
    own = _OWN.match(fragment)
    if new is None or fragment.endswith(("'s", "’s")) or new.start > (own.end() if own else 0):
        return None
    asks = "who" if new.sort == "person" else "what"
    same = _of_the_same_owner(fragment, last)
    if same and not (asks == "who" and same.lower().startswith("what ")):
        return None
    post = new.sort == "person" and new.noun not in EMPTY_NOUNS
    if not own and not (new.definite and (post or new.noun in _OF_SOMETHING)):
        return None
    inner = _whole(mentions(resolved(fragment, found)[0])) or new
    slot = _slot(last.question, known_names(last.passage, last.title), "", inner)
    if slot and not same and (not own or _is_subject(last.question, slot[0])):
        return None
    return f"{asks} was {fragment}"


def _fragment_of(question: str, joined: bool) -> tuple[str, bool]:
    """Return the fragment that is asked with, or none, and whether "and" or "what about" led it."""
    fragment = question.strip().rstrip("?!. ")
    about = _WHAT_ABOUT.match(fragment)
    fragment, leans = fragment[about.end() if about else 0 :], joined or about is not None
    asks = (leans or len(fragment.split()) <= 3) and is_fragment(fragment)
    return (fragment if asks else ""), leans


def _is_subject(question: str, start: int) -> bool:
    """Whether what stands at ``start`` comes right after the question's auxiliary."""
    frame = frame_of(question)
    return frame is not None and frame.rest_is(question[start:])


def _ranked(rank: str, exchanges: Sequence[Exchange]) -> str | None:
    """Return the last question after a first or a youngest asked for another: "the oldest"."""
    for exchange in reversed(exchanges[-_RANKS_BACK:]):
        found = _RANKED.search(exchange.question)
        if found:
            asked = exchange.question
            return f"{asked[: found.start()]}{rank}{asked[found.end() :]}"
    return None


def _of_the_same_owner(fragment: str, last: Exchange) -> str | None:
    """Return the last question on "the ship's captain" asked for another: "her mate"."""
    own, owned = _OWN.match(fragment), _OWNED.search(last.question)
    return f"{last.question[: owned.start()]}{fragment[own.end() :]}" if own and owned else None


def _of_another_origin(fragment: str, exchanges: Sequence[Exchange]) -> str | None:
    """Return the last question on "the British ship" asked for the other: "the French one"."""
    new = _SUCH_ONE.fullmatch(fragment)
    if new is None or not is_origin(new[1]):
        return None
    for exchange in reversed(exchanges[-_RANKS_BACK:]):
        asked = exchange.question
        old = next((word for word in WORD.finditer(asked) if is_origin(word.group())), None)
        if old:
            return f"{asked[: old.start()]}{new[1]}{asked[old.end() :]}"
    return None


def asked_event(question: str, exchanges: Sequence[Exchange]) -> str | None:
    """Return the last question asked for something else ("Why?"), or None if that is not meant."""
    bare = question.strip().rstrip("?!. ")
    last = exchanges[-1]
    said = _WHO_SAID.fullmatch(bare)
    if said and last.answer and " " in last.answer and not names(last.answer):
        return f'{said[1]} "{last.answer}"'
    done, match = _DO_THAT.fullmatch(bare), _EVENT.fullmatch(bare)
    somebody = done is not None and done["who"].lower() in ("he", "she")
    last = _deed(exchanges) if somebody else _last_event(exchanges)
    frame = frame_of(last.question) or event_of(last.question, last.answer)
    if frame is None or not (done or match):
        return None
    if frame.rest.endswith(" do"):  # "What did Hale do?"
        last = replace(last, answer="that")
    if done or match is None:
        return asked_again(bare.split(maxsplit=1)[0], frame, last.answer)
    return _event_again(match["bare"], match.end("bare") < match.end(), frame, last)


def _last_event(exchanges: Sequence[Exchange]) -> Exchange:
    """Return the last exchange on something that happened; the very last if none was."""
    for exchange in reversed(exchanges[-_RANKS_BACK:]):
        frame = frame_of(exchange.question)
        if frame is None and event_of(exchange.question, exchange.answer):
            return exchange
        if frame and (
            frame.auxiliary.lower() not in BE or any(map(is_participle, frame.rest.split()))
        ):
            return exchange
    return exchanges[-1]


def _preposition_first(wanted: str) -> str:
    """Return "With whom" for "Who with?"."""
    match = _PREPOSITION_LAST.match(wanted)
    if match is None:
        return wanted
    asked = re.sub(r"^who$", "whom", match["asked"].lower())
    return f"{match['preposition'].capitalize()} {asked}"


def _deed(exchanges: Sequence[Exchange]) -> Exchange:
    """Return the last exchange on what somebody did: "Why did she do that?"."""
    for exchange in reversed(exchanges[-_RANKS_BACK:]):
        frame = frame_of(exchange.question)
        who = frame is not None and frame.of_subject and _asks_who(frame)
        first = mentions(frame.rest)[:1] if frame and frame.auxiliary else ()
        if who or (first and first[0].sort == "person" and first[0].start == 0):
            return exchange
    return _last_event(exchanges)


def _asks_who(frame: Frame) -> bool:
    noun = frame.noun.lower().split()[-1:]
    return frame.word == "who" or (noun != [] and sort_of(noun[0]) == "person")


def _event_again(wanted: str, leans: bool, frame: Frame, last: Exchange) -> str | None:
    """Return the last question asked for ``wanted``; ``leans`` says that a "that" was there."""
    wanted = _preposition_first(wanted)
    words = wanted.lower().split()
    verbs = any(word in AUXILIARIES or (n and is_verb(word)) for n, word in enumerate(words))
    verbs = verbs or (words[0] == "who" and any(map(base_of_present, words[1:2])))
    if verbs or words[0] not in WH | PREPOSITIONS or (words[0] == "why" and len(words) > 1):
        return None
    if leans and wanted.lower() in ("who", "what", "which"):
        return None  # "Who was that?" asks who somebody is
    happening = _happening(last) if leans and frame_of(last.question) else None
    if happening:
        return f"{wanted} did {happening.text} happen"
    return asked_again(wanted, frame, last.answer)


def is_fragment(text: str) -> bool:
    """Whether the text is a noun phrase, perhaps with a preposition, and no question."""
    words = text.lower().split()
    if _THEN_ASKS.search(text):
        return False
    first = re.split("['’]", words[0])[0] if words else ""  # "what's"
    if not words or first in WH | AUXILIARIES or (len(words) > 1 and words[1] in WH):
        return False
    if len(words) > 8 or any(word in AUXILIARIES for word in words):
        return False
    ranked = _RANKED.fullmatch(text.removeprefix("the "))
    return bool(mentions(text) or ranked) or words[-1] not in FUNCTION_WORDS or len(words) == 1


def _preposition(fragment: str) -> str:
    first = fragment.split(maxsplit=1)[0]
    return first if first.lower() in PREPOSITIONS else ""


def _slot(
    question: str, known: tuple[str, ...], preposition: str, new: Mention | None
) -> tuple[int, int] | None:
    """Return where in the last question stands what is like the new."""
    frame = frame_of(question)
    asked = len(frame.asked) if frame else 0
    old = [one for one in mentions(question, known) if one.start >= asked]
    ranked = sorted(old, key=lambda one: -_likeness(question, one, preposition, new))
    if not ranked or _likeness(question, ranked[0], preposition, new) < 2.0:
        return None
    return ranked[0].start, ranked[0].end


def _likeness(question: str, old: Mention, preposition: str, new: Mention | None) -> float:
    like = 0.0
    if preposition:
        before = question[: old.start].split()
        if not before or before[-1].lower() != preposition.lower():
            if new is None or new.sort not in ("time", "place") or old.sort != new.sort:
                return 0.0
        else:
            like += 2.0
    if new is None:
        return like + 0.5
    if old.sort != new.sort and "time" in (old.sort, new.sort):
        return 0.0
    if new.named and new.sort == "person" and old.sort in ("thing", "place"):
        return 0.0
    like += _same_sort(question, old, new)
    if new.text.startswith((f"{old.text}'s ", f"{old.text}’s ")):
        like += 1.0  # "And her notebooks?" after "Where is Ann Hale buried?"
    if old.named == new.named:
        like += 1.0
    if old.plural == new.plural:
        like += 0.5
    return like + (0.5 if old.named else 0.0)


def _same_sort(question: str, old: Mention, new: Mention) -> float:
    """Return how sure it is that both are people, or places, and so on."""
    if old.sort == new.sort:
        lesser = new.sort == "thing" and old.named and not new.named
        # "And the dog?" does not go into "in the flood".
        return 0.5 if lesser and not _is_subject(question, old.start) else 2.0
    if "name" in (old.sort, new.sort) and old.named and new.named:
        return 1.5
    # Not every trade is known for one: "And the bosun?" after "How old is the captain?".
    trade = old.definite and new.definite and {old.sort, new.sort} == {"person", "thing"}
    return 1.0 if trade and _is_subject(question, old.start) else 0.0


def _happening(last: Exchange) -> Mention | None:
    """Return the event that the last question names, where it does: "the explosion"."""
    frame = frame_of(last.question)
    asked = len(frame.asked) if frame else 0
    for one in mentions(last.question):
        if one.start >= asked and one.noun and _HAPPENINGS.fullmatch(one.noun):
            return one
    return None
