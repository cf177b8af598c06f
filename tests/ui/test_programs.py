"""``/ask`` and ``/search`` as programs call them: by name, over HTTP, and as tools."""

import asyncio
import base64
import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from index import Article, Library, MetadataError, QuestionError
from qa import Answerer, retrieve
from qa.calibration import UNFITTED
from tests.fakes import ScriptedReader, WordEmbedder
from tests.ui import chat_server as script
from tests.ui.conftest import served
from ui.cli import main
from ui.window.programs import Programs, failing_as
from ui.wire import hits_json

QUESTION = "Who built the bridge?"
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def programs(tmp_path: Path) -> Iterator[Programs]:
    with Library(tmp_path, "words", load=lambda _: WordEmbedder()) as library:
        articles = [
            Article("Ada built the bridge.", "Old", "/x/1", "The Gull", "", "2019-01-01"),
            Article(
                "Bob built the bridge.", "New", "/x/2", "The Tern", "", "2020-01-01", "", ("b",)
            ),
        ]
        list(library.add(articles))
        reader = ScriptedReader({QUESTION: {"Ada": 4.0, "Bob": 5.0}})
        yield Programs(Answerer(library, reader, UNFITTED))


def cited(told: dict[str, Any]) -> list[str]:
    return [citation["title"] for citation in told["citations"]]


def test_the_question_alone_is_enough(programs):
    told = programs.ask(" Who  built the bridge? ")

    assert (told["question"], told["answer"]) == (QUESTION, "Bob")
    assert [one["title"] for one in programs.search(QUESTION)["passages"]] == ["Old", "New"]


@pytest.mark.parametrize(
    "limits",
    [{"until": "2019-12-31"}, {"sources": ["the gull"]}],
)
def test_filters_are_those_of_the_command_line(programs, limits):
    told = programs.ask(QUESTION, **limits)

    assert (told["answer"], cited(told)) == ("Ada", ["Old"])
    assert [one["title"] for one in programs.search(QUESTION, **limits)["passages"]] == ["Old"]


@pytest.mark.parametrize("limits", [{"since": "2019-12-31"}, {"tags": ["B"]}])
def test_other_filters_leave_the_other(programs, limits):
    assert [one["title"] for one in programs.search(QUESTION, **limits)["passages"]] == ["New"]


def test_k_is_how_many_passages_are_found(programs):
    assert len(programs.search(QUESTION, k=1)["passages"]) == 1


@pytest.mark.parametrize(
    ("wrong", "error", "said"),
    [
        ({"question": 5}, QuestionError, "A question is a text, not 5."),
        ({"question": "?"}, QuestionError, "The question is empty"),
        ({"k": 0}, QuestionError, "k is a number of passages from 1 to 100, not 0."),
        ({"k": "ten"}, QuestionError, "not 'ten'"),
        ({"sources": "The Gull"}, QuestionError, "sources is a list of names, not 'The Gull'."),
        ({"tags": [1]}, QuestionError, "tags is a list of names"),
        ({"since": 2019}, QuestionError, "2019 is not a date"),
        ({"since": "soon"}, MetadataError, "'soon' is not a date"),
    ],
)
@pytest.mark.parametrize("name", ["ask", "search"])
def test_what_cannot_be_asked_is_a_sentence(programs, name, wrong, error, said):
    with pytest.raises(error, match=said.replace("?", r"\?")):
        getattr(programs, name)(**{"question": QUESTION, **wrong})


def test_errors_are_told_in_the_way_of_who_calls(programs):
    with pytest.raises(ValueError, match="The question is empty"):
        failing_as(ValueError, programs.ask)("?")


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a window that is open to language models too."""
    with served(tmp_path_factory.mktemp("tools"), "--mcp") as address:
        yield address


@pytest.fixture(scope="module")
def locked_tools(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("locked-tools"), "reader:secret", "--mcp") as address:
        yield address


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the command line prints of the same library, without scores: they may round."""
    folder = tmp_path_factory.mktemp("same") / "library"
    with Library(folder, "words", load=lambda _: WordEmbedder()) as library:
        list(library.add(script.ARTICLES))
        hits = retrieve(library, script.ASK_BRIDGE, 3)
        return {"question": script.ASK_BRIDGE, "passages": hits_json(hits)}


# In a process of its own: a client listens to the server for as long as its process lives.
CLIENT = """
import json, sys
from gradio_client import Client

client = Client(sys.argv[1], verbose=False)
question = sys.argv[2]
told = {
    "asked": client.predict(question, api_name="/ask"),
    "found": client.predict(question=question, k=3, api_name="/search"),
    "limited": client.predict(
        question, sources=["the gull"], until="2020-12-31", api_name="/search"
    ),
}
try:
    client.predict("?", api_name="/search")
except Exception as error:
    told["wrong"] = str(error)
print(json.dumps(told))
"""


@pytest.mark.timeout(120)
def test_gradio_s_own_client_asks_and_searches(tools, searched):
    run = subprocess.run(
        [sys.executable, "-c", CLIENT, tools, script.ASK_BRIDGE],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert told["asked"]["answer"] == "Ada Lindqvist"
    assert told["asked"]["citations"][0]["passage"] == script.BRIDGE
    assert told["found"] == searched
    assert [one["title"] for one in told["limited"]["passages"]] == ["Ferry aground"]
    assert "The question is empty" in told["wrong"]


def call(address: str, data: dict[str, Any], **headers: str) -> Any:
    request = urllib.request.Request(address, json.dumps(data).encode(), {**JSON, **headers})
    return urllib.request.urlopen(request, timeout=20)


@pytest.mark.timeout(120)
def test_any_program_asks_by_name_with_what_it_needs_alone(tools, searched):
    with call(f"{tools}gradio_api/call/v2/search", {"question": script.ASK_BRIDGE, "k": 3}) as said:
        event = json.load(said)["event_id"]
    with urllib.request.urlopen(f"{tools}gradio_api/call/search/{event}", timeout=20) as stream:
        told = json.loads(stream.read().decode().split("data: ")[1])

    assert told == [searched]


def finished(work: Coroutine[Any, Any, Any]) -> Any:
    """What comes of it, in a thread of its own: in this one the browser's loop may be running."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


async def used(address: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """What a real client is offered, and what it is told."""
    import httpx2
    from mcp.client.client import Client
    from mcp.client.streamable_http import streamable_http_client

    async with (
        httpx2.AsyncClient(headers=headers) as web,
        Client(streamable_http_client(f"{address}mcp", http_client=web)) as client,
    ):
        listed = await client.list_tools()
        asked = await client.call_tool("ask", {"question": script.ASK_BRIDGE})
        found = await client.call_tool("search", {"question": script.ASK_BRIDGE, "k": 3})
        wrong = await client.call_tool("ask", {"question": "?"})
        return {"tools": listed.tools, "asked": asked, "found": found, "wrong": wrong}


@pytest.mark.timeout(120)
def test_a_language_model_s_client_is_offered_two_tools_that_only_read(tools, searched):
    told = finished(used(tools))

    assert [tool.name for tool in told["tools"]] == ["ask", "search"]
    for tool in told["tools"]:
        assert tool.annotations.read_only_hint
        assert tool.input_schema["required"] == ["question"]
        assert set(tool.input_schema["properties"]) == {
            *("question", "since", "until", "sources", "tags", "k"),
        }
    assert "citations" in told["tools"][0].description
    assert told["asked"].structured_content["answer"] == "Ada Lindqvist"
    assert json.loads(told["asked"].content[0].text) == told["asked"].structured_content
    assert told["found"].structured_content == searched
    assert told["wrong"].is_error
    assert "The question is empty" in told["wrong"].content[0].text


@pytest.mark.timeout(120)
def test_tools_ask_for_the_name_and_the_password_where_the_window_does(locked_tools):
    key = base64.b64encode(b"reader:secret").decode()
    told = finished(used(locked_tools, {"Authorization": f"Basic {key}"}))
    assert told["asked"].structured_content["answer"] == "Ada Lindqvist"

    wrong = base64.b64encode(b"reader:guess").decode()
    for headers in ({}, {"Authorization": f"Basic {wrong}"}, {"Authorization": key}):
        with pytest.raises(urllib.error.HTTPError, match="401") as refused:
            call(f"{locked_tools}mcp", {}, **headers)
        refused.value.close()


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "example.org"}, "400"),
        ({"Origin": "http://example.org"}, "403"),
        ({"Sec-Fetch-Site": "cross-site"}, "403"),
        ({"Origin": "null"}, "403"),
    ],
)
@pytest.mark.parametrize("path", ["mcp", "gradio_api/call/v2/ask", "gradio_api/upload"])
def test_pages_of_other_sites_are_kept_out_of_all_of_it(tools, path, headers, status):
    with pytest.raises(urllib.error.HTTPError, match=status) as refused:
        call(tools + path, {"question": script.ASK_BRIDGE}, **headers)
    assert "default-src 'self'" in refused.value.headers["content-security-policy"]
    refused.value.close()


@pytest.mark.timeout(120)
def test_without_being_asked_for_no_tools_are_open(window):
    with pytest.raises(urllib.error.HTTPError, match=r"40[45]") as refused:
        call(f"{window}mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/list"})
    refused.value.close()


@pytest.mark.parametrize(("options", "open_to_models"), [([], False), (["--mcp"], True)])
def test_the_command_opens_them_on_request(tmp_path, monkeypatch, options, open_to_models):
    import ui.cli
    import ui.window.server

    opened = {}
    with Library(tmp_path, "words", load=lambda _: WordEmbedder()) as library:
        list(library.add([Article("Ada built the bridge.", "Old", "/x/1")]))
    monkeypatch.setattr(ui.cli, "make_answerer", lambda *_: None)
    monkeypatch.setattr(ui.window.server, "serve", lambda *_, **how: opened.update(how))
    run = CliRunner().invoke(main, ["chat", "--library", str(tmp_path), *options])

    assert run.exit_code == 0, run.output
    assert opened["mcp"] is open_to_models
