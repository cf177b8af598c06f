"""Words that a library does not have, and the ones it has that were probably meant. All pure."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_WORD = re.compile(r"[^\W\d_]+")
# Of shorter words too many differ in one letter, and two letters are much of any but a long one.
_SHORTEST = 4
_LONG = 8
_KNOWN_START = 2
_ENDINGS = ("s", "es", "d", "ed", "ing", "r", "er", "st", "est", "ly")

Known = Callable[[str], bool]
Count = Callable[[str], int]
Starting = Callable[[str], Iterable[tuple[str, int]]]


def corrected(question: str, known: Known, count: Count, starting: Starting) -> str:
    """Return the question with every word that is probably misspelt as the library spells it.

    A word is taken for misspelt if it is neither in the library nor one of the language. It becomes
    the likeliest of the library's words that are one edit away; if there is none and it is long, of
    those two edits away that begin alike. Else it stays. Likelier is what has the same first
    letter, then what is a word of the language, then what is more frequent.

    Args:
        question: any text.
        known: whether a word, in lower case, is one of the language.
        count: in how many passages a word stands, in whatever inflection.
        starting: the library's words that start with these letters, and how often each stands.
    """

    def meant(found: re.Match[str]) -> str:
        written = found.group()
        word = plain(written)
        if len(word) < _SHORTEST or _of_language(word, known) or count(word):
            return written
        best = _nearest(word, known, count, starting)
        return best.capitalize() if best and written[0].isupper() else best or written

    return _WORD.sub(meant, question)


def plain(word: str) -> str:
    """Return the word in lower case and without diacritics, as full-text search compares words."""
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFKD", word.lower())
    return "".join(c for c in parts if not unicodedata.combining(c))


def variants(word: str) -> Iterator[str]:
    """Yield what is one edit from ``word``: a letter lost, swapped with the next, other, or more.

    So Damerau (1964), who found four in five misspellings to be one of these; some come twice.
    """
    for place in range(len(word) + 1):
        head, tail = word[:place], word[place:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in _LETTERS:
            if tail:
                yield head + letter + tail[1:]
            yield head + letter + tail


def edits(one: str, other: str, limit: int) -> int:
    """Return how many edits, as in ``variants``, lie between the two; over ``limit``, any more.

    Optimal string alignment: no part of a word is edited twice.
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        last, before, row = before, row, [i]
        for j, b in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and (a, one[i - 2]) == (other[j - 2], b):
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]


def _of_language(word: str, known: Known) -> bool:
    """Whether the word is known, or is one that is with an ending."""
    bare = (word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))
    return known(word) or any(known(stem) for stem in bare)


def _nearest(word: str, known: Known, count: Count, starting: Starting) -> str:
    """Return the library's word that ``word`` probably is, or nothing."""
    near = [(candidate, count(candidate)) for candidate in dict.fromkeys(variants(word))]
    if len(word) >= _LONG and not any(n for _, n in near):
        alike = starting(word[:_KNOWN_START])
        near = [(term, n) for term, n in alike if edits(word, term, 2) <= 2]
    likely = [(term[:1] == word[:1], known(term), n, term) for term, n in near if n]
    return max(likely, default=(False, False, 0, ""))[-1]
