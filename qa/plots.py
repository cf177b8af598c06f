"""Figures of a report, as SVG to stand inside a page: its text stays text, its colours the page's.

Nothing is told by colour alone: lines differ in dash and marker, bars in hatching, and both are
labelled where they are.
"""

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from qa.metrics import CalibrationBin

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Stand-ins for the page's own colours, which change with day and night.
_INK, _GREY, _FILL = "#010203", "#020304", "#030405"
_COLOURS = {_INK: "currentColor", _GREY: "var(--grey)", _FILL: "var(--fill)"}
# Inches, at 72 to the inch: narrow enough for a telephone's screen.
_SIZE = (5.0, 3.3)
# Its keys are strings; matplotlib's types name each of its hundreds one by one.
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "clippings",
    "font.size": 10.0,
    "text.color": _INK,
    "axes.edgecolor": _GREY,
    "axes.labelcolor": _INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": _GREY,
    "grid.linewidth": 0.4,
    "grid.alpha": 0.5,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "hatch.color": _INK,
    "hatch.linewidth": 0.6,
}


def plot_risk_coverage(curve: Sequence[tuple[float, float]]) -> str:
    """Return the share of wrong answers against the share of questions answered.

    Args:
        curve: what ``risk_coverage`` returned.
    """
    with _drawing("risk") as (axes, out):
        axes.plot([100 * c for c, _ in curve], [100 * r for _, r in curve], color=_INK)
        axes.set(xlabel="questions answered, %", ylabel="of these wrong, %")
        axes.set(xlim=(0, 101), ylim=(0, None))
        axes.axhline(10, color=_GREY, linestyle=":", linewidth=1.2)
        axes.annotate("one in ten", (100, 10), ha="right", va="bottom", color=_INK)
    return out[0]


def plot_reliability(bins: Sequence[CalibrationBin]) -> str:
    """Return the share that is right against the confidence, bin by bin."""
    with _drawing("reliability") as (axes, out):
        axes.plot([0, 100], [0, 100], color=_GREY, linestyle="--", linewidth=1.2)
        axes.annotate("dashed: exactly as sure as right", (2, 99), va="top")
        xs, ys = [100 * b.confidence for b in bins], [100 * b.right for b in bins]
        axes.plot(xs, ys, color=_INK, marker="o", markersize=4, linewidth=1)
        axes.set(xlabel="confidence, %", ylabel="right, %", xlim=(0, 101), ylim=(0, 101))
    return out[0]


def plot_recall(recalls: Sequence[float], read: int | None) -> str:
    """Return recall@k against k, from 1; ``read`` is how many passages the reader was given."""
    with _drawing("recall") as (axes, out):
        ks = range(1, len(recalls) + 1)
        axes.plot(ks, [100 * r for r in recalls], color=_INK, marker="o", markersize=3.5)
        axes.set(xlabel="first k passages", ylabel="gold passage among them, %")
        axes.set(ylim=(0, 103), xticks=[1, *range(5, len(recalls) + 1, 5)])
        if read is not None and read <= len(recalls):
            axes.axvline(read, color=_GREY, linestyle=":", linewidth=1.2)
            side, shift = ("left", 4) if 2 * read < len(recalls) else ("right", -4)
            words = f"read: {read}"
            axes.annotate(words, (read, 2), (shift, 0), textcoords="offset points", ha=side)
    return out[0]


def plot_latency(milliseconds: Sequence[float], p50: float, p95: float) -> str:
    """Return how many questions took how long, with the median and the 95th percentile."""
    from matplotlib.ticker import MaxNLocator

    with _drawing("latency") as (axes, out):
        # One question that waited for something else would leave the others no room.
        most = 2.0 * p95 / 1000.0
        seconds = [min(value / 1000.0, most) for value in milliseconds]
        axes.hist(seconds, bins=30, facecolor=_FILL, edgecolor=_INK, hatch="////", linewidth=0.6)
        top, longest = axes.get_ylim()[1], max(0.001, *seconds)
        # Room for the two labels: above the bars, and to the right of their lines.
        width = max(1.03 * longest, p95 / 1000.0 + 0.45 * longest)
        axes.set(xlim=(0, width), ylim=(0, top * 1.3))
        for value, name, height in ((p50, "half", 1.3), (p95, "19 of 20", 1.15)):
            at = value / 1000.0
            axes.vlines(at, 0, top * height, color=_INK, linestyle="--", linewidth=1.2)
            place, words = (at, top * height), f"{name} within {at:.2g} s"
            axes.annotate(words, place, (4, 0), textcoords="offset points", va="top")
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        longer = (
            f", {most:.2g} or more in the last bar" if max(milliseconds) > 1000.0 * most else ""
        )
        axes.set(xlabel=f"seconds from question to answer{longer}", ylabel="questions")
    return out[0]


def plot_heat_map(
    shares: Sequence[Sequence[float]],
    *,
    rows: Sequence[str],
    columns: Sequence[str],
    best: tuple[int, int],
    name: str,
) -> str:
    """Return a grid of shares as percent, the greater the darker, the best one framed.

    Args:
        shares: a row of numbers for each of ``rows``, one for each of ``columns``.
        rows: what the rows are called.
        columns: what the columns are called.
        best: the row and the column of the best, from nought.
        name: what the picture's ids begin with.
    """
    from matplotlib.patches import Rectangle

    size = (1.6 + 1.15 * len(columns), 0.7 + 0.55 * len(rows))
    with _drawing(name, size) as (axes, out):
        flat = [share for row in shares for share in row]
        low, spread = min(flat), max(flat) - min(flat)
        for y, row in enumerate(shares):
            for x, share in enumerate(row):
                # Light enough for ink to be read on, at its darkest.
                shade = 0.35 * (share - low) / spread if spread else 0.0
                place = (x - 0.5, y - 0.5)
                axes.add_patch(Rectangle(place, 1, 1, facecolor=_INK, alpha=shade, linewidth=0))
                weight = "bold" if (y, x) == best else "normal"
                axes.text(x, y, f"{100 * share:.1f}", ha="center", va="center", weight=weight)
        frame = (best[1] - 0.47, best[0] - 0.44)
        axes.add_patch(Rectangle(frame, 0.94, 0.88, fill=False, edgecolor=_INK, linewidth=1.8))
        axes.set_xticks(range(len(columns)), columns)
        axes.set_yticks(range(len(rows)), rows)
        axes.set(xlim=(-0.5, len(columns) - 0.5), ylim=(len(rows) - 0.5, -0.5))
        axes.grid(visible=False)
        axes.tick_params(length=0)
        axes.spines[["left", "bottom"]].set_visible(False)
    return out[0]


@contextmanager
def _drawing(name: str, size: tuple[float, float] = _SIZE) -> "Iterator[tuple[Axes, list[str]]]":
    """Yield axes to draw on, and a list that holds the SVG at the end."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    out: list[str] = []
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=size, layout="constrained")
        yield figure.subplots(), out
        buffer = io.StringIO()
        nobody = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        figure.savefig(buffer, format="svg", transparent=True, metadata=nobody)
    out.append(inline_svg(buffer.getvalue(), name))


def inline_svg(svg: str, name: str) -> str:
    """Return an SVG file's picture to stand in a page: its ids its own, its colours the page's.

    Args:
        svg: the file, drawn in the stand-in colours of this module.
        name: what the picture's ids begin with, so that no two pictures of a page share one.
    """
    svg = svg[svg.index("<svg") :].strip()
    svg = re.sub(r"<metadata>.*?</metadata>\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\b(id="|href="#|url\(#)', rf"\1{name}-", svg)
    svg = re.sub(r"font(-family)?: [^;\"]*", _without_family, svg)
    # Its size in points would win over the page's.
    svg = re.sub(r'(<svg [^>]*?)width="[^"]+"', r"\1", svg, count=1)
    svg = re.sub(r'(<svg [^>]*?)height="[^"]+"', r"\1", svg, count=1)
    for stand_in, colour in _COLOURS.items():
        svg = svg.replace(stand_in, colour)
    return svg


def _without_family(found: re.Match[str]) -> str:
    """Return a style's font without its family, so that the page's is used."""
    size = re.search(r"[\d.]+px", found.group())
    return f"font-size: {size.group()}" if size else ""
