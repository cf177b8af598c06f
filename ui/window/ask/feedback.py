"""What somebody says of an answer in the chat, made into feedback that the library keeps: pure."""

import re
from collections.abc import Iterator
from dataclasses import replace

from index import Feedback, Passage, Place
from qa import Answer, Response
from ui.shown import by_passage, cited

_WORD = re.compile(r"\w")


def answer_shown(response: Response) -> Answer | None:
    """Return the answer that a response shows, which a word on it judges; None for a greeting.

    Of a list it is the words, in an article, from its first item to its last there; of evidence
    with no answer, the first sentence; and silence where nothing is shown. Alternatives stay where
    they may be chosen instead: with a fact on which the articles agree.
    """
    answer = response.answer
    if answer is None:
        return None
    if response.items or response.evidence or response.disagreement:
        answer = replace(answer, alternatives=())
    if response.items:
        group = by_passage(cited(response))[0]
        start = min(one.answer_start for one in group)
        end = max(one.answer_end for one in group)
        whole = replace(group[0], answer_start=start, answer_end=end)
        words = whole.passage[start - whole.passage_start : end - whole.passage_start]
        return replace(answer, text=words, citations=(whole,))
    if response.kind == "why_how" and not answer.abstained:
        return answer
    if response.evidence:
        first = response.evidence[0]
        return replace(answer, text=first.text, citations=(first.citation,))
    return replace(answer, text=None, citations=()) if response.empty else answer


def judged(answer: Answer, *, right: bool) -> Feedback:
    """Return that the answer, or the silence, was right, or wrong."""
    if not right:
        return Feedback(answer.question, answer.text, "wrong")
    place = None
    if answer.citations:
        first = answer.citations[0]
        place = Place(first.article.id, first.answer_start, first.answer_end)
    return Feedback(answer.question, answer.text, "right", place=place)


def chose(answer: Answer, other: Answer) -> Feedback:
    """Return that instead of the answer that was shown another was chosen."""
    first = other.citations[0]
    place = Place(first.article.id, first.answer_start, first.answer_end)
    return Feedback(answer.question, answer.text, "chosen", other.text, place)


def withdrawn(answer: Answer) -> Feedback:
    """Return that what was said of the answer is taken back."""
    return Feedback(answer.question, answer.text, "withdrawn")


def unanswerable(answer: Answer) -> Feedback:
    """Return that the articles hold no answer to the question."""
    return Feedback(answer.question, answer.text, "unanswerable")


def corrected(answer: Answer, words: str) -> Feedback | None:
    """Return that ``words`` are the right answer, or None where no passage shown has them.

    They are looked for in the order of ``passages_of``, and not in the middle of a word; where the
    passage breaks a line, a blank will do.
    """
    written = words.split()
    if not written:
        return None
    pattern = r"(?<!\w)" if _WORD.match(written[0][0]) else ""
    pattern += r"\s+".join(map(re.escape, written))
    pattern += r"(?!\w)" if _WORD.match(written[-1][-1]) else ""
    for passage in passages_of(answer):
        if found := re.search(pattern, passage.text):
            first = passage.start
            place = Place(passage.article.id, first + found.start(), first + found.end())
            return Feedback(answer.question, answer.text, "corrected", found.group(), place)
    return None


def passages_of(answer: Answer) -> list[Passage]:
    """Return the passages that were read for the answer, those that it cites first, each once."""
    return list({passage.id: passage for passage in _passages(answer)}.values())


def _passages(answer: Answer) -> Iterator[Passage]:
    cited = {(c.article.id, c.passage_start) for c in answer.citations}
    read = [hit.passage for hit in answer.hits]
    yield from (p for p in read if (p.article.id, p.start) in cited)
    yield from read
