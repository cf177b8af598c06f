"""How long one article takes in a large library: to add, update, remove, and to be found.

    python -m tests.benchmarks.library [PASSAGES] [--folder DIR]

Made-up articles and an embedder that costs next to nothing, of 384 dimensions as the one that ships
has, so that what is timed is the library: its database, its cache of vectors and its comparison of
each article with the others. Each change is followed by a search that has to see it. Seconds are
the median's, by the clock and, for a machine that has other things to do, of the processor.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from index import Article, Chunking, Filter, Library, Vectors, sync_folder
from qa import retrieve

_WORDS = 60  # in a passage, and in a sentence
_PASSAGES = 5  # in an article
_REPEATS = 5
_FILES = 10_000

# By the clock, and of the processor.
Seconds = tuple[float, float]


class RandomEmbedder:
    """A vector for each text, drawn at random from a seed that is the text's."""

    name = "random"
    dimension = 384
    max_tokens = 254

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [text.count(" ") + 1 for text in texts]

    def encode(self, texts: Sequence[str]) -> Vectors:
        rows = np.empty((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[:] = np.random.default_rng(abs(hash(text))).standard_normal(self.dimension)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def made_up(count: int, seed: int = 0) -> Iterator[Article]:
    """Articles of words as frequent as in English, by Zipf's law."""
    draw = random.Random(seed)
    words = [f"word{n}" for n in range(50_000)]
    weights = [1 / (n + 1) for n in range(len(words))]
    cumulative = list(np.cumsum(weights))
    for n in range(count):
        sentences = [
            " ".join(draw.choices(words, cum_weights=cumulative, k=_WORDS - 1)) + " end."
            for _ in range(_PASSAGES)
        ]
        text = "\n\n".join(sentence.capitalize() for sentence in sentences)
        date = f"{1990 + n % 30}-{1 + n % 12:02}-{1 + n % 28:02}"
        yield Article(text, f"Title {seed} {n}", f"/{seed}/{n}", f"Paper {n % 20}", date=date)


def seconds(work: Callable[[], object]) -> Seconds:
    """How long a call takes, by the clock and of the processor."""
    began, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - cpu


def opened(folder: Path) -> Library:
    """The library, opened as a program that has just been started does."""
    return Library(folder, load=lambda _: RandomEmbedder(), chunking=Chunking(_WORDS + 4, 0))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("passages", type=int, nargs="?", default=100_000)
    parser.add_argument("--folder", type=Path, help="where to keep what is built, for another time")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        with opened(folder / "library") as library:
            if library.counts()[1] < given.passages:
                took = seconds(lambda: list(library.add(made_up(given.passages // _PASSAGES))))
                tell("build", [took])
            sys.stdout.write("{} articles, {} passages\n".format(*library.counts()))
            searched(library)
            for name, took in measured(library).items():
                tell(f"{name}, in an open library", took)
        fresh: dict[str, list[Seconds]] = {}
        for _ in range(_REPEATS):
            with opened(folder / "library") as library:
                fresh.setdefault("first search", []).append(seconds(lambda: searched(library)))
            with opened(folder / "library") as library:
                for name, took in measured(library, 1).items():
                    fresh.setdefault(name, []).extend(took)
        for name, took in fresh.items():
            tell(f"{name}, by a program just started", took)
        tell(f"sync of {_FILES} unchanged files", synced(folder))


def measured(library: Library, repeats: int = _REPEATS) -> dict[str, list[Seconds]]:
    """The seconds that each kind of change takes, and each search after it."""
    times: dict[str, list[Seconds]] = {}
    for new in made_up(repeats, seed=time.time_ns() % 1_000_000 + 1):
        update = Article(new.text.replace("end", "fin"), new.title, new.origin, new.source)
        for name, change, found in (
            ("add", lambda new=new: list(library.add([new])), True),
            ("update", lambda update=update: list(library.add([update])), True),
            ("edit title", lambda new=new: library.edit(new.id, {"title": "Edited"}), True),
            ("remove", lambda new=new: library.remove([new.id]), False),
        ):
            times.setdefault(name, []).append(seconds(change))
            hits: list[object] = []
            times.setdefault(f"search after {name}", []).append(
                seconds(lambda new=new, hits=hits: hits.extend(searched(library, new)))
            )
            assert any(hit.passage.article.id == new.id for hit in hits) == found
    times["search of one paper"] = [
        seconds(lambda: retrieve(library, "word7 word70", 10, Filter(sources=("paper 7",))))
        for _ in range(repeats)
    ]
    return times


def searched(library: Library, article: Article | None = None) -> Sequence[object]:
    """What is found for an article's first words, or for any."""
    return retrieve(library, article.text[:300] if article else "word7 word70", 10)


def synced(folder: Path) -> list[Seconds]:
    """The seconds that a sync takes where no file has changed."""
    files = folder / "files"
    if not files.is_dir():
        for n in range(_FILES):
            inside = files / f"{n // 100}"
            inside.mkdir(parents=True, exist_ok=True)
            (inside / f"{n}.txt").write_text(f"Number {n}\n\nNumber {n} fell, and rose again.")
        time.sleep(2.1)  # a file written within two seconds is looked into again
    with opened(folder / "synced") as library:
        list(sync_folder(library, files))
        return [seconds(lambda: list(sync_folder(library, files))) for _ in range(_REPEATS)]


def tell(name: str, took: Sequence[Seconds]) -> None:
    """Print the median."""
    clock, cpu = (sorted(times)[len(took) // 2] for times in zip(*took, strict=True))
    sys.stdout.write(f"{name:<60}{clock:8.3f} s{cpu:8.3f} s of the processor\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
