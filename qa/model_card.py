"""What a reader was trained on and how: its card, written beside its weights. Pure.

A data set's licence asks to be named with what is made of it, so those that are known here bring
their attribution; of any other the card says that it has to be added.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# By the name that a file of questions begins with.
_CREDITS = {
    "squadshifts": "SQuADShifts (Miller, Krauth, Recht and Schmidt, 2020), CC BY 4.0",
    "squad": "SQuAD 1.1 and 2.0 (Rajpurkar et al., 2016, 2018), CC BY-SA 4.0",
    "qamr": "QAMR (Michael, Stanovsky, He, Dagan and Zettlemoyer, 2018), MIT",
    "fairytaleqa": "FairytaleQA (Xu et al., 2022), Apache 2.0",
    "friendsqa": "FriendsQA (Yang and Choi, 2019), Apache 2.0",
    "covidqa": "COVID-QA (Möller, Reina, Jayakumar and Pietsch, 2020), Apache 2.0",
    "policyqa": "PolicyQA (Ahmad, Chi, Tian and Chang, 2020), MIT",
    "timeqa": "TimeQA (Chen, Wang and Wang, 2021), BSD 3-clause",
}
_UNKNOWN = "not known here: add whose it is and its licence"


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was taken of one file: answerable questions, as often as they were visited."""

    file: str
    questions: int


@dataclass(frozen=True, slots=True)
class Score:
    """What the reader scored on one file in reading mode, never abstaining: shares, 0 to 1.

    ``auroc`` is that of the best span's score over the score of no answer, for answerable against
    unanswerable questions; None where the file has not both.
    """

    file: str
    answerable: int
    unanswerable: int
    em: float
    f1: float
    auroc: float | None


def credit(file: str) -> str:
    """Return whose data a file of questions is, by its name."""
    known = (who for name, who in _CREDITS.items() if file.lower().startswith(name))
    return next(known, _UNKNOWN)


def model_card(
    name: str,
    base: str,
    data: Sequence[Learnt],
    kinds: Mapping[str, int],
    settings: Mapping[str, object],
    scores: Sequence[Score],
) -> str:
    """Return the card as Markdown.

    Args:
        name: what the reader is called.
        base: the model that it was made of.
        data: what was taken of each file.
        kinds: how many pairs of question and passage that made, by their kind.
        settings: how it was trained, by name.
        scores: what it scored, on files that it was not trained on.
    """
    lines = [
        f"# {name}",
        "",
        f"An extractive reader of English, made from `{base}` by `clippings train`: a question and "
        "a passage in, the span that answers it out, or that none does.",
        "",
        "## Data",
        "",
        _line("file", "questions", "attribution"),
        _line("---", "---", "---"),
        *(_line(one.file, f"{one.questions:,}", credit(one.file)) for one in data),
        "",
        "Pairs of a question and a passage made of them: "
        + ", ".join(f"{count:,} of kind {kind!r}" for kind, count in sorted(kinds.items()))
        + ".",
        "",
        "## Settings",
        "",
        _line("setting", "value"),
        _line("---", "---"),
        *(_line(key, str(value)) for key, value in settings.items()),
        "",
        "## Scores",
        "",
    ]
    if not scores:
        return "\n".join([*lines, "None were taken: name files with `--validate`.", ""])
    rows = [
        _line(
            one.file,
            f"{one.answerable:,}",
            f"{100 * one.em:.1f}",
            f"{100 * one.f1:.1f}",
            f"{one.unanswerable:,}",
            "" if one.auroc is None else f"{one.auroc:.3f}",
        )
        for one in scores
    ]
    head = ("file", "answerable", "EM", "F1", "unanswerable", "AUROC")
    return "\n".join(
        [
            *lines,
            "Each question with its own passage; the best span, never silent; SQuAD's rules.",
            "",
            _line(*head),
            _line(*("---" for _ in head)),
            *rows,
            "",
        ]
    )


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
