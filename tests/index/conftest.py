"""A database of its own for every test, and a library of two articles."""

from contextlib import closing

import pytest

from index.store import Store
from tests.index.weather import RAIN, SNOW, reopened


@pytest.fixture
def path(tmp_path):
    return tmp_path / "library.sqlite3"


@pytest.fixture
def opened(path):
    with closing(Store(path)) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "library"


@pytest.fixture
def library(folder):
    with reopened(folder) as opened:
        yield opened


@pytest.fixture
def filled(library):
    list(library.add([RAIN, SNOW]))
    return library
