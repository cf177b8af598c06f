"""A library, a reader and a calibration: what answers a question from end to end."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from threading import Lock
from time import perf_counter

from index import EVERYTHING, Filter, Library
from qa.answer import Answer, Candidate, Timings, candidates, compose
from qa.attached import unattached
from qa.calibration import Calibration
from qa.converse import Understood, as_understood
from qa.frames import frame_of
from qa.kinds import bare_question
from qa.question import checked
from qa.reader import Reader
from qa.retrieve import Hit, retrieve
from qa.spans import Reading

_UNTIMED = Timings(0.0, 0.0, 0.0)


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

    def search(
        self,
        question: str,
        k: int | None = None,
        where: Filter | None = None,
        about: Collection[str] = (),
    ) -> list[Hit]:
        """Return the ``k`` passages that best fit the question, best first.

        Args:
            question: what is asked.
            k: how many passages; None for ``passages``.
            where: in which articles to look; None for the answerer's own.
            about: the ids of the articles under discussion, which are favoured here and in what is
                read of them.

        Raises:
            QuestionError: if the question cannot be asked.
        """
        return self._found(checked(question), k, where, about)

    def ask(self, question: str, k: int | None = None, where: Filter | None = None) -> Answer:
        """Answer from the best ``k`` passages, or abstain; ``k`` and ``where`` as in ``search``.

        Raises:
            QuestionError: if the question cannot be asked.
        """
        asked = checked(question)
        began = perf_counter()
        hits = self._found(asked, k, where)
        return self.consider(asked, hits, (perf_counter() - began) * 1000.0)[0]

    def _found(
        self, asked: str, k: int | None, where: Filter | None, about: Collection[str] = ()
    ) -> list[Hit]:
        k = self.passages if k is None else k
        where = self.where if where is None else where
        return retrieve(self.library, asked, k, where, about=about)

    def consider(
        self,
        question: str | Understood,
        hits: Sequence[Hit],
        retrieve_ms: float = 0.0,
    ) -> tuple[Answer, list[Candidate]]:
        """Answer from passages that are already found, or abstain.

        Returns the answer, and all the spans that it was chosen from, best first.

        If nothing answers a question as it was understood, the passages found for it are read again
        with what was asked, if that is a question ("And his rival?" is none). A wrong name in place
        of a pronoun hides what the pronoun does not.
        """
        began = perf_counter()
        understood = as_understood(question)
        answer, found = self._considered(understood, hits)
        asked = understood.asked
        if answer.abstained and understood.changed and frame_of(bare_question(asked)):
            again, others = self._considered(replace(understood, question=asked), hits)
            if not again.abstained:
                answer, found = again, others
        read_ms = (perf_counter() - began) * 1000.0
        timings = Timings(retrieve_ms, read_ms, retrieve_ms + read_ms)
        return replace(answer, timings=timings), found

    def _considered(
        self, understood: Understood, hits: Sequence[Hit]
    ) -> tuple[Answer, list[Candidate]]:
        question = understood.question
        readings = self.look(question, hits)
        found = candidates(hits, readings, self._calibration, understood.told)
        return compose(question, hits, found, self._calibration, self._least, _UNTIMED), found

    def look(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        """Return what is found in each passage, before any of it becomes an answer."""
        with self._turn:
            return self._reader.read(unattached(question), [hit.passage.text for hit in hits])
