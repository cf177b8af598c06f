"""From Enter to the answer painted: a warm window over the starter articles, in headless Chromium.

``python -m tests.benchmarks.painted [QUESTIONS]`` asks starter questions, 60 unless told, taken
evenly from first to last, in chats of five, ten passages read for each. It prints the median and
the 95th percentile of the seconds from the key to the frame in which the answer stands, the same of
the seconds that the server searched and read, and last the share of the whole that is neither: of
Gradio, what is kept and drawn up around an answer, and the browser. The window runs in a process of
its own; its first questions, which are others, are not counted.
"""

import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import seeds
from index import Library, read_paths
from qa import Answer, Answerer, Hit, load_calibration, load_reader, read_gold
from qa.answer import Candidate
from qa.metrics import percentile
from qa.reader import reader_folder
from tests.ui.conftest import CHROMIUM
from ui.address import listen
from ui.window.server import serve

_QUESTIONS = 60
_PASSAGES = 10
_WARM = (
    "Which ship rescued the passengers?",
    "When did the volcano erupt?",
    "Who landed on the Moon first?",
)
_CHAT = 5
_SERVE = "--serve"
_TIMEOUT_MS = 60_000
# Sets a promise of the milliseconds from the next Enter to the frame that shows one more reply.
_WATCH = """() => {
  const replies = () => document.querySelectorAll("#chat .reply, #chat .notice").length;
  const before = replies();
  let began = 0;
  document.addEventListener(
    "keydown", (event) => { if (event.key === "Enter") began = performance.now(); },
    { capture: true, once: true });
  window.painted = new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("no answer in a minute")), 60_000);
    const seen = new MutationObserver(() => {
      if (replies() <= before || document.querySelector("#chat .searching")) return;
      seen.disconnect();
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now() - began);
        port2.postMessage(null);  // its turn comes when the frame is drawn
      });
    });
    seen.observe(document.body, { childList: true, subtree: true, characterData: true });
  });
}"""


@dataclass(frozen=True, slots=True)
class Took:
    """The seconds of one question: until its answer was painted, and of searching and reading."""

    painted: float
    answering: float


class TimedAnswerer(Answerer):
    """Reads ten passages, and prints the seconds of each search and of each reading."""

    @property
    def passages(self) -> int:
        return _PASSAGES

    def search(self, *given: Any, **named: Any) -> list[Hit]:
        with told():
            return super().search(*given, **named)

    def consider(self, *given: Any, **named: Any) -> tuple[Answer, list[Candidate]]:
        with told():
            return super().consider(*given, **named)


@contextmanager
def told() -> Iterator[None]:
    """Print how many seconds the body took."""
    began = time.perf_counter()
    yield
    sys.stdout.write(f"{time.perf_counter() - began}\n")
    sys.stdout.flush()


def open_window(folder: Path) -> None:
    """Fill a library with the starter articles and show it until Ctrl-C; print the address."""

    def announce(said: str) -> None:
        sys.stdout.write(f"{said}\n")
        sys.stdout.flush()

    with listen("127.0.0.1", 0) as listener, Library(folder) as library:
        list(library.add(read_paths([str(seeds.ARTICLES)])))
        answerer = TimedAnswerer(library, load_reader(), load_calibration(reader_folder(), "open"))
        answerer.warm_up()
        serve(answerer, [], listener, host="127.0.0.1", auth=None, announce=announce)


@contextmanager
def window(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the address of such a window, and the file that its timings go to."""
    output = folder / "output"
    command = [sys.executable, "-m", "tests.benchmarks.painted", _SERVE, str(folder / "library")]
    with output.open("w") as file, subprocess.Popen(command, stdout=file) as server:
        try:
            while "http" not in (said := output.read_text()):
                if server.poll() is not None:
                    raise SystemExit("The window did not open.")
                time.sleep(0.1)
            yield next(word for word in said.split() if word.startswith("http")), output
        finally:
            server.send_signal(signal.SIGINT)


def ask(page: Any, question: str, output: Path) -> Took:
    """Ask by Enter, wait for the answer, and return how long it took."""
    box = page.get_by_label("Your question")
    box.fill(question)
    before = len(output.read_text().splitlines())
    page.evaluate(_WATCH)
    box.press("Enter")
    painted = page.evaluate("window.painted")
    answering = sum(float(line) for line in output.read_text().splitlines()[before:])
    # The box is emptied by an answer of its own, which may come after the other.
    page.wait_for_function("box => box.value === ''", arg=box.element_handle())
    return Took(painted / 1000.0, answering)


def measured(questions: Sequence[str]) -> list[Took]:
    """Ask all of them in a browser, in chats of a few, after some that are not counted."""
    from playwright.sync_api import sync_playwright

    took = []
    with (
        tempfile.TemporaryDirectory() as folder,
        window(Path(folder)) as (address, output),
        sync_playwright() as playwright,
    ):
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = chromium.new_page()
        page.set_default_timeout(_TIMEOUT_MS)
        for chat in (_WARM, *(questions[n : n + _CHAT] for n in range(0, len(questions), _CHAT))):
            page.goto(address)
            page.get_by_label("Your question").wait_for()
            took += [ask(page, question, output) for question in chat]
        chromium.close()
    return took[len(_WARM) :]


def tell(name: str, seconds: Sequence[float]) -> None:
    """Print the median and the 95th percentile."""
    median, late = percentile(seconds, 50), percentile(seconds, 95)
    sys.stdout.write(f"{name}: median {median:.3f} s, p95 {late:.3f} s\n")


def main(count: int) -> None:
    """Measure and print."""
    gold = read_gold(seeds.QUESTIONS).questions
    took = measured([gold[n * len(gold) // count].question for n in range(count)])
    sys.stdout.write(f"{len(took)} questions\n")
    tell("Enter to painted answer", [one.painted for one in took])
    tell("searching and reading", [one.answering for one in took])
    tell("the rest", [one.painted - one.answering for one in took])
    share = statistics.median(1.0 - one.answering / one.painted for one in took)
    sys.stdout.write(f"share of the rest: median {100 * share:.1f}%\n")


if __name__ == "__main__":
    if _SERVE in sys.argv:
        open_window(Path(sys.argv[-1]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else _QUESTIONS)
