"""A run of an evaluation: its settings and rows, kept in a file as they come, and read back."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO

from index import ReportError
from qa.answerer import Answerer
from qa.calibration import READING
from qa.reader import reader_folders
from qa.rows import Row, excerpt_json, row_from, row_json


@dataclass(frozen=True, slots=True)
class Settings:
    """All that decides what a run's rows will be.

    ``library`` and ``reader_files`` are digests, so that a run is not gone on with over other
    articles or another reader; empty where there is nothing to tell apart.
    """

    gold: str
    gold_bytes: int
    gold_sha256: str
    mode: str
    k: int | None
    min_confidence: float
    reader: str
    reader_files: str
    embedder: str
    library: str
    articles: int
    passages: int
    version: str


@dataclass(frozen=True, slots=True)
class Run:
    """Settings, and the rows of the questions asked with them, in the gold file's order."""

    settings: Settings
    rows: tuple[Row, ...]


def settings_of(
    answerer: Answerer, gold: Path, mode: str, k: int, reader: str | None, own_articles: bool
) -> Settings:
    """Return the settings of a run that is about to be made.

    Args:
        answerer: what will be asked.
        gold: the file of gold questions.
        mode: "open" or "reading".
        k: how many passages are read for a question in open mode.
        reader: the reader as it was named, None for the one that ships.
        own_articles: whether the gold file brings its own articles.

    Raises:
        ReportError: if the gold file can no longer be read.
    """
    try:
        content = gold.read_bytes()
    except OSError as error:
        raise ReportError(f"{gold} cannot be read: {error.strerror}.") from error
    reading = mode == READING
    articles, passages = answerer.library.counts()
    return Settings(
        gold=gold.name,
        gold_bytes=len(content),
        gold_sha256=hashlib.sha256(content).hexdigest(),
        mode=mode,
        k=None if reading else k,
        min_confidence=answerer.min_confidence,
        reader=answerer.reader_name,
        reader_files=files_digest(*reader_folders(reader)),
        embedder="" if reading else answerer.library.embedder.name,
        library="" if reading or own_articles else answerer.library.digest(answerer.where),
        articles=0 if reading else articles,
        passages=0 if reading else passages,
        version=version("clippings"),
    )


class RowsFile:
    """Rows in a file, JSON lines, each written as it comes.

    The first line holds the settings; a passage has a line of its own before the first row that
    shows it. A last line that was cut short is dropped, and its question asked again.

    Args:
        path: the file; made if it is missing, gone on with if it is there.
        settings: those of this run.

    Raises:
        ReportError: if it cannot be read or written, is no such file, or holds the rows of a run
            with other settings.
    """

    def __init__(self, path: Path, settings: Settings) -> None:
        """Open the file, and read what is in it."""
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            lines, good = whole_lines(path.read_bytes() if path.exists() else b"", path)
            self.rows: tuple[Row, ...] = ()
            if lines:
                run = _run_of(lines, path)
                _check_same(run.settings, settings, path)
                self.rows = run.rows
            self._file: BinaryIO = path.open("ab")
            self._file.truncate(good)
            if not lines:
                self._write([_header(settings)])
        except OSError as error:
            raise ReportError(f"The rows {path} cannot be kept: {error.strerror}.") from error
        self._kept = {excerpt.key for row in self.rows for excerpt in row.passages}

    def __enter__(self) -> "RowsFile":
        """Return the file itself, to be closed at the end of a ``with``."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._file.close()

    def keeping(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Write each row as it comes, and pass it on.

        Raises:
            ReportError: if the file cannot be written.
        """
        for row in rows:
            records: list[dict[str, Any]] = []
            for excerpt in row.passages:
                if excerpt.key not in self._kept:
                    self._kept.add(excerpt.key)
                    records.append({"passage": excerpt.key, **excerpt_json(excerpt)})
            try:
                self._write([*records, row_json(row)])
            except OSError as error:
                reason = error.strerror or str(error)
                raise ReportError(f"The rows {self._path} cannot be kept: {reason}.") from error
            yield row

    def _write(self, records: Sequence[dict[str, Any]]) -> None:
        lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        # As json.loads reads bytes: half a pair, which a gold file may escape, comes back.
        self._file.write(lines.encode("utf-8", "surrogatepass"))
        self._file.flush()


def read_run(path: Path) -> Run:
    """Return the run that is kept in a file of rows, or in a ``report.json``.

    Raises:
        ReportError: if it cannot be read, or is neither.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ReportError(f"The run {path} cannot be read: {error.strerror}.") from error
    try:
        whole = json.loads(content)
    except (ValueError, RecursionError):
        whole = None
    if isinstance(whole, dict) and "rows" in whole:
        try:
            return run_from(whole)
        except (KeyError, TypeError, AttributeError) as error:
            raise ReportError(f"The report {path} lacks a part: {error!r}.") from error
    lines, _ = whole_lines(content, path)
    if not lines:
        raise ReportError(f"The run {path} is empty.")
    return _run_of(lines, path)


def run_json(run: Run) -> dict[str, Any]:
    """Return a run as plain values; each passage stands in it once, by its key."""
    passages = {excerpt.key: excerpt_json(excerpt) for row in run.rows for excerpt in row.passages}
    return {
        "settings": asdict(run.settings),
        "passages": passages,
        "rows": [row_json(row) for row in run.rows],
    }


def run_from(record: dict[str, Any]) -> Run:
    """Return the run that ``run_json`` made ``record`` of.

    Raises:
        KeyError, TypeError, AttributeError: if a part is missing or of another kind.
    """
    rows = tuple(row_from(row, record["passages"]) for row in record["rows"])
    return Run(Settings(**record["settings"]), rows)


def _header(settings: Settings) -> dict[str, Any]:
    return {"clippings": "rows", "settings": asdict(settings)}


def whole_lines(content: bytes, path: Path, kind: str = "rows") -> tuple[list[dict[str, Any]], int]:
    """Return the records of the lines that are whole, and how many bytes they take.

    Args:
        content: what is in the file.
        path: the file, for what is said of it.
        kind: what its first line says that it holds.

    Raises:
        ReportError: if a line other than the last is damaged, or the first is not one of ours.
    """
    records: list[dict[str, Any]] = []
    good = 0
    lines = content.splitlines(keepends=True)
    for number, line in enumerate(lines, start=1):
        record = _record(line)
        if record is None:
            if number < len(lines):
                raise ReportError(f"Line {number} of {path} is damaged: name another file.")
            break
        records.append(record)
        good += len(line)
    ours = f'{{"clippings": "{kind}"'.encode()
    if (records and "settings" not in records[0]) or not content.startswith(ours[: len(content)]):
        raise ReportError(f"{path} holds no {kind} of an evaluation: name another file.")
    return records, good


def _record(line: bytes) -> dict[str, Any] | None:
    """Return the record in a line; None if the line was cut short."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) and line.endswith(b"\n") else None


def _run_of(lines: Sequence[dict[str, Any]], path: Path) -> Run:
    try:
        passages: dict[str, dict[str, Any]] = {}
        rows: list[Row] = []
        for line in lines[1:]:
            if "passage" in line:
                passages[line.pop("passage")] = line
            else:
                rows.append(row_from(line, passages))
        return Run(Settings(**lines[0]["settings"]), tuple(rows))
    except (KeyError, TypeError, AttributeError) as error:
        raise ReportError(f"The rows {path} lack a part: {error!r}.") from error


def _check_same(kept: Settings, wanted: Settings, path: Path) -> None:
    before, after = asdict(kept), asdict(wanted)
    for name, was in before.items():
        if was != after[name]:
            raise ReportError(
                f"{path} holds the rows of another run, whose {name.replace('_', ' ')} was "
                f"{was!r} and not {after[name]!r}: name another file."
            )


def files_digest(*folders: Path) -> str:
    """Return a digest of the folders' files but those that say what it is; empty for no folder."""
    paths = [path for folder in folders if folder.is_dir() for path in sorted(folder.iterdir())]
    whole = hashlib.sha256()
    for path in paths:
        if path.is_file() and path.suffix != ".md":
            with path.open("rb") as file:
                whole.update(path.name.encode())
                whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest() if paths else ""
