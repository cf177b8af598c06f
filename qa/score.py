"""What a reader alone can do: each question with its own passage, the best span, never silent."""

from pathlib import Path

from qa.gold import read_gold
from qa.metrics import exact_match, f1, mean
from qa.model_card import Score
from qa.reader import load_reader
from qa.spans import Reading


def score(folder: Path, path: Path) -> Score:
    """Return what the reader in ``folder`` scores on a file of questions.

    Raises:
        ModelError: if the reader cannot be loaded.
        GoldError: if the file cannot be read.
    """
    reader = load_reader(str(folder))
    exact: list[float] = []
    overlap: list[float] = []
    margins: list[float] = []
    answerable: list[bool] = []
    for gold in read_gold(path).questions:
        (reading,) = reader.read(gold.question, [gold.context])
        margins.append(margin(reading))
        answerable.append(bool(gold.answers))
        if gold.answers:
            best = reading.spans[0] if reading.spans else None
            text = gold.context[best.start : best.end] if best else ""
            exact.append(exact_match(text, gold.answers))
            overlap.append(f1(text, gold.answers))
    return Score(
        file=path.name,
        answerable=len(exact),
        unanswerable=len(answerable) - len(exact),
        em=mean(exact),
        f1=mean(overlap),
        auroc=_auroc(answerable, margins),
    )


def margin(reading: Reading) -> float:
    """Return how far the best span's score lies over that of no answer."""
    return reading.spans[0].score - reading.null if reading.spans else float("-inf")


def _auroc(right: list[bool], scores: list[float]) -> float | None:
    """Return the area under the ROC curve, None where there is but one kind."""
    from sklearn.metrics import roc_auc_score

    if len(set(right)) < 2:
        return None
    lowest = min((s for s in scores if s != float("-inf")), default=0.0)
    return float(roc_auc_score(right, [max(s, lowest - 1.0) for s in scores]))
