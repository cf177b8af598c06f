"""What tells whether two texts are in the same words: pure."""

import re

_WORD = re.compile(r"\w+")


def word_pairs(text: str) -> frozenset[tuple[str, str]]:
    """Return every two words in a row, whatever their case; of a text of one word, it twice."""
    words = _WORD.findall(text.casefold())
    return frozenset(zip(words, words[1:] or words, strict=False))


def figures(text: str) -> frozenset[str]:
    """Return the words that have a digit: two reports may differ in these alone."""
    return frozenset(
        word for word in _WORD.findall(text) if any(letter.isdigit() for letter in word)
    )
