"""A library, a reader and a calibration: what answers a question from end to end."""

from collections.abc import Collection, Sequence
from operator import attrgetter
from threading import Lock
from time import perf_counter

from index import EVERYTHING, Filter, Library
from qa.answer import Answer, Candidate, Judged, Timings, candidates, compose, is_sure, judge
from qa.attached import unattached
from qa.calibration import Calibration
from qa.converse import Understood, as_understood
from qa.frames import frame_of
from qa.kinds import bare_question
from qa.pool import pooled
from qa.question import checked
from qa.reader import Reader
from qa.retrieve import Hit, retrieve
from qa.spans import Reading

# How much what each wording of a follow-up finds counts. Chosen on 198 follow-ups about 22 articles
# and 276 about the starter ones: F1 80.7 and 85.0, without the first wording 82.2 and 84.0, of the
# first alone 73.1 and 82.3. Where names are put in rightly the first is the surest. On 639 about
# 71 articles that nothing was chosen on 79.6, without the pool 76.5: see the readers' README.
_UNDERSTOOD, _ASKED, _WITH_BEFORE = 0.25, 0.25, 0.5


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
        trust = calibration.trust
        self._least_following = trust.threshold if trust and min_confidence is None else self._least

    @property
    def reader_name(self) -> str:
        """What the reader is called."""
        return self._reader.name

    @property
    def min_confidence(self) -> float:
        """The least confidence that counts as an answer; a follow-up's may be another."""
        return self._least

    @property
    def follows(self) -> bool:
        """Whether a follow-up is read in the asker's own words, with what was said before."""
        return self._calibration.trust is not None

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

        A question that goes on from the last one is read as it was understood, in the asker's own
        words, and in these with what was said before, where the reader has learnt that: a wrong
        name hides what a pronoun does not. Other readers read what it was understood as, and if
        nothing answers that, what was asked, if that is a question ("And his rival?" is none).
        """
        began = perf_counter()
        understood = as_understood(question)
        wording, asked, told = understood.question, understood.asked, understood.told
        trust, least = self._calibration.trust, self._least
        if understood.before and trust:
            readings = [
                (self._judged(text, hits, told), weight)
                for text, weight in _wordings(understood).items()
            ]
            judged, least = pooled(readings, trust.confidence), self._least_following
        else:
            judged = self._judged(wording, hits, told)
            if not is_sure(judged, least) and understood.changed and _asks(asked):
                again = self._judged(asked, hits, told)
                if is_sure(again, least):
                    wording, judged = asked, again
        read_ms = (perf_counter() - began) * 1000.0
        timings = Timings(retrieve_ms, read_ms, retrieve_ms + read_ms)
        answer = compose(wording, hits, judged, least, timings)
        return answer, _candidates(judged)

    def _judged(self, question: str, hits: Sequence[Hit], told: Collection[str]) -> list[Judged]:
        found = candidates(hits, self.look(question, hits), self._calibration, told)
        return judge(found, self._calibration)

    def look(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        """Return what is found in each passage, before any of it becomes an answer."""
        with self._turn:
            return self._reader.read(unattached(question), [hit.passage.text for hit in hits])


def _wordings(understood: Understood) -> dict[str, float]:
    """Return in which words a follow-up is read, and how much each reading counts."""
    counts = {unattached(understood.question): _UNDERSTOOD}
    counts[understood.asked] = counts.get(understood.asked, 0.0) + _ASKED
    counts[f"{understood.before} {understood.asked}"] = _WITH_BEFORE
    return counts


def _candidates(judged: Sequence[Judged]) -> list[Candidate]:
    """Return all candidates, that of the answer first, and then the best."""
    every = [candidate for one in judged for candidate in one.group]
    return every[:1] + sorted(every[1:], key=attrgetter("score"), reverse=True)


def _asks(text: str) -> bool:
    return frame_of(bare_question(text)) is not None
