"""Who and what a text speaks of: names and noun phrases, found by capitals and word lists alone."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from qa.nouns import Gender, Sort, gender_of, is_plural, sort_of
from qa.phrases import MODALS, RANKS, is_predicate, phrases
from qa.verbs import is_verb
from qa.words import (
    AUXILIARIES,
    DAYS,
    DETERMINERS,
    FEMALE_NAMES,
    FUNCTION_WORDS,
    MALE_NAMES,
    MEN,
    MONTHS,
    NAMED_OF,
    ORDERS,
    ORGANISATIONS,
    PLACE_NOUNS,
    PLACES,
    PRONOUNS,
    TITLES,
    VESSELS,
    WH,
    WOMEN,
)

# A word with what is within it ("U.S.", "al-Senussi", "O'Brien", "AT&T"), and without "'s".
WORD = re.compile(r"(?:[^\W\d_]\.){2,}|(?<!\w['’])\w+(?:(?:[-.&]|['’](?!s\b))\w+)*")
# A capitalised word of grammar that leads another capital may begin a name, but not these.
_MAY_BEGIN = FUNCTION_WORDS - WH - AUXILIARIES - DETERMINERS - PRONOUNS
# After a name, these go on with it where a figure follows: "Air France flight 4590".
_NUMBERED = frozenset("flight line number operation phase platform route unit".split())
# A name does not begin with these, whatever their capital: "Three rigs".
_FIGURES = frozenset(
    """one two three four five six seven eight nine ten eleven twelve dozens hundreds
    thousands""".split()
)
_COUNTED = frozenset(
    "dollars euros hundred million billion men people per pounds thousand years".split()
)
# What the same turns say is looked through once, not again with every question.
_REMEMBERED = 512
_UNSURE = frozenset(("name", "group", "thing"))
_PARTICLES = frozenset("al bin da de del den der di dos du el ibn la le von van ter y".split())
_NTH = "first|second|third|fourth|last|next|old|new|other|previous|original"
_OWNED = re.compile(rf"(?:['’]s|\b(?:his|her|its|their)) (?:(?:{_NTH}) )?$", re.IGNORECASE)
_OWNS = ("'s ", "’s ")
_YEAR = re.compile(r"1\d{3}|20\d{2}")
_MANY_OF = re.compile(r"\bmany (?:of (?:the )?)?$", re.IGNORECASE)
_LEAD_NOUN = frozenset("first last new next old other own previous".split())
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
    words = list(WORD.finditer(text))
    found = [*called, *(_phrase(text, words, *ends) for ends in phrases(text, words, taken))]
    found.sort(key=lambda one: one.start)
    # "the crew of Apollo 11" and "Apollo 11's crew" are one thing, and Apollo 11 is another.
    for n in range(len(found) - 2, -1, -1):
        one, other = found[n], found[n + 1]
        between = text[one.end : other.start]
        if one.noun and one.text.startswith("the ") and between == " of ":
            found[n] = replace(one, text=f"{one.text} of {other.text}")
        if other.noun and re.fullmatch(rf"['’]s? (?:(?:{_NTH}) )?", between):
            owned = f"{one.text}{between}{other.text}"
            found[n + 1] = replace(other, text=owned, start=one.start)
    found = [_with_owner(text, one, found[:n]) for n, one in enumerate(found)]
    return tuple(one for one in found if not one.text.startswith("the case of "))


def _with_owner(text: str, one: Mention, before: Sequence[Mention]) -> Mention:
    """Return "her first prize" as the prize of the only person that its question names before."""
    led = re.search(rf"\b(his|her|its) ((?:(?:{_NTH}) )?)$", text[: one.start], re.IGNORECASE)
    if led is None or not one.noun:
        return one
    nobody = ("person",) if led[1].lower() == "its" else ("place", "group", "thing")
    owners = [other for other in before if other.named and other.sort != "time"]
    if len(owners) != 1 or owners[0].sort in nobody:
        return one
    owned = f"{owners[0].text}'s {led[2]}{one.text}"
    return replace(one, text=owned, start=led.start())


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

    "their son Tancred" is a man whoever the next sentence is on, and "Hale asked her to leave" is
    of two people.
    """
    before = re.search(rf"(\w+) {re.escape(name)}\b", passage)
    if before and before[1].lower() in MEN | WOMEN | VESSELS:
        return gender_of(before[1].lower())
    last = name.rsplit(maxsplit=1)[-1]
    for at in re.finditer(
        rf"(?<!\bin )(?<!\bat )(?<!\bof )(?<!\bnear )\b{re.escape(last)}\b", passage
    ):
        after = _PRONOUN.search(passage, at.end(), at.end() + _HOW_FAR)
        if after and not _of_another(passage[at.end() : after.end()], passage[after.end() :]):
            return "m" if after[1] else "f" if after[2] else ""
    return ""


def _of_another(said: str, after: str) -> bool:
    """Whether the pronoun that ends ``said``, the words after a name, is of somebody else.

    So it is if it is an object in the sentence of which the name may be the subject, or acts in a
    clause on the name: "Hale, whose number he had kept".
    """
    if re.search(r"\b(?:whom|whose \w+) \w+$", said):
        return True
    word = WORD.findall(said)[-1].lower()
    following = WORD.match(after.lstrip())
    owns = following is not None and following.group().lower() not in FUNCTION_WORDS - _LEAD_NOUN
    return (word == "him" or (word == "her" and not owns)) and not re.search(r"[.?!]\s", said)


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
    owned = apart in _OWNS and other.group().lower() in ORGANISATIONS | PLACE_NOUNS
    houses = owned and other.group()[0].isupper()  # "St Brannock's Hospital"
    return houses or apart in (" ", ", ") or (apart == ". " and len(one.group()) == 1)


def _begins_name(text: str, at: re.Match[str], low: str) -> bool:
    word = at.group()
    if low in _MONTH_OR_DAY:
        return low not in ("may", "march") or word[0].isupper()
    if not word[0].isupper():
        return False
    inside = at.start() > 0 and text[: at.start()].rstrip()[-1:] not in ("", ".", "?", "!")
    if low in FUNCTION_WORDS:
        return low in _MAY_BEGIN and _leads_name(text, at, inside)
    if inside:
        return True
    # The capital may be the sentence's.
    return low not in ORDERS | _FIGURES and not (
        low in TITLES and low not in PLACES and len(text) < 9
    )


def _leads_name(text: str, at: re.Match[str], inside: bool) -> bool:
    """Whether a name begins with a word of grammar: "the Ever Given", "New York"."""
    after = WORD.match(text, at.end() + 1)
    if after is None or not after.group()[0].isupper() or after.group().lower() in FUNCTION_WORDS:
        return False
    return inside or at.group() in ("New", "Old") or text == text[at.start() : after.end()]


def _continues(words: Sequence[re.Match[str]], end: int, apart: str) -> int:
    """Return by how many words a name goes on at word ``end``; 0 where it does not."""
    word, before = words[end].group(), words[end - 1].group()
    following = words[end + 1].group() if end + 1 < len(words) else ""
    if word in _PARTICLES or word == "of":
        return _joined_on(words, end)
    if apart == ", ":  # only "20 October, 2011"
        return int(bool(_YEAR.fullmatch(word)) and before.lower() in _MONTH_OR_DAY)
    if word[0].isupper() and (word.lower() not in FUNCTION_WORDS or following[:1].isupper()):
        return 1  # "Pan Am Flight 103"
    if word in _NUMBERED and following.isdigit() and not _YEAR.fullmatch(following):
        return 2
    if word[0].isdigit():  # "Apollo 11", and not "paid Norvax 80 million"
        return int(before.lower() in _MONTH_OR_DAY or following not in _COUNTED)
    return int(word.lower() in MONTHS and before.isdigit())


def _joined_on(words: Sequence[re.Match[str]], end: int) -> int:
    """Return by how many words "de" or "of" goes on with a name: "the Museum of the Sea"."""
    if words[end].group() == "of" and words[end - 1].group().lower() not in NAMED_OF:
        return 0
    later = [one.group() for one in words[end + 1 : end + 3]]
    led = int(later[:1] == ["the"])
    return 2 + led if len(later) > led and later[led][0].isupper() else 0


def _named(text: str, words: Sequence[re.Match[str]], first: int, end: int) -> Mention:
    start, stop = words[first].start(), words[end - 1].end()
    before = words[first - 1].group().lower() if first else ""
    one = replace(_judged(text[start:stop], before), start=start, end=stop)
    if one.text.endswith("s") and _MANY_OF.search(text, 0, start):
        one = replace(one, plural=True)
    return _with_article(text, one)


def _with_article(text: str, one: Mention) -> Mention:
    """Take "the" into a name that has it."""
    led = re.search(rf"\bthe ((?:\d{{4}} |(?:{_NTH}) )?)$", text[: one.start], re.IGNORECASE)
    if led and one.sort != "time":  # "the 1950 Cup"
        sort: Sort = "thing" if one.sort == "name" else one.sort
        return replace(one, text=f"the {led[1]}{one.text}", start=led.start(), sort=sort)
    return one


def _with_noun(text: str, one: Mention) -> Mention:
    """Take the nouns into a name that only tells which one it is: "the Libyan embassy"."""
    if not one.text.startswith("the ") and not _OWNED.search(text[: one.start]):
        return one
    if one.sort in ("time", "person"):
        return one
    end = one.end
    while after := re.match(r" ([a-z]+)(?!\w)", text[end:]):
        if after[1] in FUNCTION_WORDS or is_verb(after[1]) or is_predicate(text, end + 1):
            break
        if end == one.end and _acts(text, one.start, end + after.end()):
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
        sort=sort_of(noun),
        gender=gender_of(noun),
        plural=is_plural(noun),
        noun=noun,
    )


def _acts(text: str, start: int, end: int) -> bool:
    """Whether the word that ends at ``end`` is what "did" asks for, of the name at ``start``.

    Such is "block" of "What did the Arvid block?".
    """
    helper = WORD.findall(text[:start].lower())[-1:]
    later = text[end:].strip(" ?.!").lower().split()
    done = not later or later[0] in FUNCTION_WORDS
    return helper != [] and helper[0] in MODALS and done and not any(map(is_verb, later))


def _closes(text: str, end: int) -> bool:
    """Whether the word that ends at ``end`` can only be a noun, no verb being wanted there."""
    before = {word.group().lower() for word in WORD.finditer(text[:end])}
    after = WORD.match(text[end:].lstrip())
    ends = (
        not text[end:].strip(" ?.!")
        or text[end] == ","
        or (after is not None and after.group().lower() in FUNCTION_WORDS)
    )
    return ends and not before & MODALS


def _judged(name: str, before: str) -> Mention:
    """Return a mention of ``name``, at no place yet, judged by its words and the one before it."""
    low = [word.lower().strip(".") for word in name.split()]
    sort: Sort = "name"
    gender: Gender = ""
    if all(w in _MONTH_OR_DAY or w.strip(",").isdigit() for w in low):
        sort = "time"
    elif low[0] in TITLES and len(low) > 1 and "of" not in low:
        sort, gender = "person", gender_of(low[0], *low[1:2])
    elif before in VESSELS:
        sort = "thing"
    elif low[-1] in PLACES or (low[-1] in PLACE_NOUNS and len(low) > 1):
        sort = "place"
    elif low[0] in MALE_NAMES | FEMALE_NAMES and not name[-1].isdigit():
        sort, gender = "person", gender_of(low[0])
    elif _ORGANISED.intersection(low) or _ACRONYM.fullmatch(name):
        sort = "group"
    elif any(w.isdigit() for w in low):
        sort = "thing"
    elif before in _AT_PLACE and len(low) < 4:
        sort = "place"
    plural = sort == "name" and len(low) == 1 and low[0].endswith(("ians", "cans", "ans", "ers"))
    return Mention(name, 0, 0, sort, gender, plural, before if before in VESSELS else "")


_ORGANISED = ORGANISATIONS | frozenset("inc ltd corporation".split())


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
        sort_of(noun),
        gender_of(noun),
        is_plural(noun),
        noun,
    )


_ORDINALS = RANKS | frozenset("first last new next old other previous".split())
