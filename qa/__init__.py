"""What we answer: a question and a library to an answer with its citations, or an abstention.

Nothing here imports ``ui``.
"""

from qa.answer import Alternative, Answer, Citation, Timings
from qa.answerer import DEFAULT_K, Answerer
from qa.calibration import (
    OPEN,
    READING,
    UNFITTED,
    Calibration,
    load_calibration,
    save_calibration,
)
from qa.evaluate import Row, evaluate_open, evaluate_reading, summarise
from qa.fit import Observation, fit, observe, observe_reading
from qa.gold import Gold, GoldSet, read_gold
from qa.question import checked
from qa.reader import Reader, load_reader, reader_folder
from qa.retrieve import Hit, retrieve
from qa.spans import Reading, Span

__all__ = [
    "DEFAULT_K",
    "OPEN",
    "READING",
    "UNFITTED",
    "Alternative",
    "Answer",
    "Answerer",
    "Calibration",
    "Citation",
    "Gold",
    "GoldSet",
    "Hit",
    "Observation",
    "Reader",
    "Reading",
    "Row",
    "Span",
    "Timings",
    "checked",
    "evaluate_open",
    "evaluate_reading",
    "fit",
    "load_calibration",
    "load_reader",
    "observe",
    "observe_reading",
    "read_gold",
    "reader_folder",
    "retrieve",
    "save_calibration",
    "summarise",
]
