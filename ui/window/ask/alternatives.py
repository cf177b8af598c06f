"""Other answers that were considered: offered under the last reply, and one chosen in its place."""

from dataclasses import replace
from typing import TypedDict

from qa import Alternative, Answer
from ui.shown import page_line, percent

# An alternative less likely than this is noise.
_WORTH_SHOWING = 0.2


class Option(TypedDict):
    """An alternative as Gradio's chat offers it: ``label`` is shown, ``value`` comes back."""

    value: str
    label: str


def offered(answer: Answer) -> tuple[Alternative, ...]:
    """Return the alternatives that may be chosen instead of an answer, none instead of silence."""
    if answer.abstained:
        return ()
    return tuple(one for one in answer.alternatives if one.confidence >= _WORTH_SHOWING)


def options(answer: Answer) -> list[Option]:
    """Return what is offered, each with its confidence and where it stands."""
    return [Option(value=one.answer, label=_label(one)) for one in offered(answer)]


def chosen(answer: Answer, words: object) -> Answer | None:
    """Return the answer with an alternative in its place, or None where that is not offered.

    What was given first is an alternative from then on.

    Args:
        answer: as it was given first.
        words: those of the alternative, or of the answer itself, which is then returned.
    """
    if answer.text == words:
        return answer
    one = next((one for one in offered(answer) if one.answer == words), None)
    if one is None or answer.text is None:
        return None
    given = Alternative(answer.text, answer.confidence, answer.citations[0])
    others = [given, *(other for other in answer.alternatives if other is not one)]
    return replace(
        answer,
        text=one.answer,
        confidence=one.confidence,
        citations=(replace(one.citation, n=1),),
        alternatives=tuple(
            replace(other, citation=replace(other.citation, n=n))
            for n, other in enumerate(others, start=2)
        ),
    )


def _label(one: Alternative) -> str:
    article = one.citation.article
    page = page_line(article.pages, one.citation.answer_start)
    where = ", ".join(
        filter(None, (article.title or "Untitled", article.source, article.date, page))
    )
    return f"{one.answer} ({percent(one.confidence)}) · {where}"
