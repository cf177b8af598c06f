"""A library, a reader and a calibration: what answers a question from end to end."""

from collections.abc import Sequence
from threading import Lock
from time import perf_counter

from index import Library
from qa.answer import Answer, Timings, compose
from qa.calibration import Calibration
from qa.question import checked
from qa.reader import Reader
from qa.retrieve import Hit, retrieve
from qa.spans import Reading

DEFAULT_K = 10


class Answerer:
    """Answers questions over one library. May be used by several threads at once.

    Args:
        library: what is searched.
        reader: what reads the passages found.
        calibration: how the reader's scores become confidence.
        min_confidence: the least confidence that counts as an answer; None for the calibration's.
    """

    def __init__(
        self,
        library: Library,
        reader: Reader,
        calibration: Calibration,
        min_confidence: float | None = None,
    ) -> None:
        """Take the parts together; nothing is loaded here."""
        self.library = library
        self._reader = reader
        self._calibration = calibration
        # Two readings at once would only slow each other down.
        self._turn = Lock()
        self._least = calibration.threshold if min_confidence is None else min_confidence

    def warm_up(self) -> None:
        """Load what the first question would otherwise have to wait for."""
        self.library.nearest("", 1)

    def search(self, question: str, k: int = DEFAULT_K) -> list[Hit]:
        """Return the ``k`` passages that best fit the question, best first.

        Raises:
            QuestionError: if the question cannot be asked.
        """
        return retrieve(self.library, checked(question), k)

    def ask(self, question: str, k: int = DEFAULT_K) -> Answer:
        """Answer from the best ``k`` passages, or abstain.

        Raises:
            QuestionError: if the question cannot be asked.
        """
        asked = checked(question)
        began = perf_counter()
        hits = retrieve(self.library, asked, k)
        return self.read(asked, hits, (perf_counter() - began) * 1000.0)

    def read(self, question: str, hits: Sequence[Hit], retrieve_ms: float = 0.0) -> Answer:
        """Answer from passages that are already found, or abstain."""
        began = perf_counter()
        readings = self.look(question, hits)
        read_ms = (perf_counter() - began) * 1000.0
        timings = Timings(retrieve_ms, read_ms, retrieve_ms + read_ms)
        return compose(question, hits, readings, self._calibration, self._least, timings)

    def look(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        """Return what is found in each passage, before any of it becomes an answer."""
        with self._turn:
            return self._reader.read(question, [hit.passage.text for hit in hits])
