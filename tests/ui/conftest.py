"""A chat window in a process of its own, and a browser to look at it."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from index import Library
from tests.fakes import WordEmbedder

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_ARGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--disable-gpu",
]
_LAUNCH = {"executable_path": CHROMIUM, "args": _ARGS}


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a window, and the folder of its library."""
    folder = tmp_path_factory.mktemp("window")
    with served(folder) as address:
        yield address, folder / "library"


@pytest.fixture(scope="session")
def window(desk: tuple[str, Path]) -> str:
    """The address of a window."""
    return desk[0]


@pytest.fixture
def kept(desk: tuple[str, Path]) -> Callable[[], list[tuple[object, ...]]]:
    """Returns what the library has been told since the test began."""
    before = len(feedback(desk[1]))
    return lambda: feedback(desk[1])[before:]


def feedback(library: Path) -> list[tuple[object, ...]]:
    """Return all that the library has been told."""
    with Library(library, load=lambda _: WordEmbedder()) as opened_too:
        return [
            (
                said.question,
                said.answer,
                said.verdict,
                said.correction,
                said.place and (said.place.start, said.place.end),
            )
            for said in opened_too.feedback()
        ]


@pytest.fixture(scope="session")
def locked_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """As ``desk``, but it asks for the name "reader" and the password "secret"."""
    folder = tmp_path_factory.mktemp("locked")
    with served(folder, "reader:secret") as address:
        yield address, folder / "library"


@pytest.fixture(scope="session")
def locked_window(locked_desk: tuple[str, Path]) -> str:
    """The address of that window."""
    return locked_desk[0]


@contextmanager
def served(folder: Path, *auth: str) -> Iterator[str]:
    """Run a server, and close it by Ctrl-C, which must end it quietly."""
    command = [sys.executable, "-m", "tests.ui.chat_server", str(folder / "library"), *auth]
    with (
        (folder / "stderr").open("w+") as errors,
        subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as server,
    ):
        try:
            assert server.stdout is not None
            found = re.search(r"http://127\.0\.0\.1:\d+/", server.stdout.readline())
            assert found, (folder / "stderr").read_text()
            yield found.group()
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
                raise
    said = (folder / "stderr").read_text()
    assert server.returncode == 0, said
    # One question in these tests meets a bug on purpose, and its traceback belongs there.
    assert said.count("Traceback") == said.count("RuntimeError: a bug"), said


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Playwright's Chromium; without one its tests are skipped, but never where a machine runs."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("chromium is not installed, so nobody has looked at the chat window")
        pytest.skip("chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright.chromium


@pytest.fixture(scope="session")
def browser(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A browser with a profile, which keeps what it once compiled of the page's many scripts."""
    profile = tmp_path_factory.mktemp("profile")
    with chromium.launch_persistent_context(profile, **_LAUNCH) as context:
        yield context


@pytest.fixture(scope="session")
def strangers(chromium: Any) -> Iterator[Any]:
    """A browser for people who have never been here: each ``new_context`` is one."""
    with chromium.launch(**_LAUNCH) as launched:
        yield launched
