"""What happened: a sentence of each article that tells of it, in the order of their dates."""

from collections.abc import Sequence

from index import sentence_spans
from qa.answer import Candidate
from qa.kinds import bare_question
from qa.retrieve import Hit
from qa.sentences import ENDED, Evidence, cited, stems

_MOST = 4
# The least share of the subject's words that an article's title and passages have to say.
_COVERED = 0.6
# An article whose best passage is this much worse than the best of all tells of something else.
_RANK = 0.6
_ASIDE = frozenset(
    stem[:5]
    for stem in """happen happened happening happens new news latest know known say said tell
    describe summarise summarize summary overview give story background explain going went up short
    information info articles article update anything something recap outline timeline history
    reported written become became gist account""".split()
)


def overview(question: str, hits: Sequence[Hit]) -> tuple[Evidence, ...]:
    """Return a sentence of each of the articles that tell most of the subject, the oldest first.

    It is the first of the article's found sentences that names the subject; nothing is returned if
    no article speaks of it.

    Args:
        question: "What happened in Brega?", "Tell me about the tunnel".
        hits: the passages found for it, best first.
    """
    subject = stems(bare_question(question)) - _ASIDE
    if not subject:
        return ()
    by_article: dict[str, list[Hit]] = {}
    for hit in hits:
        by_article.setdefault(hit.passage.article.id, []).append(hit)
    chosen = []
    for found in by_article.values():
        said = stems(" ".join([found[0].passage.article.title, *(h.passage.text for h in found)]))
        if len(subject & said) < _COVERED * len(subject):
            continue
        if found[0].score < _RANK * hits[0].score:
            continue
        chosen.append(_telling(subject, found))
    chosen = chosen[:_MOST]
    chosen.sort(key=lambda one: (one.hit.passage.article.date, one.hit.passage.article.id))
    return cited(chosen)


def _telling(subject: set[str], hits: Sequence[Hit]) -> Candidate:
    """Return the earliest of the sentences that name most of the subject."""
    sentences = [
        Candidate(text, passage.start + first, passage.start + last, hit.score, hit)
        for hit in sorted(hits, key=lambda hit: hit.passage.start)
        for passage in (hit.passage,)
        for first, last in sentence_spans(passage.text)
        for text in (passage.text[first:last],)
    ]
    whole = [one for one in sentences if ENDED.search(one.text)]  # no heading
    return max(whole or sentences, key=lambda one: (len(subject & stems(one.text)), -one.start))
