"""Pages and the files of a report: templates filled in, and texts written into a folder."""

import os
from collections.abc import Mapping
from errno import EACCES
from importlib.resources import files
from pathlib import Path
from typing import Any

from index import ReportError


def make_folder(folder: Path) -> None:
    """Make the folder of a report, before the work that it is to report is done.

    Raises:
        ReportError: if it cannot be made, or nothing can be written there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError(EACCES, os.strerror(EACCES))
    except OSError as error:
        raise ReportError(f"The report {folder} cannot be written: {error.strerror}.") from error


def write_files(folder: Path, contents: Mapping[str, str]) -> None:
    """Write texts into files of ``folder``, which is made if it is missing.

    Raises:
        ReportError: if they cannot be written.
    """
    make_folder(folder)
    try:
        for name, text in contents.items():
            # Half a surrogate pair, which JSON may escape, is no text: "?" stands for it.
            (folder / name).write_bytes(text.encode("utf-8", "replace"))
    except OSError as error:
        raise ReportError(f"The report {folder} cannot be written: {error.strerror}.") from error


def page(template: str, **values: Any) -> str:  # noqa: ANN401 - what a template shows is its own affair
    """Return a template of this package filled in; in HTML every text is escaped.

    ``style`` and ``script`` are what the report's own page is set and moved by.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("qa", "templates"),
        autoescape=select_autoescape(enabled_extensions=("html.jinja",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["percent"] = lambda share: f"{100 * share:.1f}"
    environment.filters["cell"] = _cell
    folder = files("qa") / "templates"
    return environment.get_template(template).render(
        # Our own files, in which nothing comes from elsewhere.
        style=Markup((folder / "report.css").read_text(encoding="utf-8")),  # noqa: S704
        script=Markup((folder / "report.js").read_text(encoding="utf-8")),  # noqa: S704
        **values,
    )


def _cell(text: str) -> str:
    """Return a text as what a cell of a Markdown table may hold, shown as it is."""
    flat = " ".join(text.split())
    for mark in "\\`*_[]<>|#&":
        flat = flat.replace(mark, "\\" + mark)
    return flat
