"""A library, a reader and a calibration: what answers a question from end to end."""

from collections.abc import Sequence
from threading import Lock
from time import perf_counter

from index import EVERYTHING, Filter, Library
from qa.answer import Answer, Candidate, Timings, candidates, compose
from qa.calibration import Calibration
from qa.question import checked
from qa.reader import Reader
from qa.retrieve import Hit, retrieve
from qa.spans import Reading
from qa.topic import unattached


class Answerer:
    """Answers questions over one library. May be used by several threads at once.

    Args:
        library: what is searched.
        reader: what reads the passages found.
        calibration: how the reader's scores become confidence.
        min_confidence: the least confidence that counts as an answer; None for the calibration's.
        where: in which articles to look, where a question does not say.
    """

    def __init__(
        self,
        library: Library,
        reader: Reader,
        calibration: Calibration,
        min_confidence: float | None = None,
        where: Filter = EVERYTHING,
    ) -> None:
        """Take the parts together; nothing is loaded here."""
        self.library = library
        self.where = where
        self._reader = reader
        self._calibration = calibration
        # Two readings at once would only slow each other down.
        self._turn = Lock()
        self._least = calibration.threshold if min_confidence is None else min_confidence

    @property
    def reader_name(self) -> str:
        """What the reader is called."""
        return self._reader.name

    @property
    def min_confidence(self) -> float:
        """The least confidence that counts as an answer."""
        return self._least

    def warm_up(self) -> None:
        """Load what the first question would otherwise have to wait for."""
        self.library.nearest("", 1)

    @property
    def passages(self) -> int:
        """How many passages are read for a question, unless it is said otherwise."""
        return self._calibration.passages

    def search(self, question: str, k: int | None = None, where: Filter | None = None) -> list[Hit]:
        """Return the ``k`` passages that best fit the question, best first.

        ``k`` is ``passages`` where it is None; ``where`` says in which articles to look, None for
        the answerer's own.

        Raises:
            QuestionError: if the question cannot be asked.
        """
        return self._found(checked(question), k, where)

    def ask(self, question: str, k: int | None = None, where: Filter | None = None) -> Answer:
        """Answer from the best ``k`` passages, or abstain; ``k`` and ``where`` as in ``search``.

        Raises:
            QuestionError: if the question cannot be asked.
        """
        asked = checked(question)
        began = perf_counter()
        hits = self._found(asked, k, where)
        return self.read(asked, hits, (perf_counter() - began) * 1000.0)

    def _found(self, asked: str, k: int | None, where: Filter | None) -> list[Hit]:
        k = self.passages if k is None else k
        return retrieve(self.library, asked, k, self.where if where is None else where)

    def read(self, question: str, hits: Sequence[Hit], retrieve_ms: float = 0.0) -> Answer:
        """Answer from passages that are already found, or abstain."""
        return self.consider(question, hits, retrieve_ms)[0]

    def consider(
        self, question: str, hits: Sequence[Hit], retrieve_ms: float = 0.0
    ) -> tuple[Answer, list[Candidate]]:
        """Return what ``read`` does, and all the spans that it chose from, best first."""
        began = perf_counter()
        readings = self.look(question, hits)
        read_ms = (perf_counter() - began) * 1000.0
        timings = Timings(retrieve_ms, read_ms, retrieve_ms + read_ms)
        answer = compose(question, hits, readings, self._calibration, self._least, timings)
        return answer, candidates(hits, readings, self._calibration)

    def look(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        """Return what is found in each passage, before any of it becomes an answer."""
        with self._turn:
            return self._reader.read(unattached(question), [hit.passage.text for hit in hits])
