"""Plots to stand in a page: their text is text, their colours the page's, their ids their own."""

import re

import lxml.etree
import pytest

from qa.metrics import CalibrationBin
from qa.plots import (
    inline_svg,
    plot_heat_map,
    plot_latency,
    plot_recall,
    plot_reliability,
    plot_risk_coverage,
)

PLOTS = {
    "risk": plot_risk_coverage([(0.5, 0.0), (1.0, 0.25)]),
    "reliability": plot_reliability([CalibrationBin(3, 0.2, 0.1), CalibrationBin(3, 0.9, 1.0)]),
    "recall": plot_recall([0.5, 0.75, 1.0], 2),
    "latency": plot_latency([100.0, 200.0, 900.0], 200.0, 830.0),
    "maps": plot_heat_map(
        [[0.5, 0.625]], rows=["k 5"], columns=["a", "b"], best=(0, 1), name="maps"
    ),
}


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_takes_its_looks_from_the_page(name):
    svg = PLOTS[name]
    tree = lxml.etree.fromstring(svg)
    assert "width" not in tree.attrib
    assert "viewBox" in tree.attrib
    assert "font-family" not in svg
    assert "Date" not in svg
    assert "currentColor" in svg
    # No colour of its own: whatever is filled or drawn names the page's ink, grey or fill.
    colours = set(re.findall(r"(?:fill|stroke): ([^;\"]+)", svg))
    assert colours <= {"none", "currentColor", "var(--grey)", "var(--fill)", *_hatching(svg)}
    ids = re.findall(r'\bid="([^"]+)"', svg)
    assert len(ids) == len(set(ids))
    assert all(i.startswith(f"{name}-") for i in ids)
    used = re.findall(r'(?:href="#|url\(#)([^")]+)', svg)
    assert set(used) <= set(ids)
    assert not re.search(r"https?://(?!www\.w3\.org/(2000/svg|1999/xlink))", svg)


def _hatching(svg):
    """What is filled with a pattern of the plot's own."""
    return set(re.findall(r"url\(#[^)]+\)", svg))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("risk", {"questions answered, %", "of these wrong, %", "one in ten"}),
        ("reliability", {"confidence, %", "right, %", "dashed: exactly as sure as right"}),
        ("recall", {"first k passages", "gold passage among them, %", "read: 2"}),
        ("latency", {"half within 0.2 s", "19 of 20 within 0.83 s", "questions"}),
        ("maps", {"50.0", "62.5", "k 5", "a", "b"}),
    ],
)
def test_what_is_written_in_a_plot_can_be_read_and_copied(name, words):
    tree = lxml.etree.fromstring(PLOTS[name])
    written = {"".join(t.itertext()).strip() for t in tree.iter("{http://www.w3.org/2000/svg}text")}
    assert words <= written


def test_the_curve_is_drawn_where_the_numbers_say():
    tree = lxml.etree.fromstring(PLOTS["risk"])
    lines = [
        ([float(number) for number in re.findall(r"[\d.]+", path.get("d"))], path.get("style"))
        for path in tree.iter("{http://www.w3.org/2000/svg}path")
        if path.get("clip-path")
    ]
    grid = [ends for ends, style in lines if "stroke-width: 0.4" in style]
    across = [x for x, _, same, _ in grid if x == same]  # at 0, 20, ... 100% of the questions
    up = [y for _, y, _, same in grid if y == same]  # at 0, 5, ... 25% wrong
    assert (len(across), len(up)) == (6, 6)
    (curve,) = [ends for ends, style in lines if "currentColor" in style]
    # From half of the questions, of which none is wrong, to all of them and a quarter.
    half = (across[2] + across[3]) / 2
    assert curve == pytest.approx([half, up[0], across[5], up[5]], abs=0.01)


def test_times_of_nothing_at_all_are_drawn_without_complaint():
    assert "half within 0 s" in plot_latency([0.0], 0.0, 0.0)


def test_one_endless_question_leaves_the_others_their_room():
    times = [100.0] * 99 + [90_000.0]
    svg = plot_latency(times, 100.0, 100.0)
    assert "seconds from question to answer, 0.2 or more in the last bar" in svg
    assert "in the last bar" not in plot_latency(times[:99], 100.0, 100.0)


def test_two_plots_of_one_page_share_no_id():
    svg = '<?xml version="1.0"?><svg width="1pt" height="2pt"><path id="a"/><use href="#a"/></svg>'
    one, other = inline_svg(svg, "one"), inline_svg(svg, "other")
    assert one == '<svg  ><path id="one-a"/><use href="#one-a"/></svg>'
    assert 'id="other-a"' in other
