"""Pronouns of a question replaced by what they stand for."""

import re
from collections.abc import Sequence

from qa import referents
from qa.frames import frame_of
from qa.mentions import WORD, Mention, mentions, names
from qa.nouns import Gender
from qa.phrases import MODALS
from qa.referents import Referent
from qa.verbs import base_form, is_past, is_verb
from qa.words import (
    AUXILIARIES,
    DETERMINERS,
    FUNCTION_WORDS,
    MEN,
    MONTHS,
    PERSON_NOUNS,
    PLACE_NOUNS,
    PREDICATES,
    PREPOSITIONS,
    TIME_NOUNS,
    WOMEN,
)

_GENDER: dict[str, Gender] = {
    **dict.fromkeys(("he", "him", "his"), "m"),
    **dict.fromkeys(("she", "her", "hers"), "f"),
}
_IT = frozenset(("it", "its"))
_THEY = frozenset(("they", "them", "their", "theirs"))
_POSSESSIVES = frozenset(("his", "its", "their", "hers", "theirs"))
_SUBORDINATE = frozenset("after because before if once since unless until when while".split())
_OF_EVENTS = frozenset(("when", "where", "why", "how"))
_OBJECTS = frozenset(("him", "her", "them"))
_THAT = frozenset(("that", "this", "these", "those"))
# "Is it true", "How long did it take to": "it" that stands for nothing.
_EMPTY_IT = re.compile(
    r"\b(?:is|was|be) it (?:true|possible|likely|known|certain|clear|right|because|that)\b"
    r"|\bit (?:take|took|cost)s?\b(?: \w+){0,3} to\b"
    r"|\bwith (?:an?|no|the) \w+ (?:at|in|inside|on) it\b"  # "the band with a baker in it"
    r"|\bhow (?:cold|cool|dark|hot|late|warm|wet|windy)\b(?: \w+)? it\b",
    re.IGNORECASE,
)
_EXISTS = re.compile(
    r"\b(?:is|are|was|were|be|been) there\b|\bthere (?:is|are|was|were|been|be)\b", re.IGNORECASE
)
_STILL = re.compile(r"\bstill there\b", re.IGNORECASE)
# "How did that happen?", "Did that work?"; "Who put that right?"
_ACTS = frozenset("begin end fail happen help matter occur start stop work".split())
_RIGHT = frozenset("right straight wrong".split())
# "Did he see him?" is of two people, "Was his mother with him?" of one.
_DOES = re.compile(r"\bs?he\b", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:him|her)\b", re.IGNORECASE)
_BODIES = frozenset(
    "agency bank club company corporation firm organisation organization party".split()
)
# Which of several that were named: "the second of them", "the last one".
_ORDINALS = {"first": 0, "former": 0, "second": 1, "third": 2, "latter": -1, "last": -1}
_DATED = re.compile(rf"(?i:{'|'.join(sorted(MONTHS))}|\w+day)\b|\b\d{{4}}\b")
_YEAR = re.compile(r"\d{4}")
# Of these, a year says too little.
_HOURS = frozenset("afternoon day evening morning night".split())
EMPTY_NOUNS = frozenset("one ones man men woman women person people".split())


def resolved(question: str, found: Sequence[Referent]) -> tuple[str, str]:
    """Return the question without its pronouns, and what they were taken for ("he: Musa Kusa").

    A pronoun that nothing fits stays; if none was replaced, the second part is empty.

    Args:
        question: what was asked.
        found: what was spoken of, as ``referents`` gives it.
    """
    parts: list[str] = []
    said: list[str] = []
    done = 0
    taken: dict[str, Referent | None] = {}
    skip = {at for match in _EMPTY_IT.finditer(question) for at in range(*match.span())}
    words = list(WORD.finditer(question))
    for n, word in enumerate(words):
        if word.start() < done or word.start() in skip or _at_home(question, words, n):
            continue
        new, end = _replacement(question, words, n, found, taken)
        if new is None:
            continue
        parts += [question[done : word.start()], new]
        done = end
        said.append(f"{question[word.start() : end].lower()}: {new}")
    return "".join([*parts, question[done:]]), "; ".join(dict.fromkeys(said))


def unresolved(question: str) -> bool:
    """Whether a pronoun of the question stands for nothing that the question names."""
    words = list(WORD.finditer(question))
    return any(
        word.group().lower() in _IT | _THEY | _GENDER.keys() and not _at_home(question, words, n)
        for n, word in enumerate(words)
    )


def _at_home(question: str, words: Sequence[re.Match[str]], n: int) -> bool:
    """Whether word ``n``, if a pronoun, stands for something in its own question, or for now.

    "Why did Musa Kusa leave his country?", "How long does bread rise before it is baked?", "How far
    over its budget did the tunnel go?", "the board that investigated", "this summer".
    """
    word = words[n].group().lower()
    following = words[n + 1].group().lower() if n + 1 < len(words) else ""
    if word == "that":
        return n > 0 and is_past(following)
    if word == "this":
        return following in TIME_NOUNS
    if word not in _GENDER and word not in _IT and word not in _THEY:
        return False
    return _named_before(question, words, n)


def _named_before(question: str, words: Sequence[re.Match[str]], n: int) -> bool:
    """Whether the question itself names what its pronoun, word ``n``, stands for."""
    word = words[n].group().lower()
    before = question[: words[n].start()]
    frame = frame_of(question)
    if _in_own_clause(word, words, n) and any(_fits(word, one) for one in mentions(before)):
        return True
    if frame and frame.of_subject and frame.word == "who" and _subordinate(words, n):
        return True  # "Who swam ashore after his boat sank?"
    if word in _POSSESSIVES and frame and words[n].end() <= len(frame.asked):
        return bool(names(question[words[n].end() :]))
    nobody = ("time", "place") if word in _GENDER else ("time",)
    called = [one for one in names(before) if one.sort not in nobody]
    # A clause has two parts: "When did Hague talk to him?" is of two men.
    another = len(called) == 1 and word in _OBJECTS and n + 1 == len(words)
    return bool(called) and not another


def _in_own_clause(word: str, words: Sequence[re.Match[str]], n: int) -> bool:
    """Whether word ``n`` may stand for what its own sentence has named without a name.

    Such are a possessive, and the subject of a clause that is not the question's own, of which the
    auxiliary comes before its subject.
    """
    if word in ("its", "their") or _subordinate(words, n):
        return True
    following = words[n + 1].group().lower() if n + 1 < len(words) else ""
    before = words[n - 1].group().lower() if n else ""
    acts = following in AUXILIARIES or is_verb(following) or following.endswith("s")
    return n > 1 and word in ("it", "they") and acts and before not in AUXILIARIES


def _subordinate(words: Sequence[re.Match[str]], n: int) -> bool:
    """Whether word ``n`` stands in a clause within the question: "before it is baked"."""
    led = [word.group().lower() in _SUBORDINATE for word in words[1:n]]
    ends = n + 1 == len(words) and led[-1:] == [True]  # "Who looked after it?"
    return any(led) and not ends


def _fits(word: str, one: Mention) -> bool:
    if one.sort in ("time", "person") and not one.plural:
        return False
    return one.plural is (word in _THEY)


def _replacement(
    question: str,
    words: Sequence[re.Match[str]],
    n: int,
    found: Sequence[Referent],
    taken: dict[str, Referent | None],
) -> tuple[str | None, int]:
    """Return what stands for word ``n``, and where what it replaces ends; None if it stays."""
    word, end = words[n].group().lower(), words[n].end()
    following = words[n + 1].group().lower() if n + 1 < len(words) else ""
    if word in _GENDER or word in _IT or word in _THEY:
        return _pronoun(
            word, following, question[: words[n].start()], question[end:], found, taken
        ), end
    if word in _THAT:
        return _demonstrative(words, n, found)
    if word == "the" and following:
        return _definite(words, n, found)
    if word == "there" and not _EXISTS.search(question) and not _STILL.search(question):
        held = [one.mention.text for one in taken.values() if one]
        where = referents.place([one for one in found if one.mention.text not in held])
        return (_there(where) if where else None), end
    if word == "then" and (not following or following in PREPOSITIONS) and n > 0:
        when = referents.time(found)
        return (_at_time(when.mention.text) if when else None), end
    return None, end


def _pronoun(
    word: str,
    following: str,
    before: str,
    after: str,
    found: Sequence[Referent],
    taken: dict[str, Referent | None],
) -> str | None:
    family = _GENDER.get(word) or ("it" if word in _IT else "they")
    if family not in taken:
        others = [one.mention.text for one in taken.values() if one]
        rest = [one for one in found if one.mention.text not in others]
        doers = [one for one in rest if one.subject] if _two(word, after) else []
        one = _choice(word, family, doers) or _choice(word, family, rest)
        # "Where did they take her?" is of nobody who was spoken of.
        nobody = one is not None and one.mention.text == "the people" and _PERSON.search(after)
        taken[family] = None if nobody else one
    elif word in ("him", "her") and _DOES.search(before):
        taken[family + " object"] = taken.get(family + " object") or _other(family, found, taken)
        return _called(taken[family + " object"], word, following)
    return _called(taken[family], word, following)


def _two(word: str, after: str) -> bool:
    """Whether a second person is spoken of: "When did he meet him?"; "her" may be "her own"."""
    other = {"he": r"\bhim\b", "she": r"\bher\s*$"}.get(word)
    return other is not None and re.search(other, after.rstrip(" ?.!"), re.I) is not None


def _choice(word: str, family: str, found: Sequence[Referent]) -> Referent | None:
    if family == "it":
        return referents.it(found)
    if family == "they":
        return referents.they(found)
    return referents.he_or_she(found, _GENDER[word])


def _other(
    family: str, found: Sequence[Referent], taken: dict[str, Referent | None]
) -> Referent | None:
    """Return the second person of two: "When did he last speak to him?"."""
    first = taken[family]
    rest = [one for one in found if first is None or one.mention.text != first.mention.text]
    second = referents.he_or_she(rest, "m" if family == "m" else "f")
    return second or first


def _called(one: Referent | None, word: str, following: str) -> str | None:
    if one is None:
        return None
    name = _spoken(one)
    owns = word in _POSSESSIVES or (word == "her" and _is_noun(following))
    if not owns:
        return name
    return f"{name}’" if one.mention.plural and name.endswith("s") else f"{name}'s"


def _spoken(one: Referent) -> str:
    """Return how to call it: "mice" that were spoken of are "the mice"."""
    name = one.mention.text
    bare = one.mention.plural and one.mention.noun and name[0].islower()
    several = one.mention.plural and one.mention.sort == "name" and name.endswith("s")
    bare = bare or (several and " " not in name)  # "the Concordes"
    led = name.split(maxsplit=1)[0] in DETERMINERS or "'s " in name
    return f"the {name}" if bare and not led else name


def _is_noun(word: str) -> bool:
    return bool(word) and word not in FUNCTION_WORDS - {"own", "last", "first", "new", "old"}


def _demonstrative(
    words: Sequence[re.Match[str]], n: int, found: Sequence[Referent]
) -> tuple[str | None, int]:
    """Return what "that ship", "that year" or "that" by itself stands for."""
    end = words[n].end()
    following = words[n + 1].group().lower() if n + 1 < len(words) else ""
    before = words[n - 1].group().lower() if n else ""
    after = words[n + 2].group().lower() if n + 2 < len(words) else ""
    asked = before in AUXILIARIES  # "When did that woman get there?"
    if following in _RIGHT and not asked:
        return None, end  # "Who put that right?": no thing
    how = following in PREDICATES and (not after or after in FUNCTION_WORDS)
    does = following in _ACTS or (before in MODALS and base_form(following) is None)
    acts = asked and (how or (does and is_verb(following) and after in FUNCTION_WORDS | {""}))
    if following and following not in FUNCTION_WORDS and not acts:
        if words[n + 1].group()[0].isupper():
            return None, end  # "feared that Katla would wake"
        that = words[n].group().lower() in ("that", "this")
        clause = after and after not in FUNCTION_WORDS and not (asked and is_verb(after))
        if clause or (that and following.endswith("s")):
            return None, end  # "said that ministers were", "found that ticks carry"
        return _that_noun(following, before, found), words[n + 1].end()
    # "When was that?", "Why did they do that?": an event, and no thing.
    event = n > 1 and (len(words) == n + 1 or acts) and words[0].group().lower() in _OF_EVENTS
    alone = not following or before in AUXILIARIES or (n == 0 and following in AUXILIARIES)
    if event or not alone or following in ("he", "she", "they", "it"):
        return None, end
    plural = words[n].group().lower() in ("these", "those")
    thing = referents.they(found) if plural else referents.that(found)
    return (thing.mention.text if thing else None), end


def _that_noun(noun: str, before: str, found: Sequence[Referent]) -> str | None:
    """Return what "that ship" stands for, a time with its preposition unless one leads it."""
    one = _of_noun(noun, found)
    if one is None:
        return None
    when = one.mention.sort == "time" and noun in TIME_NOUNS and before not in PREPOSITIONS
    return _at_time(one.mention.text) if when else one.mention.text


def _definite(
    words: Sequence[re.Match[str]], n: int, found: Sequence[Referent]
) -> tuple[str | None, int]:
    """Return the name of what "the ship" or "the man" was last said of."""
    noun = words[n + 1].group()
    after = words[n + 2].group() if n + 2 < len(words) else ""
    end = words[n + 1].end()
    nth = _nth(noun.lower(), words[n + 2 : n + 4], found)
    if nth:
        return nth
    compound = after and after not in FUNCTION_WORDS and not is_verb(after)  # "the tunnel boss"
    if after in ("of", "that", "who") or compound or not noun.islower():
        return None, end
    if any(one.sort != "time" for one in names(words[n].string[: words[n].start()])):
        return None, end  # "What was tested at Selby when the accident happened?"
    one = referents.of_noun(found, noun)
    if one is None and noun in _BODIES:
        one = referents.body(found)
    if one is None and noun in EMPTY_NOUNS & (MEN | WOMEN):
        one = referents.he_or_she(found, "f" if noun in WOMEN else "m")
    if one is None or not one.mention.named:
        return None, end
    return one.mention.text, end


def _nth(
    ordinal: str, later: Sequence[re.Match[str]], found: Sequence[Referent]
) -> tuple[str, int] | None:
    """Return who "the second of them" or "the first one" is, where several were named."""
    low = [word.group().lower() for word in later]
    several = referents.they(
        [one for one in found if one.mention.named and re.search(" and |, ", one.mention.text)]
    )
    if ordinal not in _ORDINALS or several is None:
        return None
    of_them = low == ["of", "them"]
    if not (of_them or low[:1] in (["one"], ["man"], ["woman"])):
        return None
    all_named = re.split(r",? and |, ", several.mention.text)
    at = _ORDINALS[ordinal]
    if not 1 < len(all_named) > at:
        return None
    return all_named[at], later[1 if of_them else 0].end()


def _of_noun(noun: str, found: Sequence[Referent]) -> Referent | None:
    one = referents.of_noun(found, noun)
    if one:
        return one
    single = noun.removesuffix("s")
    if single in TIME_NOUNS:
        whole = noun in _HOURS
        dated = [
            one
            for one in found
            if _DATED.search(one.mention.text) and not (whole and _YEAR.fullmatch(one.mention.text))
        ]
        return referents.time(dated)
    if noun in PLACE_NOUNS:
        return referents.place(found)
    if noun in PERSON_NOUNS:
        return referents.he_or_she(found, "f" if noun in WOMEN else "m")
    return referents.it(found)


def _there(one: Referent) -> str:
    name = one.mention.text
    if name.split(maxsplit=1)[0].lower() in PREPOSITIONS:
        return name
    return f"{'in' if one.mention.sort == 'place' else 'at'} {name}"


def _at_time(time: str) -> str:
    """Return a time as it is put into a sentence: "in 1912", "on 14 April"."""
    if time.split(maxsplit=1)[0].lower() in PREPOSITIONS:
        return time
    month_or_year = re.fullmatch(r"(?:[A-Z][a-z]+ )?\d{4}|[A-Z][a-z]+(?<!day)", time)
    return f"{'in' if month_or_year else 'on'} {time}"
