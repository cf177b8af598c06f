"""What a conversation has spoken of, and which of it a pronoun stands for."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from qa.attached import unattached
from qa.frames import BE, Frame, frame_of
from qa.mentions import Gender, Mention, gender_in, known_names, mentions, names
from qa.verbs import is_past
from qa.words import (
    COLLECTIVES,
    DETERMINERS,
    FUNCTION_WORDS,
    ORGANISATIONS,
    PERSON_NOUNS,
    PLACE_NOUNS,
    PREPOSITIONS,
    PRONOUNS,
    TIME_NOUNS,
)

# How many exchanges back what was said is remembered.
MEMORY = 6
_LONGEST_ANSWER = 8
# What is added to a candidate's cost for each exchange, and each place in its question, before it.
_PER_EXCHANGE, _PER_PLACE = 1.0, 0.1
# What was named is rather meant than what was only guessed.
_A_GUESS = 1.2
_IMPOSSIBLE = 99.0
# What is called or said is a word, and nothing to speak of.
_SAYS = re.compile(
    r"\b(?:call(?:ed)?|sa(?:y|id)|means?|meant|job|post|role|profession|occupation|title)\b", re.I
)
# Nouns that say nothing of what they stand for.
_EMPTY = frozenset("name one person thing".split())
# Bodies that are "they" and never "it".
_MANY = frozenset("children men people police women".split())
# With these an answer begins that is no noun phrase.
_NO_NOUN = (FUNCTION_WORDS - DETERMINERS) | (PRONOUNS - {"his", "her", "its", "their"})
_AMOUNTS = frozenset("many much old long far tall high deep big large fast wide heavy".split())


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question, as it was understood, and what came of it.

    ``answer`` is None where none was given; ``passage``, ``title`` and ``article``, an id, are of
    its first citation. ``guess`` is then the best candidate, which may be who is spoken of next all
    the same, and those three are of its citation.
    """

    question: str
    answer: str | None = None
    passage: str = ""
    title: str = ""
    guess: str | None = None
    article: str = ""


@dataclass(frozen=True, slots=True)
class Referent:
    """Something that was spoken of: how long ago, and whether it was an answer.

    ``age`` counts exchanges, 0 for the last; ``place`` is its number in the question. ``subject``
    says that it did what the question asks of: "Brook" of "Who did Brook meet?". ``guessed`` says
    that it was not sure enough to be given as the answer.
    """

    mention: Mention
    age: int
    place: int
    answered: bool
    subject: bool = False
    guessed: bool = False

    def cost(self, kind: float) -> float:
        """Return how far it is from being meant, ``kind`` being how ill it fits."""
        doubt = _A_GUESS if self.guessed else 0.0
        return kind + self.age * _PER_EXCHANGE + self.place * _PER_PLACE + doubt


def referents(exchanges: Sequence[Exchange]) -> list[Referent]:
    """Return all that the last exchanges spoke of, the newest first, an answer before its question.

    What a question asks for ("Which town") is not among them: its answer is.
    """
    found: list[Referent] = []
    for age, exchange in enumerate(reversed(exchanges[-MEMORY:])):
        frame = frame_of(exchange.question)
        answer = answered(exchange, frame)
        if answer:
            did = frame is not None and frame.of_subject
            found.append(Referent(answer, age, 0, True, did, exchange.answer is None))
        found += [
            Referent(
                _sexed(one, exchange.passage),
                age,
                place,
                False,
                place == 1 and frame is not None and not frame.of_subject,
            )
            for place, one in enumerate(_of_question(exchange, frame), start=1)
        ]
    return _consistent(found)


def _consistent(found: Sequence[Referent]) -> list[Referent]:
    """Return the referents, a name in a question being what it was as an answer."""
    known = {one.mention.text.lower(): one.mention for one in found if one.answered}
    alike = []
    for one in found:
        mention, as_answer = one.mention, known.get(one.mention.text.lower())
        if as_answer and not one.answered and mention.named:
            mention = replace(mention, sort=as_answer.sort, gender=as_answer.gender)
        alike.append(replace(one, mention=mention))
    return alike


def answered(exchange: Exchange, frame: Frame | None) -> Mention | None:
    """Return who or what the answer is, judged by what was asked; None where it is neither."""
    text = exchange.answer or exchange.guess
    if not text or frame is None or len(text.split()) > _LONGEST_ANSWER:
        return None
    noun = frame.noun.split()[-1].lower() if frame.noun else ""
    single = noun if noun in COLLECTIVES else noun.removesuffix("s")
    how = frame.word == "how" and text.split()[0].lower() not in PREPOSITIONS  # "in a capsule"
    if how or frame.word == "why" or _AMOUNTS.intersection(frame.asked.lower().split()):
        return None
    if frame.word == "when" or single in TIME_NOUNS:
        return Mention(text, 0, len(text), "time")
    one = _phrase(text)
    if frame.word == "where" or single in PLACE_NOUNS:
        return replace(one or Mention(text, 0, 0, "place"), sort="place", noun=single)
    if one is None or (_SAYS.search(frame.rest) and not one.named):
        return None
    return _asked_for(one, single, noun != single, frame, exchange.passage)


def _asked_for(one: Mention, noun: str, several: bool, frame: Frame, passage: str) -> Mention:
    """Return the answer as what was asked for, of which ``noun`` is the name."""
    if frame.word in ("who", "whom") or noun in PERSON_NOUNS:
        one = _person(one, frame, passage)
    elif noun in ORGANISATIONS:
        one = replace(one, sort="group")
    elif one.sort == "name":
        one = replace(one, sort="thing")
    return replace(one, noun=noun or one.noun, plural=one.plural or several)


def _person(one: Mention, frame: Frame, passage: str) -> Mention:
    """Return the answer to "who" as a person, unless it is a body."""
    if one.sort == "group":
        return one
    role = next((m for m in mentions(frame.rest) if m.noun), None) if frame.auxiliary else None
    if role and role.gender and role.start == 0 and not one.gender:
        one = replace(one, gender=role.gender)  # "Who was her son?"
    return replace(_sexed(one, passage), sort="person")


def he_or_she(found: Sequence[Referent], gender: Gender) -> Referent | None:
    """Return the person that "he" (``m``) or "she" (``f``) stands for.

    "She" may be a ship where no woman was spoken of.
    """

    def ill(one: Mention) -> float:
        if one.plural or one.gender not in ("", gender):
            return _IMPOSSIBLE
        if one.sort == "person":
            return (0.0 if one.gender else 0.5) + (0.0 if one.named else 0.7)
        if one.sort == "name":
            return 0.5 if one.gender else 1.5
        return 6.0 if gender == "f" and one.sort == "thing" and one.named else _IMPOSSIBLE

    best = _best(found, ill)
    if best is None or not best.subject or best.age > 0:
        return best
    # "Who freed Kerr?", "What did Hale refuse Kerr?" go on about Kerr, if he was spoken of before;
    # "Who was Kerr's guard?" brings somebody new.
    lasting = [
        one
        for one in found
        if one.age == 0
        and not one.answered
        and (one.mention.sort == "person" or one.mention.gender)
        and _lasts(one, found)
    ]
    return _best(lasting, ill) or best


def it(found: Sequence[Referent]) -> Referent | None:
    """Return the thing, body or place that "it" stands for."""

    def ill(one: Mention) -> float:
        if (one.plural and one.sort != "group") or one.noun in _MANY:
            return _IMPOSSIBLE
        cost = {"thing": 0.0, "group": 0.4, "name": 0.4, "place": 1.6}.get(one.sort, _IMPOSSIBLE)
        return cost + (0.0 if one.noun or one.named else 0.5) + (2.0 if one.gender else 0.0)

    things = [one for one in found if not _place_asked(one)]
    lasting = [one for one in things if one.age == 0 and not one.answered and _lasts(one, found)]
    # What is spoken of turn after turn is "it" rather than the last answer.
    return _best(lasting, ill) or _best(things, ill) or _best(found, ill)


def they(found: Sequence[Referent]) -> Referent | None:
    """Return the people, things or body that "they" stands for; two people by their names."""

    def ill(one: Mention) -> float:
        if one.sort == "time":
            return _IMPOSSIBLE
        if one.plural:
            return 0.0
        return 0.3 if one.sort == "group" else _IMPOSSIBLE

    return _best(found, ill) or _couple(found)


def place(found: Sequence[Referent]) -> Referent | None:
    """Return the place that "there" stands for."""

    def ill(one: Mention) -> float:
        if one.sort == "place":
            return 0.0
        if not one.named or (one.noun and " of " in one.text):  # "the captain of the Skerra"
            return _IMPOSSIBLE
        return {"thing": 2.0, "name": 2.5}.get(one.sort, _IMPOSSIBLE)

    return _best(found, ill)


def body(found: Sequence[Referent]) -> Referent | None:
    """Return the body that "the company" stands for, if one was named."""

    def ill(one: Mention) -> float:
        fits = {"group": 0.0, "name": 0.5, "thing": 1.0}
        return fits.get(one.sort, _IMPOSSIBLE) if one.named and not one.gender else _IMPOSSIBLE

    return _best(found, ill)


def time(found: Sequence[Referent]) -> Referent | None:
    """Return the time that "then" or "that year" stands for."""
    return _best(found, lambda one: 0.0 if one.sort == "time" else _IMPOSSIBLE)


def of_noun(found: Sequence[Referent], noun: str) -> Referent | None:
    """Return what "that ship" stands for: what was called a ship, or asked for as one."""

    def ill(one: Mention) -> float:
        called = one.noun or (one.text.lower().split()[-1] if one.named else "")
        several = called != noun and one.plural and called == noun.removesuffix("s")
        return 0.0 if called == noun or several else _IMPOSSIBLE

    return _best([one for one in found if one.mention.text.lower() != f"the {noun}"], ill)


def _best(found: Sequence[Referent], ill: Callable[[Mention], float]) -> Referent | None:
    costs = [(one.cost(ill(one.mention)), n) for n, one in enumerate(found)]
    cost, n = min(costs, default=(_IMPOSSIBLE, 0))
    return found[n] if cost < _IMPOSSIBLE else None


def _couple(found: Sequence[Referent]) -> Referent | None:
    """Return the two people of the last question and its answer as one."""
    people = [one for one in found if one.mention.sort == "person" and one.mention.named]
    pair = people[:2]
    if len(pair) < 2 or pair[-1].age > 1 or pair[0].mention.text == pair[1].mention.text:
        return None
    text = f"{pair[1].mention.text} and {pair[0].mention.text}"
    return replace(pair[0], mention=replace(pair[0].mention, text=text, plural=True))


def _lasts(one: Referent, found: Sequence[Referent]) -> bool:
    """Whether it was spoken of before the last question too."""
    return any(other.age > 0 and other.mention.text == one.mention.text for other in found)


def _place_asked(one: Referent) -> bool:
    """Whether it is a place that was the answer: "it" is rather what was there."""
    return one.answered and one.mention.sort == "place" and not one.mention.noun


def _of_question(exchange: Exchange, frame: Frame | None) -> Iterator[Mention]:
    known = known_names(exchange.passage, exchange.title)
    asked = len(frame.asked) if frame else 0
    for one in mentions(unattached(exchange.question), known):
        amount = frame is not None and "many" in frame.asked.lower().split()
        if one.noun in _EMPTY or _is_wanted(one, exchange.question, frame):
            continue
        if one.end > asked or one.named or amount:
            yield one


def _is_wanted(one: Mention, question: str, frame: Frame | None) -> bool:
    """Whether it is what was asked for: the capacity, in "What is the capacity of the ground?"."""
    if frame is None or frame.asked.lower() != "what" or frame.auxiliary.lower() not in BE:
        return False
    return " of " in one.text and one.sort != "person" and frame.rest_is(question[one.start :])


def _phrase(text: str) -> Mention | None:
    """Return an answer as one mention; None where it is a clause or a figure."""
    bare = text.strip()
    while bare.split()[0].lower() in PREPOSITIONS and " " in bare:
        bare = bare.split(maxsplit=1)[1]
    first = bare.split()[0].lower().strip(",.")
    if first in _NO_NOUN or first[:1].isdigit() or (is_past(first) and " " in bare):
        return None
    called = [one for one in names(bare) if one.sort != "time"]
    if len(called) > 1 and (" and " in bare or ", " in bare) and bare[0].isupper():
        return Mention(_without_asides(bare), 0, len(bare), called[0].sort, plural=True)
    people = [one for one in called if one.sort in ("person", "name") and not one.noun]
    if len(people) == 1 and not _within_phrase(bare, people[0]):
        return people[0]
    return _noun_phrase(bare, called)


def _within_phrase(text: str, name: Mention) -> bool:
    """Whether a name is only a part of what is spoken of: "a Marlow comet", "a view of Marlow"."""
    led = re.match(r"(?:an?|the) [a-z]", text) and re.search(
        r" (?:about|for|from|in|of|on) ", text[: name.start]
    )
    word = re.match(r" ([a-z][\w-]+)", text[name.end :])
    noun = word is not None and word[1] not in FUNCTION_WORDS and not is_past(word[1])
    return bool(led) or noun


def _without_asides(text: str) -> str:
    """Return "Ann Hale, a surgeon, and Bob Kerr" as "Ann Hale and Bob Kerr"."""
    return re.sub(r", (?:an?|the|from|of|his|her|their) [^,]*(?:,|$)", "", text)


def _noun_phrase(bare: str, called: Sequence[Mention]) -> Mention | None:
    found = mentions(bare)
    if not found:
        return None
    first, last = found[0], found[-1]
    joined = all(one.end + 1 == other.start for one, other in pairwise(found))
    if len(found) > 1 and joined and found[-2].named and last.noun and last.end == len(bare):
        phrase = _definite(bare[first.start :]).removeprefix("the ")  # "brown Samsonite suitcase"
        return replace(last, text=f"the {phrase}", start=first.start)
    whole = found[0] if found[0].noun else (called or found)[0]
    if len(found) == 1 and found[0].end >= len(bare) - 1:
        return replace(whole, text=_definite(bare))
    return whole


def _definite(text: str) -> str:
    first, _, rest = text.partition(" ")
    return f"the {rest}" if first.lower() in ("a", "an") and rest else text


def _sexed(one: Mention, passage: str) -> Mention:
    """Return a name of which the passage goes on with "he" or "she" as a person's."""
    if one.sort not in ("name", "person") or one.gender or one.plural or not passage:
        return one
    if not one.named or one.noun:
        return one
    gender = gender_in(one.text, passage)
    return replace(one, gender=gender, sort="person" if gender else one.sort)
