"""An evaluation to HTML: how far it is, its figures, its plots and what changed. Pure, and safe.

As in ``render``, each function returns one ``<div>`` on one line, and every text of others is
escaped inside it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from qa import PLOTS, Cause, report_causes, report_figures
from ui.window.evaluation.evaluator import Progress
from ui.window.evaluation.kept_runs import FOLDER, KeptRun, when
from ui.window.render import block, escaped, render_error

_HEADLINES = ("f1", "em", "no_answer", "recall@10")
# Of won and lost questions, so many are listed here; the report has them all.
_LISTED = 20


def render_progress(progress: Progress) -> str:
    """Return how far an evaluation is, or how it ended; nothing where none was made."""
    if progress.phase == "idle":
        return ""
    if progress.failure:
        return render_error(progress.failure)
    told = f"{progress.done:,} of {_questions(progress.total)}"
    if progress.running:
        bar = f'<progress value="{progress.done}" max="{max(progress.total, 1)}"></progress>'
        words = {"starting": "Starting…", "reporting": "Drawing the figures…"}
        what = words.get(progress.phase) or f"{told} asked{_left(progress.seconds_left)}"
        return block("progress", f"<label>{bar}<span>{what}</span></label>")
    if progress.phase == "stopped":
        said = f"Stopped after {told}. Start the same again, and it goes on from there."
    else:
        said = f"Done: {told} asked."
    return block("progress", f"<p>{said}</p>")


def render_run(kept: KeptRun, older: Sequence[str]) -> str:
    """Return a finished run: figures, what changed, where errors come from, plots, and the report.

    Args:
        kept: the run.
        older: the names of the runs that were made before it, the newest first.
    """
    return block(
        "evaluation",
        _title(kept),
        _headline(kept),
        _comparison(kept),
        _causes(report_causes(kept.run, dict(kept.summary))),
        _plots(kept),
        _older(older),
    )


def render_nothing() -> str:
    """Return what stands where a run will be, before there is one."""
    return block(
        "evaluation",
        '<p class="hint">Questions whose answers are known are asked over your articles, and what '
        "comes back is measured: how often it is right, where errors come from, and what changed "
        "since the last time.</p>",
    )


def _title(kept: KeptRun) -> str:
    settings, n = kept.run.settings, len(kept.run.rows)
    return (
        f"<h2>{_questions(n)} of {escaped(settings.gold)}</h2>"
        f'<p class="note">{when(kept.name)}, over {settings.articles:,} articles, with the reader '
        f"{escaped(settings.reader)} · {_link(kept.name, 'Open the report')}</p>"
    )


def _headline(kept: KeptRun) -> str:
    latency = kept.summary["latency_ms"]
    shown = [
        _number(
            figure.name,
            _percent(figure.value),
            f"{_percent(figure.low)} to {_percent(figure.high)} · {_questions(figure.n)}",
        )
        for figure in report_figures(kept.run, dict(kept.summary))
        if figure.key in _HEADLINES
    ]
    seconds = _number(
        "seconds a question",
        f"{latency['p50'] / 1000:.2g}",
        f"median; one in twenty takes over {latency['p95'] / 1000:.2g}",
    )
    return (
        f'<dl class="headline">{"".join(shown)}{seconds}</dl>'
        '<p class="note">In percent, but for time. Beneath each figure is its 95% interval: where '
        "it would lie for other questions of the kind.</p>"
    )


def _number(name: str, value: str, told: str) -> str:
    return f"<div><dt>{name}</dt><dd>{value}<small>{told}</small></dd></div>"


def _comparison(kept: KeptRun) -> str:
    compared = kept.compared
    if compared is None:
        return ""
    names = {figure.key: figure.name for figure in report_figures(kept.run, dict(kept.summary))}
    rows = "".join(
        f'<tr><th scope="row">{names[name]}</th>{_cells(one)}</tr>'
        for name, one in compared["differences"].items()
    )
    flips = compared["mcnemar"]
    return (
        f"<h2>Compared with {escaped(compared['against'])}</h2>"
        f'<p class="note">{_questions(compared["pairs"])} are in both runs. The interval holds 95% '
        "of the paired bootstrap's differences: where it does not reach 0, chance alone is a poor "
        "explanation.</p>"
        '<table><thead><tr><th scope="col">measure</th><th scope="col">before</th>'
        '<th scope="col">now</th><th scope="col">change</th><th scope="col">95% interval</th></tr>'
        f"</thead><tbody>{rows}</tbody></table>"
        f"<p>{flips['won']:,} won, {flips['lost']:,} lost (McNemar's exact test: "
        f"p = {flips['p']:.2g}).</p>"
        f"{_flips('Won: right now, wrong before', compared['won'])}"
        f"{_flips('Lost: right before, wrong now', compared['lost'])}"
    )


def _cells(one: Mapping[str, Any]) -> str:
    low, high = one["interval"]
    told = (
        _percent(one["old"]),
        _percent(one["new"]),
        f"{100 * one['difference']:+.1f}",
        f"{100 * low:+.1f} to {100 * high:+.1f}",
    )
    return "".join(f"<td>{cell}</td>" for cell in told)


def _flips(title: str, flips: Sequence[Mapping[str, Any]]) -> str:
    if not flips:
        return ""
    items = "".join(
        f'<li>{escaped(flip["question"])}<span class="note">before: '
        f"{_said(flip['old'], flip['old_verdict'])} · now: "
        f"{_said(flip['new'], flip['new_verdict'])}</span></li>"
        for flip in flips[:_LISTED]
    )
    if len(flips) > _LISTED:
        items += f'<li class="note">and {len(flips) - _LISTED:,} more, in the report</li>'
    return f"<details><summary>{title} ({len(flips):,})</summary><ul>{items}</ul></details>"


def _said(answer: str, verdict: str) -> str:
    told = f"<q>{escaped(answer)}</q>" if answer else "no answer"
    return f"{told} ({escaped(verdict)})"


def _causes(causes: Sequence[Cause]) -> str:
    bar = "".join(
        f'<span class="{one.css}" style="flex: {one.n}"></span>' for one in causes if one.n
    )
    rows = "".join(
        f'<tr><th scope="row"><span class="swatch {one.css}"></span>{one.verdict}'
        f'<span class="note">{escaped(one.meaning)}</span></th>'
        f"<td>{one.n:,}</td><td>{_percent(one.share)}</td></tr>"
        for one in causes
    )
    return (
        f'<h2>Where errors come from</h2><div class="bar">{bar}</div>'
        '<table><thead><tr><th scope="col">verdict</th><th scope="col">questions</th>'
        f'<th scope="col">%</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _plots(kept: KeptRun) -> str:
    told = _plot_words(kept.summary)
    figures = "".join(
        f"<figure><h3>{title}</h3>"
        f'<img src="{FOLDER}/{kept.name}/{name}.svg" alt="{escaped(told[name])}" '
        'width="360" height="238" loading="lazy">'
        f"<figcaption>{caption}</figcaption></figure>"
        for name, (title, caption) in PLOTS.items()
        if name in kept.plots
    )
    return f'<h2>Confidence and search</h2><div class="plots">{figures}</div>' if figures else ""


def _plot_words(summary: Mapping[str, Any]) -> dict[str, str]:
    """Return what each plot comes to, for those who do not see it."""
    risk, recall, latency = (summary[part] for part in ("risk_coverage", "retrieval", "latency_ms"))
    words = {
        "latency": f"Half of the questions within {latency['p50'] / 1000:.2g} seconds, 19 of 20 "
        f"within {latency['p95'] / 1000:.2g}.",
        "reliability": f"Confidence is {_percent(summary['ece'] or 0.0)} points off on average.",
        "risk": "No question was answered.",
        "recall": "",
    }
    if risk:
        share = _percent(risk["coverage@precision=0.9"] or 0.0)
        words["risk"] = f"With nine of ten answers right, {share}% of the questions are answered."
    if recall:
        found = ", ".join(
            f"{_percent(recall[f'recall@{k}'])}% in the first {k}" for k in (1, 5, 10)
        )
        words["recall"] = f"The passage with the answer is found: {found}."
    return words


def _older(names: Sequence[str]) -> str:
    if not names:
        return ""
    items = "".join(f"<li>{_link(name, when(name))}</li>" for name in names)
    return f"<details><summary>Earlier runs ({len(names):,})</summary><ul>{items}</ul></details>"


def _link(name: str, words: str) -> str:
    return f'<a href="{FOLDER}/{name}/report.html" target="_blank">{words}</a>'


def _questions(n: int) -> str:
    return "1 question" if n == 1 else f"{n:,} questions"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"


def _left(seconds: float | None) -> str:
    if seconds is None:
        return ""
    if seconds >= 90:
        return f", about {seconds / 60:.0f} min left"
    return f", about {max(seconds, 1):.0f} s left"
