"""The code is formatted, linted and typed, as pyproject.toml says."""

import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    "tool",
    [
        ["ruff", "check", "--no-cache", "."],
        ["ruff", "format", "--no-cache", "--check", "."],
        ["mypy"],
    ],
    ids=" ".join,
)
@pytest.mark.timeout(600)
def test_the_tool_has_nothing_to_say(tool):
    run = subprocess.run(
        [sys.executable, "-m", *tool], cwd=_ROOT, capture_output=True, text=True, check=False
    )

    assert run.returncode == 0, run.stdout + run.stderr
