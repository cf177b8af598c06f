"""One SQLite file, opened so that no other program is harmed and every failure is a sentence."""

import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from index.errors import LibraryError
from index.schema import FORMAT

# What SQLite keeps in a file's head to tell whose it is: "Clip".
_APPLICATION = 0x436C6970
_BUSY_SECONDS = 15.0


class Database:
    """A connection that several threads may share.

    Args:
        path: the file; made when it is missing.
        schema: the statements that make its tables.
        upgrades: for each earlier format, the statements that make the next one of it.

    Raises:
        LibraryError: if the file is not a library, is damaged, locked, or cannot be written.
    """

    def __init__(self, path: Path, schema: str, upgrades: Mapping[int, str]) -> None:
        """Open the file at ``path``, or make it where there is none."""
        self._lock = threading.RLock()
        self._path, self._schema, self._upgrades = path, schema, upgrades
        with self._explained():
            self._connection = self._connect()

    @property
    def writable(self) -> bool:
        """Whether anything can be written."""
        return bool(self._connection.execute("PRAGMA query_only").fetchone()[0] == 0)

    def close(self) -> None:
        """Close the file; the object is of no use afterwards."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Yield the connection, to read from; no other thread has it meanwhile."""
        with self._lock, self._explained():
            yield self._connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: committed whole, or as if it had never been."""
        with self._lock, self._explained():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything that is read inside is of one moment, whatever other programs write."""
        with self.reading() as db:
            db.execute("BEGIN")
            try:
                yield
            finally:
                db.execute("COMMIT")

    def _connect(self) -> sqlite3.Connection:
        try:
            return self._prepare("mode=rwc")
        except sqlite3.OperationalError as error:
            refused = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
            if _primary(error) not in refused or not self._path.is_file():
                raise
        # A library on a disk that nobody may write to can still be asked.
        try:
            connection = self._prepare("mode=ro")
        except sqlite3.OperationalError as error:
            connection = self._prepare_immutable(error)
        connection.execute("PRAGMA query_only = ON")
        return connection

    def _prepare_immutable(self, refusal: sqlite3.OperationalError) -> sqlite3.Connection:
        """Open a file that nobody can write, where SQLite could not even make its index of the log.

        Read so, the log beside the file is not looked at: refused where it holds anything.
        """
        log = self._path.with_name(self._path.name + "-wal")
        if log.exists() and log.stat().st_size:
            raise LibraryError(
                f"The library at {self._path.parent} was not closed properly and is read-only: "
                "open it once where it can be written."
            ) from refusal
        return self._prepare("mode=ro&immutable=1")

    def _prepare(self, mode: str) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self._path.as_uri()}?{mode}",
            uri=True,
            timeout=_BUSY_SECONDS,
            check_same_thread=False,
            isolation_level=None,
        )
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            # SQLite's own lower() knows the letters of English alone.
            connection.create_function("casefold", 1, str.casefold, deterministic=True)
            version = self._check(connection)
            if mode == "mode=rwc":
                self._make_ready(connection)
            elif version in self._upgrades:
                raise LibraryError(
                    f"The library at {self._path.parent} was made by an older version of clippings "
                    "and is read-only: open it once where it can be written."
                )
        except BaseException:
            connection.close()
            raise
        return connection

    def _check(self, connection: sqlite3.Connection) -> int:
        """Return the format; refuse a file that is not ours, before anything in it is changed."""
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if tables and application != _APPLICATION:
            raise LibraryError(
                f"{self._path} is another program's database: give --library another folder."
            )
        if tables and version != FORMAT and version not in self._upgrades:
            raise LibraryError(
                f"The library at {self._path.parent} has format {version}, and this version of "
                f"clippings reads format {FORMAT}: use the version that made it, or a new one."
            )
        return int(version)

    def _make_ready(self, connection: sqlite3.Connection) -> None:
        """Make the tables in a new file, and what has been added since in an older one.

        Either is done whole or not at all; fails where the file cannot be written.
        """
        _switch_to_wal(connection)
        connection.execute("PRAGMA synchronous = FULL")  # what was added survives a power cut
        # Taking the write lock shows whether writing is allowed, and lets one of two processes that
        # make the same library at once go first.
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Read again under the lock: another process may have been here first.
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            old = range(version, FORMAT)
            scripts = [self._upgrades[n] for n in old] if tables else [self._schema]
            for statement in _statements("".join(scripts)):
                connection.execute(statement)
            if scripts:
                connection.execute(f"PRAGMA application_id = {_APPLICATION}")
                connection.execute(f"PRAGMA user_version = {FORMAT}")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn what SQLite raises into a sentence that says what to do."""
        folder = self._path.parent
        try:
            yield
        except (sqlite3.ProgrammingError, sqlite3.IntegrityError):
            raise  # a bug of ours, which shows as one
        except sqlite3.OperationalError as error:
            text = str(error)
            if "locked" in text or "busy" in text:
                reason = "is being written by another program: try again when it has finished"
            elif "readonly" in text or "read-only" in text:
                reason = "is read-only: nothing was changed"
            elif "full" in text or "disk I/O" in text:
                reason = "is on a disk that is full or failing: what was stored before stays"
            elif "unable to open" in text:
                reason = "cannot be opened or made: it has to be a folder that you may write to"
            else:
                reason = f"cannot be used ({text})"
            raise LibraryError(f"The library at {folder} {reason}.") from error
        except sqlite3.DatabaseError as error:
            raise LibraryError(
                f"The library at {folder} is damaged ({error}): restore {self._path.name} from a "
                "copy, or move the folder away and add the articles again."
            ) from error


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """Switch a new file to write-ahead logging, for which SQLite itself does not wait its turn."""
    until = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if _primary(error) != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def _primary(error: sqlite3.Error) -> int:
    """Return the error's primary code: SQLite tells more in the higher bits."""
    return error.sqlite_errorcode & 0xFF


def _statements(script: str) -> Iterator[str]:
    """Yield the script's statements one by one: ``executescript`` would commit on its own."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
