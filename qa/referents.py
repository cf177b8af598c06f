"""What a conversation has spoken of, and which of it a pronoun stands for."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from qa.answered import answered, sexed
from qa.asides import aside
from qa.attached import unattached
from qa.frames import BE, Frame, frame_of
from qa.mentions import Mention, known_names, mentions
from qa.nouns import Gender
from qa.polar import who_of
from qa.words import VESSELS

# How many exchanges back what was said is remembered.
MEMORY = 6
# What is added to a candidate's cost for each exchange, and each place in its question, before it.
_PER_EXCHANGE, _PER_PLACE = 1.0, 0.1
# What was named is rather meant than what was only guessed.
_A_GUESS = 1.2
# Places in a question, for what is less in view than what it names.
_LAST_PLACE, _BY_THE_WAY = 4, 8
_IMPOSSIBLE = 99.0
_DO = frozenset("did do does had has have".split())
# How ill each sort fits "it".
_AS_IT = {"thing": 0.0, "group": 0.4, "name": 0.4, "amount": 0.9, "place": 1.6}
# Nouns that say nothing of what they stand for.
_EMPTY = frozenset("name one other others person rest thing".split())
# Bodies that are "they" and never "it".
_MANY = frozenset("children men people police women".split())
# How ill "he" fits "Tova Brandt", and "they" those of "How many people?".
_SOUNDS_OTHER, _ANYBODY = 0.6, 0.8
_POSSESSED = re.compile(r"['’]s? \w")
_AND = re.compile(r"^(?:and|but|so|then)[\s,]+", re.IGNORECASE)


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
    that it was not sure enough to be given as the answer, ``acted_on`` that it is the answer to
    what another did: "the canal" to "What did the ship block?".
    """

    mention: Mention
    age: int
    place: int
    answered: bool
    subject: bool = False
    guessed: bool = False
    acted_on: bool = False

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
        question = _AND.sub("", exchange.question)
        frame = frame_of(question) or who_of(question, exchange.answer)
        answer = answered(
            exchange.answer or exchange.guess, exchange.question, frame, exchange.passage
        )
        if answer:
            did = frame is not None and frame.of_subject
            done = not did and frame is not None and _of_object(frame)
            found.append(Referent(answer, age, 0, True, did, exchange.answer is None, done))
        found += [
            Referent(
                sexed(one, exchange.passage),
                age,
                place,
                False,
                place == 1 and frame is not None and not frame.of_subject,
            )
            for place, one in enumerate(_of_question(exchange, frame), start=1)
        ]
        found += (
            []
            if answer
            else [Referent(one, age, _BY_THE_WAY, False) for one in aside(exchange.answer)]
        )
    return _consistent(found, "\n".join(dict.fromkeys(one.passage for one in exchanges[-MEMORY:])))


def _of_object(frame: Frame) -> bool:
    """Whether the object of an act is asked for: "What did the ship block?"; not "Which canal"."""
    asks = frame.word != "how" and not frame.noun
    return asks and frame.auxiliary in _DO and "been" not in frame.rest.split()


def _consistent(found: Sequence[Referent], passages: str) -> list[Referent]:
    """Return the referents, a name in a question being what it was as an answer."""
    known = {one.mention.text.lower(): one.mention for one in found if one.answered}
    alike = []
    for one in found:
        mention, as_answer = one.mention, known.get(one.mention.text.lower())
        if as_answer and not one.answered and mention.named:
            mention = replace(mention, sort=as_answer.sort, gender=as_answer.gender)
        alike.append(replace(one, mention=sexed(mention, passages)))
    return alike


def he_or_she(found: Sequence[Referent], gender: Gender) -> Referent | None:
    """Return the person that "he" (``m``) or "she" (``f``) stands for.

    "She" may be a ship where no woman was spoken of.
    """
    women = any(one.mention.gender == "f" for one in found)
    known = any(one.mention.gender == gender and one.mention.sort == "person" for one in found)

    def ill(one: Mention) -> float:
        if one.plural or one.gender not in ("", gender):
            return _IMPOSSIBLE
        if one.sort == "person":
            named = 0.0 if one.named else 0.7
            return named + (0.0 if one.gender else 0.5 + _sounds_other(one.text, gender))
        if one.sort == "name":
            return 0.5 if one.gender else 2.6 if known else 1.5
        if gender != "f" or one.sort != "thing" or not one.named:
            return _IMPOSSIBLE
        return 1.0 if one.noun in VESSELS and not women else 6.0

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


def _sounds_other(name: str, gender: Gender) -> float:
    """Return how far a name of which nothing is known is from the gender: "Tova Brandt" a man."""
    first, _, rest = name.partition(" ")
    other = "a" if gender == "m" else "o"
    return _SOUNDS_OTHER if rest and first.endswith(other) else 0.0


def it(found: Sequence[Referent]) -> Referent | None:
    """Return the thing, body or place that "it" stands for."""

    def ill(one: Mention) -> float:
        if (one.plural and one.sort != "group") or one.noun in _MANY:
            return _IMPOSSIBLE
        cost = _AS_IT.get(one.sort, _IMPOSSIBLE)
        return cost + (0.0 if one.noun or one.named else 0.5) + (2.0 if one.gender else 0.0)

    # What was paid is "it", where "What did he pay?" was asked, and never where "How much?" was.
    fit = [one for one in found if one.acted_on or one.mention.sort != "amount"]
    things = [_after_its_subject(one) for one in fit if not _place_asked(one)]
    # What is spoken of turn after turn is "it" rather than the last answer; a name of which nothing
    # is known may be somebody's.
    lasting = [
        one
        for one in things
        if one.age == 0 and not one.answered and one.mention.sort != "name" and _lasts(one, found)
    ]
    return _best(lasting, ill) or _best(things, ill) or _best(fit, ill)


def that(found: Sequence[Referent]) -> Referent | None:
    """Return what "that" stands for: the amount that was answered, or what "it" does."""
    amount = next((one for one in found if one.age == 0 and one.mention.sort == "amount"), None)
    return amount or it([replace(one, acted_on=False) for one in found])


def they(found: Sequence[Referent]) -> Referent | None:
    """Return the people, things or body that "they" stands for; two people by their names."""

    def ill(one: Mention) -> float:
        if one.sort == "time":
            return _IMPOSSIBLE
        if one.plural:  # "How many people?" is of nobody in particular
            return _ANYBODY if one.text == "the people" else 0.0
        return 0.3 if one.sort == "group" else _IMPOSSIBLE

    # "Did they get that?" after "How much did Egypt ask for?"
    states = [
        one for one in found if one.subject and one.mention.sort == "place" and one.mention.named
    ]
    return _best(found, ill) or _couple(found) or next(iter(states), None)


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
    if (
        len(pair) < 2
        or pair[-1].age > pair[0].age
        or pair[0].age > 1
        or pair[0].mention.text == pair[1].mention.text
    ):
        return None
    text = f"{pair[1].mention.text} and {pair[0].mention.text}"
    return replace(pair[0], mention=replace(pair[0].mention, text=text, plural=True))


def _lasts(one: Referent, found: Sequence[Referent]) -> bool:
    """Whether it was spoken of before the last question too."""
    return any(other.age > 0 and other.mention.text == one.mention.text for other in found)


def _after_its_subject(one: Referent) -> Referent:
    """Return the answer to "What did the ship block?" as less in view than the ship."""
    return replace(one, place=_LAST_PLACE) if one.acted_on and one.mention.named else one


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
            several = one.named and one.text[:-1].removeprefix("the ") in known
            yield replace(one, plural=one.plural or (several and one.text.endswith("s")))


def _is_wanted(one: Mention, question: str, frame: Frame | None) -> bool:
    """Whether it is what was asked for: "the capacity of the ground", "Ann Hale's trade"."""
    if frame is None or frame.asked.lower() != "what" or frame.auxiliary.lower() not in BE:
        return False
    owned = " of " in one.text or _POSSESSED.search(one.text) is not None
    return owned and one.sort != "person" and frame.rest_is(question[one.start :])
