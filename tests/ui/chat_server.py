"""A chat window over a real library and a scripted reader.

``python -m tests.ui.chat_server FOLDER [USER:PASS] [--mcp] [--port=N]`` prints its address and runs
until it is interrupted.
"""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

import click

from index import Article, Library
from qa import Answerer, Reading
from qa.calibration import UNFITTED
from tests.fakes import ScriptedReader, WordEmbedder
from ui.address import listen, parse_auth
from ui.window.server import serve

BRIDGE = (
    "The harbour bridge was opened in 1931.\n\n"
    "Its engineer was Ada Lindqvist. The harbour bridge still carries the trams."
)
HOSTILE = (
    "<script>window.hacked=1</script><img src=x onerror=window.hacked=2>\n\n"
    "The notice says **not bold**, _not slanted_, `not code`, $$not maths$$, "
    "[not a link](javascript:window.hacked=3) and </div></details> all the same.\n"
    "# not a heading\n- not a list\n<style>body{display:none}</style>"
)
HOSTILE_TITLE = "<h1 onclick=window.hacked=4>*A notice*</h1>"
HOSTILE_ANSWER = "[not a link](javascript:window.hacked=3)"

FERRY = (
    "The ferry Arvid ran aground off Lamb in June. Boats from Torrance, Quay and Lamb took the "
    "passengers off. Nobody drowned when the Arvid ran aground."
)
SKUA = "Nine people drowned on the Skua in May."
OWNERS = "Four people drowned on the Skua, says the company."

ARTICLES = [
    Article(BRIDGE, "The harbour bridge", "/x/bridge", "The Gazette", date="2020-05-04"),
    Article(HOSTILE, HOSTILE_TITLE, "/x/notice", "<i>source</i>"),
    Article(FERRY, "Ferry aground", "/x/ferry", "The Gull", date="2020-06-02"),
    Article(SKUA, "The Skua", "/x/skua", date="2019-05-05"),
    Article(OWNERS, "Skua owners speak", "/x/owners", date="2019-05-09"),
]

ASK_BRIDGE = "Who built the harbour bridge?"
ASK_HOSTILE = "What does the **bold** <img src=y onerror=window.hacked=5> notice say?"
ASK_SLOWLY = "Which year was the harbour bridge opened in?"
ASK_UNKNOWN = "Who won the harbour chess final?"
ASK_BROKEN = "Who broke the harbour bridge?"
ASK_LIST = "Which harbours sent boats?"
ASK_WHETHER = "Did anybody drown when the Arvid ran aground?"
ASK_WHY = "Why did the Arvid need boats?"
ASK_NEWS = "What happened to the Skua?"
ASK_AT_ODDS = "How many people drowned on the Skua?"
ASK_FOLLOWING = "When was it opened?"
FOLLOWED = "When was the harbour bridge opened?"
ASK_AS_ASKED = "Where did it run aground?"  # which is answered as it was asked alone


class Reader(ScriptedReader):
    """Takes its time over one question, and breaks over another."""

    def read(self, question: str, passages: Sequence[str]) -> list[Reading]:
        if question == ASK_BROKEN:
            raise RuntimeError("a bug")
        time.sleep(1.5 if question == ASK_SLOWLY else 0.0)
        return super().read(question, passages)


SCRIPT = {
    # A score of 4 over "no answer" is a confidence of 1 / (1 + exp(-2)), 88%; of 2, 73%.
    ASK_BRIDGE: {"Ada Lindqvist": 4.0, "1931": 2.0},
    ASK_SLOWLY: {"1931": 4.0},
    ASK_HOSTILE: {HOSTILE_ANSWER: 4.0},
    ASK_LIST: {"Torrance, Quay and Lamb": 5.0},
    ASK_WHY: {"ran aground": 5.0},
    ASK_AT_ODDS: {"Nine": 5.0, "Four": 4.5},
    FOLLOWED: {"1931": 4.0},
    ASK_AS_ASKED: {"off Lamb": 4.0},
}


def main() -> None:
    """Fill the library in the folder named, and open the window."""
    port = int(next((said[7:] for said in sys.argv if said.startswith("--port=")), 0))
    with (
        listen("127.0.0.1", port) as listener,
        Library(Path(sys.argv[1]), "words", load=lambda _: WordEmbedder()) as library,
    ):
        list(library.add(ARTICLES))
        serve(
            Answerer(library, Reader(SCRIPT), UNFITTED),
            [ASK_BRIDGE, ASK_UNKNOWN],
            listener,
            host="127.0.0.1",
            auth=parse_auth(next((said for said in sys.argv[2:] if ":" in said), None)),
            announce=click.echo,
            mcp="--mcp" in sys.argv,
        )


if __name__ == "__main__":
    main()
