"""Clippings on a machine without any network: a network namespace that has its loopback alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from seeds import ARTICLES

pytestmark = pytest.mark.model

ROOT = Path(__file__).parents[1]

# Runs inside: it opens the loopback, sees that nothing else is there, and runs the commands.
INSIDE = r"""
import fcntl, json, re, signal, socket, struct, subprocess, sys, time, urllib.request

library, articles, gold = sys.argv[1:]
with socket.socket() as s:
    SIOCSIFFLAGS, IFF_UP = 0x8914, 1
    fcntl.ioctl(s, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", IFF_UP))
told = {}
try:
    socket.create_connection(("1.1.1.1", 53), timeout=5).close()
    told["network"] = "reached"
except OSError as error:
    told["network"] = type(error).__name__


def clippings(*arguments):
    command = [sys.executable, "-m", "ui", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=400)
    return {"status": done.returncode, "out": done.stdout, "err": done.stderr}


told["add"] = clippings("add", "--library", library, articles)
question = "How tall was the rocket that launched Apollo 11?"
told["ask"] = clippings("ask", "--library", library, "--json", question)
told["eval"] = clippings("eval", "--library", library, "--json", gold)

# Chat: its page is asked for as a browser would, and Ctrl-C ends it.
chat = subprocess.Popen(
    [sys.executable, "-m", "ui", "chat", "--library", library],
    stderr=subprocess.PIPE,
    text=True,
)
try:
    said = ""
    for line in chat.stderr:
        said += line
        if found := re.search(r"http://[\w.:]+/", line):
            with urllib.request.urlopen(found.group(), timeout=60) as page:
                told["page"] = [page.status, found.group(), page.read().decode()]
            break
    chat.send_signal(signal.SIGINT)
    said += chat.stderr.read()
    told["chat"] = {"status": chat.wait(60), "err": said}
finally:
    chat.kill()
print(json.dumps(told))
"""


def without_network():
    """Return the command that runs another without a network, or skip where none is allowed."""
    for command in (["unshare", "-n"], ["unshare", "-rn"]):
        try:
            tried = subprocess.run([*command, "true"], capture_output=True, text=True, check=False)
        except FileNotFoundError:
            pytest.skip("there is no unshare (util-linux) to take the network away with")
        if tried.returncode == 0:
            return command
    return pytest.skip(f"no network namespace may be made here: {tried.stderr.strip()}")


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    folder = tmp_path_factory.mktemp("offline")
    gold = folder / "gold.jsonl"
    questions = [
        {
            "question": "How tall was the rocket that launched Apollo 11?",
            "answers": ["363 feet", "363 feet tall"],
            "article": "articles/apollo-11.md",
        },
        {
            "question": "What alarm code did Eagle's computer display on the way down?",
            "answers": ["1202"],
            "article": "articles/apollo-11.md",
        },
        {"question": "Which film won the Palme d'Or in 1994?", "answers": []},
    ]
    gold.write_text("\n".join(json.dumps(question) for question in questions))
    # Nothing of this machine's settings or caches comes along.
    clean = {"PATH": os.environ["PATH"], "HOME": str(folder), "TMPDIR": str(folder)}
    done = subprocess.run(
        [
            *without_network(),
            sys.executable,
            "-c",
            INSIDE,
            str(folder / "library"),
            str(ARTICLES),
            str(gold),
        ],
        env={**clean, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_there_is_no_network(told):
    assert told["network"] == "OSError"  # unreachable; not refused, and not timed out


def test_articles_are_added(told):
    count = len(list(ARTICLES.iterdir()))
    assert (told["add"]["status"], told["add"]["err"].strip()) == (0, "")
    assert told["add"]["out"] == f"{count} added, 0 updated, 0 unchanged, 0 failed\n"


def test_a_question_is_answered_and_cited(told):
    assert (told["ask"]["status"], told["ask"]["err"]) == (0, "")
    answer = json.loads(told["ask"]["out"])
    assert not answer["abstained"]
    assert "363 feet" in answer["answer"]
    citation = answer["citations"][0]
    first = citation["answer_start"] - citation["passage_start"]
    last = citation["answer_end"] - citation["passage_start"]
    assert citation["passage"][first:last] == answer["answer"]


def test_gold_questions_are_measured(told):
    assert told["eval"]["status"] == 0, told["eval"]["err"]
    summary = json.loads(told["eval"]["out"])
    assert (summary["n"], summary["answerable"]["n"], summary["unanswerable"]["n"]) == (3, 2, 1)
    assert summary["retrieval"]["recall@20"] == 1.0
    assert summary["answerable"]["f1"] >= 0.5


def test_the_chat_window_opens_and_closes(told):
    status, address, page = told["page"]
    assert status == 200
    assert address.startswith("http://127.0.0.1:")
    assert "Clippings" in page
    assert told["chat"]["status"] == 0, told["chat"]["err"]
    assert "Traceback" not in told["chat"]["err"]
