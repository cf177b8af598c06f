"""How long an answer takes, and how good it is, against Haystack's reader on float weights.

``python -m tests.benchmarks.reader GOLD FLOAT [QUESTIONS]`` asks answerable questions of a SQuAD
file, 100 unless told, spread evenly over it, once the file's paragraphs are a library. FLOAT is the
folder of a reader before it was quantised, as ``clippings train`` leaves it. In turn, in one
process, warm:

- every reader that ships, from question to answer: search, reading ten passages, composing;
- ``TransformersExtractiveReader`` with FLOAT on the same ten passages, its reading alone.

Then both decoders on each question's own paragraph with FLOAT. Each is made to answer always.
Printed: the median and the 95th percentile of the milliseconds, EM and F1, and last how many times
quicker than Haystack the default reader is. Needs ``haystack-ai`` and ``transformers-haystack``.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from haystack import Document
from haystack_integrations.components.readers.transformers import TransformersExtractiveReader

from index import Library
from qa import (
    DEFAULT_READER,
    OPEN,
    SHIPPED,
    Answerer,
    Gold,
    load_calibration,
    load_reader,
    read_gold,
    reader_folder,
    retrieve,
)
from qa.metrics import exact_match, f1, mean

_QUESTIONS = 100
_WARM = 3
_K = 10
_THEIRS = "Haystack, float"
# A question and passages to an answer.
Way = Callable[[str, Sequence[str]], str]


@dataclass(slots=True)
class Tally:
    """What one way of answering took, in milliseconds, and scored, a value a question."""

    name: str
    took: list[float] = field(default_factory=list)
    exact: list[float] = field(default_factory=list)
    overlap: list[float] = field(default_factory=list)

    def ask(self, gold: Gold, answer: Way, passages: Sequence[str]) -> None:
        """Answer a question and note how it went."""
        began = time.perf_counter()
        text = answer(gold.question, passages)
        self.took.append((time.perf_counter() - began) * 1000.0)
        self.exact.append(exact_match(text, gold.answers))
        self.overlap.append(f1(text, gold.answers))

    @property
    def median(self) -> float:
        """The median of the milliseconds."""
        return statistics.median(self.took)

    def line(self) -> str:
        """Return it as a line of a table."""
        slow = statistics.quantiles(self.took, n=20)[-1]
        return (
            f"{self.name:32} {self.median:7.0f} ms {slow:7.0f} ms at p95"
            f"   EM {100 * mean(self.exact):5.1f}   F1 {100 * mean(self.overlap):5.1f}"
        )


def haystack(folder: str) -> Way:
    """Return Haystack's reader, with the settings that it comes with."""
    reader = TransformersExtractiveReader(model=folder, no_answer=False, top_k=1)
    reader.warm_up()

    def answer(question: str, passages: Sequence[str]) -> str:
        documents = [Document(content=passage) for passage in passages]
        answers = reader.run(query=question, documents=documents)["answers"]
        return (answers[0].data or "") if answers else ""

    return answer


def searching(answerer: Answerer) -> Way:
    """Return what finds its passages itself."""
    return lambda question, _: answerer.ask(question, _K).text or ""


def decoding(folder: str) -> Way:
    """Return our reader of one passage."""
    reader = load_reader(folder)

    def answer(question: str, passages: Sequence[str]) -> str:
        (reading,) = reader.read(question, passages)
        best = reading.spans[0] if reading.spans else None
        return passages[0][best.start : best.end] if best else ""

    return answer


def compare(
    ways: Mapping[str, Way], asked: Sequence[Gold], passages_of: Callable[[Gold], Sequence[str]]
) -> list[Tally]:
    """Return how each way of answering does; the first questions are asked once before, to warm."""
    tallies = [Tally(name) for name in ways]
    for gold in asked[:_WARM]:
        for way in ways.values():
            way(gold.question, passages_of(gold))
    for gold in asked:
        passages = passages_of(gold)
        for tally, way in zip(tallies, ways.values(), strict=True):
            tally.ask(gold, way, passages)
    return tallies


def main(path: Path, folder: str, count: int) -> None:
    """Measure and print."""
    gold = read_gold(path)
    answerable = [one for one in gold.questions if one.answers]
    asked = answerable[:: max(len(answerable) // count, 1)][:count]
    theirs = haystack(folder)
    with tempfile.TemporaryDirectory() as temporary, Library(Path(temporary)) as library:
        for outcome in library.add(gold.articles):
            assert outcome.status != "failed", outcome
        ours = {name: searching(always(library, name)) for name in SHIPPED}
        found = compare(
            {**ours, _THEIRS: theirs},
            asked,
            lambda one: [hit.passage.text for hit in retrieve(library, one.question, _K)],
        )
    own = {"own paragraph, float, ours": decoding(folder), "own paragraph, float, Haystack": theirs}
    decoders = compare(own, asked, lambda one: [one.context])
    sys.stdout.write(f"{path.name}: {len(asked)} answerable questions, {_K} passages\n")
    sys.stdout.write("".join(f"{tally.line()}\n" for tally in (*found, *decoders)))
    medians = {tally.name: tally.median for tally in found}
    ratio = medians[_THEIRS] / medians[DEFAULT_READER]
    sys.stdout.write(f"{DEFAULT_READER} is quicker than Haystack: {ratio:.2f} times\n")


def always(library: Library, reader: str) -> Answerer:
    """Return what answers with a reader that ships, however unsure it is."""
    calibration = load_calibration(reader_folder(reader), OPEN)
    return Answerer(library, load_reader(reader), calibration, min_confidence=0.0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else _QUESTIONS)
