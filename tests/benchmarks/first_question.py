"""The first question on the command line, cold: one process from start to answer.

``python -m tests.benchmarks.first_question`` prints the median seconds of such processes, those of
a process that only imports sentence-transformers, and the ratio of the two, in turn in one run.
The starter articles are added to a temporary library first, which is not timed.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence

import seeds

_RUNS = 5
_QUESTION = "Who was the captain of the Carpathia?"


def seconds(command: Sequence[str]) -> float:
    """Return how long the command took."""
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        clippings = [sys.executable, "-m", "ui"]
        library = ["--library", f"{folder}/library"]
        seconds([*clippings, "add", *library, str(seeds.ARTICLES)])
        ask = [*clippings, "ask", *library, _QUESTION]
        bare = [sys.executable, "-c", "import sentence_transformers"]
        pairs = [(seconds(ask), seconds(bare)) for _ in range(_RUNS)]
    answer = statistics.median(asked for asked, _ in pairs)
    imported = statistics.median(other for _, other in pairs)
    ratio = statistics.median(asked / other for asked, other in pairs)
    sys.stdout.write(
        f"first question: {answer:.1f} s\nimport sentence_transformers: {imported:.1f} s\n"
        f"ratio: {ratio:.2f}\n"
    )


if __name__ == "__main__":
    main()
