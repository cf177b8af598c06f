"""The words of a question that tell passages apart."""

import re
import unicodedata

# Words so common that to look for them finds every passage and tells none apart.
STOP_WORDS = frozenset(
    """a about all also an and any are as at be because been but by can could did do does doing for
    from had has have having he her hers him his how i if in into is it its just me my of on or our
    she so some such than that the their them then there these they this those to too was we were
    what when where which while who whom whose why will with would you your""".split()
)
_WORD = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    """Return the words as they are written, composed as Unicode has them (NFC)."""
    return [w for w in _WORD.findall(unicodedata.normalize("NFC", text)) if w.strip("_")]


def telling(question: str) -> list[str]:
    """Return the words but the most common, each once; all of them if there are no others."""
    words = words_of(question)
    return list(dict.fromkeys([w for w in words if w.lower() not in STOP_WORDS] or words))
