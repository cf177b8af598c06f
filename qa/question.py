"""What counts as a question, before anything is searched for it."""

import re
from functools import lru_cache
from typing import Any

from index import QuestionError, clean_line

MAX_QUESTION_CHARACTERS = 500

# English and no other large language uses these for its own grammar: one of them settles it.
_ENGLISH = frozenset(
    """who whom whose what when where why how which the did does were from with that this there
    their and many much""".split()
)
_WORD = re.compile(r"[^\W\d_]+")
_LEAST_WORDS = 3
# Of 34,662 English questions of many kinds, none without such a word was taken for another
# language with more than 0.33.
_SURE = 0.7


def checked(question: str) -> str:
    """Return the question on one line, without what is no text.

    Raises:
        QuestionError: if it is empty, too long, or in a language that the reader does not read.
    """
    asked = clean_line(question)
    if not re.search(r"\w", asked):
        raise QuestionError("The question is empty: ask in a few words or a sentence.")
    if len(asked) > MAX_QUESTION_CHARACTERS:
        raise QuestionError(
            f"The question has {len(asked):,} characters and the limit is "
            f"{MAX_QUESTION_CHARACTERS}: ask for one fact at a time."
        )
    if not _is_english(asked):
        raise QuestionError(
            "The question does not seem to be in English, which is the language that the reader "
            "was trained in: ask it in English."
        )
    return asked


def _is_english(asked: str) -> bool:
    """Whether ``asked`` may be English: names alone, and anything in doubt, may."""
    written = _WORD.findall(asked)
    words = [word.lower() for word in written]
    letters = "".join(words)
    if letters and sum(c < "\u0250" for c in letters) < len(letters) / 2:
        return False  # most letters are of another script than the Latin
    names_alone = not any(word[0].islower() for word in written)
    if names_alone or len(words) < _LEAST_WORDS or _ENGLISH.intersection(words):
        return True
    language, sure = _identifier().classify(asked)
    return bool(language == "en" or sure < _SURE)


@lru_cache(maxsize=1)
def _identifier() -> Any:  # noqa: ANN401 - py3langid is untyped
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    # Languages that a short English question is seldom taken for, and that people ask in.
    identifier.set_languages("da de en es fi fr hu id it nl no pl pt ro sv tr vi".split())
    return identifier
