"""Who and what a text speaks of: names and noun phrases, found by capitals and word lists alone."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from qa.verbs import is_verb
from qa.words import (
    COLLECTIVES,
    DAYS,
    DETERMINERS,
    FEMALE_NAMES,
    FEMALE_TITLES,
    FUNCTION_WORDS,
    MALE_NAMES,
    MALE_TITLES,
    MEN,
    MONTHS,
    NAMED_OF,
    ORDERS,
    ORGANISATIONS,
    PERSON_NOUNS,
    PLACE_NOUNS,
    PLACES,
    TIME_NOUNS,
    TITLES,
    WOMEN,
)

# What is spoken of: "name" is a name of which nothing more is known, "thing" is none of the others.
Sort = Literal["person", "place", "time", "group", "name", "thing"]
Gender = Literal["m", "f", ""]

# A word with its inner points, hyphens and apostrophes ("U.S.", "al-Senussi", "O'Brien"), not "'s".
WORD = re.compile(r"(?:[^\W\d_]\.){2,}|(?<!\w['’])\w+(?:(?:[-.]|['’](?!s\b))\w+)*")
# After a name, these go on with it where a figure follows: "Air France flight 4590".
_NUMBERED = frozenset("flight line number operation phase platform route unit".split())
# A name does not begin with these, whatever their capital: "Three rigs".
_FIGURES = frozenset(
    """one two three four five six seven eight nine ten eleven twelve dozens hundreds
    thousands""".split()
)
# "in charge", "on board": a noun without an article after one of these is nothing to speak of.
_IDIOMATIC = frozenset("at by in on".split())
_COUNTED = frozenset(
    "dollars euros hundred million billion men people per pounds thousand years".split()
)
# What the same turns say is looked through once, not again with every question.
_REMEMBERED = 512
_UNSURE = frozenset(("name", "group", "thing"))
_PLURALS = frozenset("children feet geese mice oxen teeth".split())
_PARTICLES = frozenset("al bin da de del den der di dos du el ibn la le von van ter y".split())
_YEAR = re.compile(r"1\d{3}|20\d{2}")
_BEFORE_YEAR = frozenset("in of since by until before after during from to around".split())
_MONTH_OR_DAY = MONTHS | DAYS
_ACRONYM = re.compile(r"[A-Z]{2,}s?")
_AT_PLACE = frozenset("in at near from".split())
_PRONOUN = re.compile(
    r"\b(?:(he|his|him|himself)|(she|her|hers|herself)|it|its|itself|they|their|them)\b", re.I
)
_HOW_FAR = 220
_ORIGIN = re.compile(
    r"[A-Z]\w+(?:[ei]an|[ei]can|ese|ish)s?|(?:Czech|German|Greek)s?|Dutch|French|Swiss|Thai"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """Something that a text speaks of, at ``start`` to ``end`` there; ``text`` is how to call it.

    ``noun`` is the noun that says what it is, where there is one: "town" of "the oil town".
    """

    text: str
    start: int
    end: int
    sort: Sort
    gender: Gender = ""
    plural: bool = False
    noun: str = ""

    @property
    def definite(self) -> bool:
        """Whether it is called as something known ("the walk") without a name."""
        return not self.named and self.text.startswith("the ")

    @property
    def named(self) -> bool:
        """Whether it is called by a name, a date among them."""
        return any(c.isupper() for c in self.text) or self.sort == "time"


@lru_cache(maxsize=_REMEMBERED)
def mentions(text: str, known: tuple[str, ...] = ()) -> tuple[Mention, ...]:
    """Return the names and noun phrases of a question or a short answer, in their order.

    Args:
        text: what is looked through.
        known: names from elsewhere, which are recognised without their capitals.
    """
    called = names(text, known)
    taken = [(one.start, one.end) for one in called]
    found = sorted([*called, *_phrases(text, taken)], key=lambda one: one.start)
    # "the crew of Apollo 11" and "Apollo 11's crew" are one thing, and Apollo 11 is another.
    for n in range(len(found) - 2, -1, -1):
        one, other = found[n], found[n + 1]
        between = text[one.end : other.start]
        if one.noun and one.text.startswith("the ") and between == " of ":
            found[n] = replace(one, text=f"{one.text} of {other.text}")
        if other.noun and between in ("'s ", "’s ", "' ", "’ "):
            owned = f"{one.text}{between}{other.text}"
            found[n + 1] = replace(other, text=owned, start=one.start)
    return tuple(one for one in found if not one.text.startswith("the case of "))


@lru_cache(maxsize=_REMEMBERED)
def names(text: str, known: tuple[str, ...] = ()) -> tuple[Mention, ...]:
    """Return the names and dates of a text, in their order."""
    words = list(WORD.finditer(text))
    found: list[Mention] = []
    n = 0
    while n < len(words):
        end = _name_end(text, words, n)
        if end == n:
            n += 1
            continue
        found.append(_named(text, words, n, end))
        n = end
    found = [_with_noun(text, one) for one in found]
    low = text.lower()
    places = PLACES.intersection(low.split()) if low == text else ()
    for name in sorted([*known, *(place.title() for place in places)], key=len, reverse=True):
        for start, end in _found_in(low, name.lower()):
            if all(end <= one.start or start >= one.end for one in found):
                one = _with_article(text, replace(_judged(name, ""), start=start, end=end))
                found.append(_with_noun(text, one))
    return tuple(sorted(found, key=lambda one: one.start))


def _found_in(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Yield where a name stands as whole words."""
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        if not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum()):
            yield at, end
        at = text.find(name, end)


@lru_cache(maxsize=_REMEMBERED)
def known_names(*texts: str) -> tuple[str, ...]:
    """Return the names in running text, and the single words of those that have more than one."""
    sure: dict[str, None] = {}
    doubtful: dict[str, None] = {}
    for text in texts:
        for one in names(text):
            name = one.text.removeprefix("the ")
            initial = text[: one.start].rstrip()[-1:] in ("", ".", "?", "!") and one.sort in _UNSURE
            if one.sort == "time":
                continue
            if one.noun:  # "the Vellum probe"
                name = re.sub(r"(?: [a-z]+)+$", "", name)
            initial = initial and not one.text.startswith("the ")
            single = " " not in name
            # The capital of a word that begins a sentence says nothing.
            (doubtful if single and initial else sure).setdefault(name)
            for part in () if single else name.split():
                (sure if one.sort == "person" else doubtful).setdefault(part)
    twice = {name for name in doubtful if any(_capitalised(text, name) for text in texts)}
    return tuple(
        name
        for name in (*sure, *(name for name in doubtful if name in twice and name not in sure))
        if len(name) > 2
        and name[0].isupper()
        and name.lower() not in FUNCTION_WORDS | _MONTH_OR_DAY | NAMED_OF | TITLES
    )


def _capitalised(text: str, name: str) -> list[int]:
    """Return where a name stands by itself, in the middle of a sentence."""
    return [
        start
        for start, end in _found_in(text, name)
        if text[:start].rstrip()[-1:] not in ("", ".", "?", "!")
        and not text[end + 1 : end + 2].isupper()
        and not re.search(r"[A-Z]\w+ $", text[:start])
    ]


def is_origin(word: str) -> bool:
    """Whether a word says where something is from ("American"), and is no name of its own."""
    named = PLACES | MALE_NAMES | FEMALE_NAMES
    return _ORIGIN.fullmatch(word) is not None and word.lower() not in named


def gender_in(name: str, passage: str) -> Gender:
    """Return the gender of a name by the noun before it or the first pronoun after it, or none.

    "their son Tancred" is a man whoever the next sentence is on.
    """
    before = re.search(rf"(\w+) {re.escape(name)}\b", passage)
    if before and before[1].lower() in MEN | WOMEN:
        return _gender(before[1].lower())
    last = name.rsplit(maxsplit=1)[-1]
    for at in re.finditer(rf"\b{re.escape(last)}\b", passage):
        after = _PRONOUN.search(passage, at.end(), at.end() + _HOW_FAR)
        if after:
            return "m" if after[1] else "f" if after[2] else ""
    return ""


def _name_end(text: str, words: Sequence[re.Match[str]], first: int) -> int:
    """Return the number of the word after the name that begins at word ``first``, or ``first``."""
    word = words[first].group()
    low = word.lower()
    before = words[first - 1].group().lower() if first else ""
    if _YEAR.fullmatch(word):
        return first + int(before in _BEFORE_YEAR or len(text) == len(word))
    if word.isdigit() and len(words) > first + 1 and words[first + 1].group().lower() in MONTHS:
        return _name_end(text, words, first + 1)
    if not _begins_name(text, words[first], low):
        return first
    end = first + 1
    while end < len(words) and _joins(text, words[end - 1], words[end]):
        apart = text[words[end - 1].end() : words[end].start()]
        step = _continues(words, end, apart)
        if not step:
            break
        end += step
    return end


def _joins(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    """Whether two words may be of one name: "20 October, 2011", "F. W. de Klerk"."""
    apart = text[one.end() : other.start()]
    return apart in (" ", ", ") or (apart == ". " and len(one.group()) == 1)


def _begins_name(text: str, at: re.Match[str], low: str) -> bool:
    word = at.group()
    if low in _MONTH_OR_DAY:
        return low not in ("may", "march") or word[0].isupper()
    if not word[0].isupper() or low in FUNCTION_WORDS:
        return False
    if at.start() > 0 and text[: at.start()].rstrip()[-1:] not in ("", ".", "?", "!"):
        return True
    # The capital may be the sentence's.
    return low not in ORDERS | _FIGURES and not (
        low in TITLES and low not in PLACES and len(text) < 9
    )


def _continues(words: Sequence[re.Match[str]], end: int, apart: str) -> int:
    """Return by how many words a name goes on at word ``end``; 0 where it does not."""
    word, before = words[end].group(), words[end - 1].group()
    following = words[end + 1].group() if end + 1 < len(words) else ""
    if apart == ", ":  # only "20 October, 2011"
        return int(bool(_YEAR.fullmatch(word)) and before.lower() in _MONTH_OR_DAY)
    if word[0].isupper() and (word.lower() not in FUNCTION_WORDS or following[:1].isupper()):
        return 1  # "Pan Am Flight 103"
    if word in _NUMBERED and following.isdigit() and not _YEAR.fullmatch(following):
        return 2
    if word[0].isdigit():  # "Apollo 11", and not "paid Norvax 80 million"
        return int(before.lower() in _MONTH_OR_DAY or following not in _COUNTED)
    if word.lower() in MONTHS and before.isdigit():
        return 1
    joins = word in _PARTICLES or (word == "of" and before.lower() in NAMED_OF)
    return 2 if joins and following[:1].isupper() else 0


def _named(text: str, words: Sequence[re.Match[str]], first: int, end: int) -> Mention:
    start, stop = words[first].start(), words[end - 1].end()
    before = words[first - 1].group().lower() if first else ""
    one = replace(_judged(text[start:stop], before), start=start, end=stop)
    return _with_article(text, one)


def _with_article(text: str, one: Mention) -> Mention:
    """Take "the" into a name that has it."""
    led = re.search(r"\bthe ((?:\d{4} )?)$", text[: one.start], re.IGNORECASE)
    if led and one.sort != "time":  # "the 1950 Cup"
        sort: Sort = "thing" if one.sort == "name" else one.sort
        return replace(one, text=f"the {led[1]}{one.text}", start=led.start(), sort=sort)
    return one


def _with_noun(text: str, one: Mention) -> Mention:
    """Take the nouns into a name that only tells which one it is: "the Libyan embassy"."""
    if not one.text.startswith("the "):
        return one
    end = one.end
    while after := re.match(r" ([a-z]+)(?!\w)", text[end:]):
        if after[1] in FUNCTION_WORDS or is_verb(after[1]):
            break
        # "Did the Libyan embassy | fax": a second word may be what is done.
        if end > one.end and not _closes(text, end + after.end()):
            break
        end += after.end()
        noun = after[1]
    if end == one.end:
        return one
    return replace(
        one,
        text=f"{one.text}{text[one.end : end]}",
        end=end,
        sort=_sort_of(noun),
        gender=_gender(noun),
        plural=_is_plural(noun),
        noun=noun,
    )


def _closes(text: str, end: int) -> bool:
    """Whether the word that ends at ``end`` can only be a noun, no verb being wanted there."""
    before = {word.group().lower() for word in WORD.finditer(text[:end])}
    after = WORD.match(text[end:].lstrip())
    ends = (
        not text[end:].strip(" ?.!")
        or text[end] == ","
        or (after is not None and after.group().lower() in FUNCTION_WORDS)
    )
    return ends and not before & _MODALS


def _judged(name: str, before: str) -> Mention:
    """Return a mention of ``name``, at no place yet, judged by its words and the one before it."""
    low = [word.lower().strip(".") for word in name.split()]
    sort: Sort = "name"
    gender: Gender = ""
    if all(w in _MONTH_OR_DAY or w.strip(",").isdigit() for w in low):
        sort = "time"
    elif low[0] in TITLES and len(low) > 1 and "of" not in low:
        sort, gender = "person", _gender(low[0], *low[1:2])
    elif low[-1] in PLACES or (low[-1] in PLACE_NOUNS and len(low) > 1):
        sort = "place"
    elif low[0] in MALE_NAMES | FEMALE_NAMES and not name[-1].isdigit():
        sort, gender = "person", _gender(low[0])
    elif _ORGANISED.intersection(low) or _ACRONYM.fullmatch(name):
        sort = "group"
    elif any(w.isdigit() for w in low):
        sort = "thing"
    elif before in _AT_PLACE and len(low) < 4:
        sort = "place"
    plural = sort == "name" and len(low) == 1 and low[0].endswith(("ians", "cans", "ans", "ers"))
    return Mention(name, 0, 0, sort, gender, plural)


_ORGANISED = ORGANISATIONS | frozenset("inc ltd corporation".split())


def _gender(*words: str) -> Gender:
    for word in words:
        if word in MALE_TITLES | MALE_NAMES | MEN:
            return "m"
        if word in FEMALE_TITLES | FEMALE_NAMES | WOMEN:
            return "f"
    return ""


def _phrases(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[Mention]:
    """Yield the noun phrases of a question that are no names.

    A phrase is a run of words that are neither grammar nor, as lists and endings tell, verbs;
    straight after "the", "a" or "how many" any word is a noun.
    """
    words = list(WORD.finditer(text))
    n = 0
    while n < len(words):
        end = _phrase_end(text, words, n, taken)
        if end == n:
            n += 1
            continue
        last = end - 1 if _ends_in_verb(text, words, n, end) else end
        idiom = last == n + 1 and n > 0 and words[n - 1].group().lower() in _IDIOMATIC
        idiom = idiom and not _is_plural(words[n].group().lower())
        if last > n and not words[last - 1].group().isdigit() and not idiom:
            yield _phrase(text, words, n, last)
        n = end


def _phrase_end(
    text: str, words: Sequence[re.Match[str]], first: int, taken: Sequence[tuple[int, int]]
) -> int:
    end = first
    while end < len(words):
        word = words[end].group().lower()
        joined = end == first or text[words[end - 1].end() : words[end].start()] == " "
        asked = end > 0 and words[end - 1].group().lower() == "how"  # "how deep"
        asked = asked or (word.endswith("ly") and end > first)
        if not joined or asked or word in FUNCTION_WORDS | ORDERS or _within(words[end], taken):
            break
        led = end == first and _led(words, first)
        if not led and is_verb(word) and word not in PERSON_NOUNS | PLACE_NOUNS:
            break
        end += 1
    return end


def _ends_in_verb(text: str, words: Sequence[re.Match[str]], first: int, end: int) -> bool:
    """Whether the last word of a run is the verb that "did" asks for: "did the company | fine"."""
    before = [word.group().lower() for word in words[:first]]
    goes_on = end < len(words) and is_verb(words[end].group())  # "should bread rise"
    if before and before[-1] in _MODALS and end == first + 1 and not goes_on:
        return True  # "would march"
    helper = next((n for n, word in enumerate(before) if word in _MODALS), None)
    later = [word.group().lower() for word in words[end:]]
    if helper is None or any(is_verb(word) for word in (*before[helper + 1 :], *later)):
        return False
    between = words[helper].end(), words[first].start()
    subject = text[between[0] : between[1]].split()
    if not subject or subject[-1].lower() in ("the", "a", "an", "his", "her", "its", "their"):
        return len(subject) < 2 and end > first + 1
    named = all(word[0].isupper() or word == "the" for word in subject)
    return end == first + 1 and named and not subject[-1].endswith(("'s", "’s"))


_MODALS = frozenset("do does did will would can could shall should may might must".split())


def _within(word: re.Match[str], taken: Sequence[tuple[int, int]]) -> bool:
    return any(word.start() < end and word.end() > start for start, end in taken)


def _led(words: Sequence[re.Match[str]], first: int) -> bool:
    """Whether the word before can only lead a noun."""
    before = words[first - 1].group().lower() if first else ""
    return before in DETERMINERS - {"that", "this"} or before in ("many", "his", "their", "its")


def _phrase(text: str, words: Sequence[re.Match[str]], first: int, end: int) -> Mention:
    start, stop = words[first].start(), words[end - 1].end()
    noun = words[end - 1].group().lower()
    before = words[first - 1].group().lower() if first else ""
    if before in _ORDINALS and first > 1 and words[first - 2].group().lower() == "the":
        first, before = first - 1, "the"  # "the last flight"
        start = words[first].start()
    called = text[start:stop]
    if before in ("the", "a", "an"):
        start = words[first - 1].start()
    if before in ("the", "a", "an", "many"):
        called = f"the {called}"
    return Mention(
        called,
        start,
        stop,
        _sort_of(noun),
        _gender(noun),
        _is_plural(noun),
        noun,
    )


_ORDINALS = frozenset("first last new next old other previous".split())


def _is_plural(noun: str) -> bool:
    return noun in COLLECTIVES | _PLURALS or (
        noun.endswith("s") and not noun.endswith(("ss", "us", "is"))
    )


def _sort_of(noun: str) -> Sort:
    single = noun.removesuffix("s")
    if noun in PERSON_NOUNS or single in PERSON_NOUNS:
        return "person"
    if noun in PLACE_NOUNS or single in PLACE_NOUNS:
        return "place"
    if noun in TIME_NOUNS or single in TIME_NOUNS:
        return "time"
    return "group" if noun in COLLECTIVES | ORGANISATIONS else "thing"
