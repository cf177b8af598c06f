"""A sweep to its report: one page with a heat map and a table, and the same figures as JSON."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from qa.measures import MEASURES
from qa.pages import page, write_files
from qa.plots import plot_heat_map
from qa.run import Settings
from qa.sweep import SETTINGS, Scores

_CUT = ("passage_tokens", "overlap")
_ASKED = ("k", "min_confidence")
_MAPPED = {"f1": "F1", "em": "EM", "no_answer": "Rightly not answered"}


def write_sweep(folder: Path, settings: Settings, scores: Sequence[Scores], n: int) -> None:
    """Write ``sweep.html`` and ``sweep.json`` into ``folder``, which is made if it is missing.

    Args:
        folder: where to.
        settings: what all cells have in common.
        scores: the cells' figures.
        n: how many questions were asked.

    Raises:
        ReportError: if they cannot be written.
    """
    record = {
        "settings": asdict(settings),
        "n": n,
        "cells": [one.to_json() for one in scores],
    }
    contents = {
        "sweep.json": json.dumps(record, ensure_ascii=False, indent=1),
        "sweep.html": sweep_html(settings, scores, n),
    }
    write_files(folder, contents)


def sweep_html(settings: Settings, scores: Sequence[Scores], n: int) -> str:
    """Return the page: nothing in it is loaded from anywhere."""
    from markupsafe import Markup

    measured = [name for name in MEASURES if name in scores[0].figures]
    columns = len({_values(one, _ASKED) for one in scores})
    return page(
        "sweep.html.jinja",
        settings=settings,
        n=n,
        scores=scores,
        names=SETTINGS,
        others={name: _title(name) for name in measured if name != "f1"},
        # Its maps grow with their columns, and stay as small as their words can be read.
        width=10 + 7 * columns,
        # Numbers and our own words are all that is drawn.
        maps={
            title: Markup(_map(scores, name))  # noqa: S704
            for name, title in _MAPPED.items()
            if name in measured
        },
    )


def _map(scores: Sequence[Scores], measure: str) -> str:
    """Return a measure's heat map: a row for each library, a column for each way to ask it."""
    rows = list(dict.fromkeys(_values(one, _CUT) for one in scores))
    columns = list(dict.fromkeys(_values(one, _ASKED) for one in scores))
    shares = {(_values(one, _CUT), _values(one, _ASKED)): one.figures[measure] for one in scores}
    best = max(scores, key=lambda one: one.best)
    return plot_heat_map(
        [[shares[row, column] for column in columns] for row in rows],
        rows=_labels(rows, _CUT),
        columns=_labels(columns, _ASKED),
        best=(rows.index(_values(best, _CUT)), columns.index(_values(best, _ASKED))),
        name=f"map-{measure}",
    )


def _values(one: Scores, names: Sequence[str]) -> tuple[float, ...]:
    return tuple(getattr(one.cell, name) for name in names)


def _labels(combinations: Sequence[tuple[float, ...]], names: Sequence[str]) -> list[str]:
    """Return what each combination is called, by what differs among them and its first part."""
    differ = [
        place
        for place in range(len(names))
        if place == 0 or len({values[place] for values in combinations}) > 1
    ]
    return [
        "\n".join(f"{_short(names[place])} {values[place]:g}" for place in differ)
        for values in combinations
    ]


def _short(setting: str) -> str:
    """Return a setting's name, short enough to stand under a cell."""
    return setting.removeprefix("min_").replace("_", " ")


def _title(measure: str) -> str:
    """Return a measure's name as the head of a column."""
    return " ".join(
        word.upper() if word in ("em", "f1", "mrr") else word for word in measure.split("_")
    )
