"""Where a question has noun phrases that are no names, by grammar words and endings alone."""

import re
from collections.abc import Iterator, Sequence

from qa.nouns import is_plural
from qa.verbs import is_participle, is_past, is_verb
from qa.words import DETERMINERS, FUNCTION_WORDS, ORDERS, PERSON_NOUNS, PLACE_NOUNS, PREDICATES

MODALS = frozenset("do does did will would can could shall should may might must".split())
RANKS = frozenset("second third fourth".split())
_AMOUNTS = frozenset("billion cent dollars euros hundred million pounds thousand".split())
_IS = re.compile(r"\b(?:is|are|was|were|be|been|isn't|wasn't)\b", re.IGNORECASE)
# "in charge", "on board": a noun without an article after one of these is nothing to speak of.
_IDIOMATIC = frozenset("at by in on".split())


def phrases(
    text: str, words: Sequence[re.Match[str]], taken: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Yield the number of the first word of each noun phrase and of the word after it.

    A phrase is a run of words that are neither grammar nor, as lists and endings tell, verbs;
    straight after "the", "a" or "how many" any word is a noun.

    Args:
        text: what is looked through.
        words: its words.
        taken: where its names are.
    """
    n = 0
    while n < len(words):
        end = _phrase_end(text, words, n, taken)
        if end == n:
            n += 1
            continue
        last = end - 1 if _ends_in_verb(text, words, n, end) else end
        idiom = last == n + 1 and n > 0 and words[n - 1].group().lower() in _IDIOMATIC
        idiom = idiom and not is_plural(words[n].group().lower())
        amount = words[last - 1].group().isdigit() or words[last - 1].group() in _AMOUNTS
        if last > n and not amount and not idiom:
            yield n, last
        n = end


def _is_noun(words: Sequence[re.Match[str]], first: int, n: int) -> bool:
    """Whether a verb's base form is a noun here, no "did" asking for it: "the gold ring"."""
    word = words[n].group().lower()
    before = {one.group().lower() for one in words[:first]}
    other_form = is_past(word) or is_participle(word) or (word.endswith("ing") and len(word) > 5)
    return n > first and _led(words, first) and not (other_form or before & MODALS)


def _begins_none(words: Sequence[re.Match[str]], n: int) -> bool:
    """Whether word ``n`` is "second", or the verb of "to repair the bridge"."""
    before = words[n - 1].group().lower() if n else ""
    after = words[n + 1].group() if n + 1 < len(words) else ""
    acts = before == "to" and (after in DETERMINERS or after[:1].isupper())
    return acts or words[n].group().lower() in RANKS


def is_predicate(text: str, start: int) -> bool:
    """Whether the word that begins at ``start`` says how its question's subject is, at its end.

    Such is "worth" of "How much is the Arvid worth?".
    """
    word, _, after = text[start:].partition(" ")
    ends = not after or after.split(maxsplit=1)[0].strip("?").lower() in FUNCTION_WORDS
    led = _IS.search(text, 0, start)
    return ends and led is not None and word.strip("?!. ").lower() in PREDICATES


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
        if not led and (_begins_none(words, end) or is_predicate(text, words[end].start())):
            break
        named = led or _is_noun(words, first, end) or word in PERSON_NOUNS | PLACE_NOUNS
        if not named and is_verb(word):
            break
        end += 1
    return end


def _ends_in_verb(text: str, words: Sequence[re.Match[str]], first: int, end: int) -> bool:
    """Whether the last word of a run is the verb that "did" asks for: "did the company | fine"."""
    before = [word.group().lower() for word in words[:first]]
    goes_on = end < len(words) and is_verb(words[end].group())  # "should bread rise"
    if before and before[-1] in MODALS and end == first + 1 and not goes_on:
        return True  # "would march"
    helper = next((n for n, word in enumerate(before) if word in MODALS), None)
    if helper is None:
        return False
    others = [word.group() for word in (*words[helper + 1 : first], *words[end:])]
    if any(is_verb(word) and word.islower() for word in others):  # not "Reed"
        return False
    between = words[helper].end(), words[first].start()
    subject = text[between[0] : between[1]].split()
    if not subject or subject[-1].lower() in ("the", "a", "an", "his", "her", "its", "their"):
        return len(subject) < 2 and end > first + 1
    named = all(word[0].isupper() or word == "the" for word in subject)
    return end == first + 1 and named and not subject[-1].endswith(("'s", "’s"))


def _within(word: re.Match[str], taken: Sequence[tuple[int, int]]) -> bool:
    return any(word.start() < end and word.end() > start for start, end in taken)


def _led(words: Sequence[re.Match[str]], first: int) -> bool:
    """Whether the word before can only lead a noun."""
    before = words[first - 1].group().lower() if first else ""
    return before in DETERMINERS - {"that", "this"} or before in ("many", "his", "their", "its")
