"""What we answer: a question and a library to an answer with its citations, or an abstention.

Nothing here imports ``ui``.
"""

from qa.answer import Alternative, Answer, Citation, Timings
from qa.answerer import DEFAULT_K, Answerer
from qa.retrieve import Hit

__all__ = ["DEFAULT_K", "Alternative", "Answer", "Answerer", "Citation", "Hit", "Timings"]
