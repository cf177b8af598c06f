"""The rooms of the house: which may import which, and what each shows at its door."""

import ast
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAY_IMPORT = {
    "index": {"index"},
    "qa": {"qa", "index"},
    "seeds": {"seeds"},
    "ui": {"ui", "qa", "index", "seeds"},
}


def imported(file):
    """The packages that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} has a relative import, line {node.lineno}"
            yield str(node.module).partition(".")[0]


@pytest.mark.parametrize("package", sorted(MAY_IMPORT))
def test_imports_go_from_ui_to_qa_to_index_and_never_back(package):
    files = sorted((ROOT / package).rglob("*.py"))
    assert files
    for file in files:
        ours = set(imported(file)) & {*MAY_IMPORT, "tests"}
        assert ours <= MAY_IMPORT[package], file


@pytest.mark.parametrize("package", ["index", "qa", "seeds"])
def test_what_a_package_shows_is_listed_sorted_and_there(package):
    module = importlib.import_module(package)
    listed = module.__all__
    # As ruff sorts: CONSTANTS, then Classes, then functions.
    assert listed == sorted(listed, key=lambda n: (not n.isupper(), not n[0].isupper(), n))
    assert len(set(listed)) == len(listed)
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    brought = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module.partition(".")[0] == package
        for alias in node.names
    }
    assert brought <= set(listed)
    assert all(hasattr(module, name) for name in listed)
