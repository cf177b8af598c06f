"""Several people at once, each by the protocol of the window itself, without a browser."""

import json
import threading
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from index import Library
from qa import Answerer
from qa.calibration import UNFITTED
from tests.fakes import ScriptedReader, WordEmbedder
from tests.ui import chat_server as script
from tests.ui.conftest import served
from ui.window.ask.chats import new_chat, new_secret, opened_page, owner_of
from ui.window.ask.turns import replies

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

QUESTIONS = (
    script.ASK_BRIDGE,
    script.ASK_SLOWLY,
    script.ASK_LIST,
    script.ASK_WHETHER,
    script.ASK_WHY,
    script.ASK_NEWS,
    script.ASK_AT_ODDS,
    script.ASK_HOSTILE,
)


class Person:
    """Somebody with a browser of their own, who asks one question after the other."""

    def __init__(self, address: str, questions: list[str]) -> None:
        self.address, self.questions = address, questions
        self.secret, self.chat, self.session = new_secret(), new_chat(), new_chat()
        self.told: list[str] = []

    def ask(self, event: int, together: threading.Barrier) -> None:
        together.wait()
        for question in self.questions:
            # The question, two things that the server remembers, the chat, the secret, no filter.
            data = [question, None, None, self.chat, self.secret, "", "", [], []]
            asked = {"data": data, "fn_index": event, "session_hash": self.session}
            self._post("queue/join", asked)
            self.told.append(self._answer())

    def _post(self, path: str, said: object) -> None:
        call = urllib.request.Request(
            f"{self.address}gradio_api/{path}",
            json.dumps(said).encode(),
            {"Content-Type": "application/json"},
        )
        urllib.request.urlopen(call, timeout=60).close()

    def _answer(self) -> str:
        """What the window is told of the question that it asked last."""
        told = f"{self.address}gradio_api/queue/data?session_hash={self.session}"
        with urllib.request.urlopen(told, timeout=60) as stream:
            for line in stream:
                if not line.startswith(b"data:"):
                    continue
                message = json.loads(line[5:])
                if message["msg"] == "process_completed":
                    assert message["success"], message
                    return json.dumps(message["output"])
        raise AssertionError("the server said nothing of an answer")


def asking_event(address: str) -> int:
    """The number of the event that asks what stands in the box."""
    with urllib.request.urlopen(f"{address}config", timeout=20) as response:
        config = json.load(response)
    (box,) = (
        one["id"] for one in config["components"] if one["props"].get("elem_id") == "question"
    )
    (event,) = (
        one["id"]
        for one in config["dependencies"]
        if [box, "submit"] in one["targets"] and len(one["inputs"]) == 9
    )
    return int(event)


def alone(library: Library, questions: list[str]) -> list[Any]:
    """The turns of somebody who asks the same with nobody else about."""
    answerer = Answerer(library, ScriptedReader(script.SCRIPT), UNFITTED)
    page: list[Any] = []
    for question in questions:
        *_, (_, page, _) = replies(answerer, question, page)
    return page


def test_eight_people_ask_at_once_and_each_has_their_own_right_answers(tmp_path: Path) -> None:
    with served(tmp_path) as address:
        event = asking_event(address)
        people = [
            Person(address, [question, QUESTIONS[(n + 3) % 8]])
            for n, question in enumerate(QUESTIONS)
        ]
        together = threading.Barrier(len(people))
        threads = [threading.Thread(target=one.ask, args=[event, together]) for one in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    with Library(tmp_path / "library", load=lambda _: WordEmbedder()) as library:
        answerer = Answerer(library, ScriptedReader({}), UNFITTED)
        for one in people:
            owner = owner_of(one.secret, None)
            assert [info.id for info in library.chats.all(owner)] == [one.chat]
            kept = opened_page(answerer, owner, one.chat)
            right = alone(library, one.questions)
            assert [turn.asked for turn in kept] == one.questions
            assert [turn.reply for turn in kept] == [turn.reply for turn in right]
            assert [turn.sources for turn in kept] == [turn.sources for turn in right]
            assert len(one.told) == 2
            for said, turn in zip(one.told, right, strict=True):
                assert json.dumps(turn.reply)[1:-1] in said
