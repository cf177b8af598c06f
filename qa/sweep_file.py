"""A sweep's trials in a file, kept as they come, so that a sweep that was stopped can go on."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from index import ReportError
from qa.run import Settings, whole_lines
from qa.sweep import SETTINGS, Cell, Trial, Tried


class SweepFile:
    """Trials in a file, JSON lines, a line a question, each written as it comes.

    The first line holds the settings and the cells. A last line that was cut short is dropped, and
    its question asked again.

    Args:
        path: the file; made if it is missing, gone on with if it is there.
        settings: those of this sweep; what is swept counts by its cells alone.
        grid: the cells of this sweep.

    Raises:
        ReportError: if it cannot be read or written, is no such file, or is of another sweep.
    """

    def __init__(self, path: Path, settings: Settings, grid: Sequence[Cell]) -> None:
        """Open the file, and read what is in it."""
        self._path = path
        header = sweep_header(settings, grid)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            content = path.read_bytes() if path.exists() else b""
            lines, good = whole_lines(content, path, "sweep")
            if lines and lines[0] != header:
                raise ReportError(f"{path} holds a sweep with other settings: name another file.")
            self.tried = _tried(lines[1:], len(grid), path)
            self._file: BinaryIO = path.open("ab")
            self._file.truncate(good)
            if not lines:
                self._write(header)
        except OSError as error:
            raise ReportError(f"The sweep {path} cannot be kept: {error.strerror}.") from error

    def __enter__(self) -> "SweepFile":
        """Return the file itself, to be closed at the end of a ``with``."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._file.close()

    def keeping(self, tried: Iterable[Tried]) -> Iterator[Tried]:
        """Write what became of each question as it comes, and pass it on.

        Raises:
            ReportError: if the file cannot be written.
        """
        for question in tried:
            try:
                self._write(asdict(question))
            except OSError as error:
                reason = error.strerror or str(error)
                raise ReportError(f"The sweep {self._path} cannot be kept: {reason}.") from error
            yield question

    def _write(self, record: dict[str, Any]) -> None:
        line = json.dumps(record, ensure_ascii=False) + "\n"
        # As json.loads reads bytes: half a pair, which a gold file's id may escape, comes back.
        self._file.write(line.encode("utf-8", "surrogatepass"))
        self._file.flush()


def sweep_header(settings: Settings, grid: Sequence[Cell]) -> dict[str, Any]:
    """Return what decides the trials of a sweep: its settings, and its cells by their values."""
    kept = asdict(settings)
    del kept["k"], kept["min_confidence"]
    return {
        "clippings": "sweep",
        "settings": kept,
        "swept": list(SETTINGS),
        "cells": [[getattr(cell, name) for name in SETTINGS] for cell in grid],
    }


def _tried(lines: Sequence[dict[str, Any]], cells: int, path: Path) -> tuple[Tried, ...]:
    try:
        found = tuple(
            Tried(line["id"], tuple(Trial(**trial) for trial in line["trials"])) for line in lines
        )
    except (KeyError, TypeError) as error:
        raise ReportError(f"The sweep {path} lacks a part: {error!r}.") from error
    if any(len(question.trials) != cells for question in found):
        raise ReportError(f"The sweep {path} has not one trial for each cell: name another file.")
    return found
