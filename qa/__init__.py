"""What we answer: a question and a library to an answer with its citations, or an abstention.

Nothing here imports ``ui``.
"""

from qa.answer import Alternative, Answer, Citation, Timings
from qa.answerer import DEFAULT_K, Answerer
from qa.calibration import OPEN, READING, Calibration, load_calibration
from qa.evaluate import Row, evaluate_open, evaluate_reading, summarise
from qa.gold import Gold, GoldSet, read_gold
from qa.reader import Reader, load_reader, reader_folder
from qa.retrieve import Hit
from qa.spans import Reading, Span

__all__ = [
    "DEFAULT_K",
    "OPEN",
    "READING",
    "Alternative",
    "Answer",
    "Answerer",
    "Calibration",
    "Citation",
    "Gold",
    "GoldSet",
    "Hit",
    "Reader",
    "Reading",
    "Row",
    "Span",
    "Timings",
    "evaluate_open",
    "evaluate_reading",
    "load_calibration",
    "load_reader",
    "read_gold",
    "reader_folder",
    "summarise",
]
