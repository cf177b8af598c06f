"""The starter articles and their gold questions: plain files that come along when installed."""

from importlib.resources import files
from pathlib import Path

__all__ = ["ARTICLES", "QUESTIONS"]

ARTICLES = Path(str(files("seeds") / "articles"))
QUESTIONS = Path(str(files("seeds") / "questions.jsonl"))
