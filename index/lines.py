"""Lines joined to the paragraphs that they were before a program broke them at some width."""

import re
from collections import Counter
from collections.abc import Sequence

from index.dates import parse_date

# What a wrapped line is: no shorter than a narrow mail's, no longer than a wide terminal's.
_NARROWEST, _WIDEST = 45, 140
# A person, or a program that counts bytes, breaks a line this much too early and no more.
_SLACK = 4
# A text is hard-wrapped when so many of its line ends, this share of all and this share of those
# after lines that are no shorter than a wrapped line, say so.
_FEWEST, _SHARE, _SHARE_OF_LONG = 2, 0.25, 0.6
_JUDGED = 2000  # line ends: enough to know a long text's width by

_BULLET = re.compile(r"(?:[-*+•▪◦·–—|]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])\s")
_BYLINE = re.compile(r"by\s+(?P<name>[^\W\d_].{1,80})", re.IGNORECASE)
# A name above a story, and no line of it that happens to begin with "by": words in capitals, until
# a comma tells what the writer does.
_NAMED = re.compile(
    r"(?:By|BY)(?:\s+(?:[^\W\d_a-zß-ÿ][\w.'’-]*|and|AND|d[aeiu]|de[lnr]|for|la|of|van|von|&)){1,8}(?:\s*[,|(].*)?"
)
# Columns: a tab, a bar, or a gap that does not follow the end of a sentence.
_COLUMNS = re.compile(r"\t|\s\|\s|[^\s.?!:\"”’')] {2,}\S")
_BROKEN_WORD = re.compile(r"(?P<word>(?:\w+-)*\w+)-$")
_LONGEST_WORD = 100  # characters: what is longer is none
_FIRST_WORD = re.compile(r"\w+")
_WORDS = re.compile(r"\w+(?:-\w+)*")
# What is hyphenated because it is so written, not because the line was full.
_COMPOUNDING = frozenset("all anti cross ex half ill long mid multi non self short so well".split())


def byline(line: str) -> str:
    """Return whom a line names as its author ("By Ann Lee"); empty where it is no byline."""
    found = _BYLINE.fullmatch(line.strip()) if len(line) <= 90 else None
    return found["name"] if found else ""


def starts_anew(line: str) -> bool:
    """Whether a line is no other's end: a list item, a byline, a date or a line quoted in mail."""
    said = line.strip()
    named = byline(said) and _NAMED.fullmatch(said)
    return bool(said.startswith(">") or _BULLET.match(said) or named or parse_date(said))


def unwrapped(text: str) -> str:
    """Return a text's paragraphs on one line each, where a program broke them at some width.

    A line end is one that a program made when the next line's first word had no more room. Where
    few line ends are, the text is left alone: its author broke the lines, and in verse, lists,
    tables and addresses such line ends stay in any text.
    """
    lines = text.split("\n")
    ends = [i for i in range(len(lines) - 1) if _may_go_on(lines[i], lines[i + 1])]
    width = _width([(len(lines[i]), _first(lines[i + 1])) for i in ends[:_JUDGED]])
    if not width:
        return text
    words = word_counts(text)
    wrapped = [i for i in ends if _full(len(lines[i]), _first(lines[i + 1]), width)]
    for i in wrapped:
        lines[i + 1] = lines[i + 1].lstrip()
    parted = [f"{line}\n" for line in lines]
    for i in wrapped:
        parted[i] = led_on(lines[i], lines[i + 1], words, typeset=False)
    return "".join(parted)[:-1]


def word_counts(text: str) -> Counter[str]:
    """Return how often each word, hyphenated ones whole, stands in ``text``, in lower case.

    The halves of words that are broken at line ends do not count.
    """
    whole = re.sub(r"\b\w+-\n\s*\w+", " ", text)
    return Counter(word.lower() for word in _WORDS.findall(whole))


def led_on(line: str, more: str, words: Counter[str], *, typeset: bool) -> str:
    """Return ``line`` as it is when ``more``, the line after it, stands on the same line.

    A blank follows it, but none where a word is parted between the two.

    Whether its hyphen belongs to the word, the rest of the text tells: the form that stands
    there, if either does. Else the hyphen goes where the text was ``typeset``, unless it joins
    two words that stand there alone; programs that wrap plain text break words at their own
    hyphens only.
    """
    found, rest = _BROKEN_WORD.search(line[-_LONGEST_WORD:]), _FIRST_WORD.match(more)
    if not found or not rest:
        return f"{line} "
    goes = _hyphen_goes(found["word"], rest[0], words, typeset=typeset)
    return line[:-1] if goes else line


def _hyphen_goes(before: str, after: str, words: Counter[str], *, typeset: bool) -> bool:
    if not (before[-1].islower() and after[0].islower()):  # Anglo-American, mid-2010
        return False
    plain, hyphenated = words[(before + after).lower()], words[f"{before}-{after}".lower()]
    if plain != hyphenated:
        return plain > hyphenated
    compound = words[before.lower()] and words[after.lower()]
    return typeset and not compound and before.lower() not in _COMPOUNDING


def _may_go_on(line: str, following: str) -> bool:
    """Whether two lines could be parts of one paragraph, whatever their lengths."""
    if not line.strip() or not following.strip() or starts_anew(following):
        return False
    if line.startswith(">") or _COLUMNS.search(line.strip()) or _COLUMNS.search(following.strip()):
        return False
    return _indent(following) <= _indent(line)


def _width(ends: Sequence[tuple[int, int]]) -> int:
    """Return the width at which a text was wrapped; 0 where it was not.

    Args:
        ends: for each line end within a block, the line's length and that of the word after it.
    """
    lengths = sorted({length for length, _ in ends if _NARROWEST <= length <= _WIDEST})
    best = max(lengths, key=lambda w: sum(_full(*end, w) for end in ends), default=0)
    full = sum(_full(*end, best) for end in ends)
    long = sum(length >= _NARROWEST for length, _ in ends)
    enough = max(_FEWEST, _SHARE * len(ends), _SHARE_OF_LONG * long)
    return best if best and full >= enough else 0


def _full(length: int, first: int, width: int) -> bool:
    """Whether a line of this length had no room for a word of length ``first`` more."""
    return width - _SLACK < length + 1 + first and length <= width


def _first(line: str) -> int:
    return len(line.split(maxsplit=1)[0])


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
