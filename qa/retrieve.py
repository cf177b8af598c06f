"""A question to ranked passages: found by meaning and by words, ranked by what speaks for each."""

from collections.abc import Collection
from dataclasses import dataclass

from index import EVERYTHING, Filter, Library, Passage, telling
from qa.mentions import WORD, names
from qa.ranking import Features, asked_of, features_of, score
from qa.stories import told_once
from qa.variety import varied
from qa.words import FUNCTION_WORDS

# How deep either search goes: a passage that is in neither's first hundred is not found.
_POOL = 100
# Of all that is found, so many are looked at word by word: the best by the two searches alone,
# which then count so.
_LOOKED_AT = 60
_FIRST = Features(similarity=0.6, match=0.4, sentence=0.0, passage=0.0, phrases=0.0)

# Fitted by ``qa.fit_ranking`` on 2,086 questions: 1,200 about 742 paragraphs of 12 Wikipedia
# articles (SQuAD 1.1, training part), 600 about 350 paragraphs of 38 (SQuADShifts) and 286 of
# seeds/fitting.jsonl with an answer. Similarity varies least, so it weighs most.
WEIGHTS = Features(similarity=16.2, match=1.6, sentence=5.5, passage=1.8, phrases=4.1)

# What it adds to the log-odds of a passage that its article is under discussion, and takes from
# those of any other: together, that people go on about an article seven times as likely as not.
# A round number, not fitted.
_FAVOUR = 1.0
# What a passage of any other article loses besides where it says no name of the question: nothing
# but the wording speaks for it then, which a follow-up has little of.
_UNRELATED = 1.5


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question.

    ``score`` is what speaks for it, weighed, greatest first over a list of hits. ``similarity`` is
    the cosine of question and passage; ``match`` is the BM25 score, 0 where it was found by meaning
    alone. Of a story or a paragraph that several articles have, ``also`` is where it stands in the
    others, and ``newer`` the id of an article that is a newer version and no longer has it; else
    empty. ``favour`` is what a conversation adds to the log-odds of all that it says.
    """

    passage: Passage
    score: float
    similarity: float
    match: float
    also: tuple[Passage, ...] = ()
    newer: str = ""
    favour: float = 0.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that either search found, and what speaks for it; ``match`` is its BM25 score."""

    passage: Passage
    match: float
    features: Features


def retrieve(
    library: Library,
    question: str,
    k: int,
    where: Filter = EVERYTHING,
    weights: Features = WEIGHTS,
    about: Collection[str] = (),
) -> list[Hit]:
    """Return the ``k`` passages of the articles that are meant which best fit ``question``.

    Best first; a story that several articles tell is told once, as the newest of them has it, and
    so is a paragraph that stands in several. Articles of ``about``, the ids of those under
    discussion, are favoured, most over passages that say no name of the question.
    """
    found = candidates(library, question, k, where)
    named = _named(question) if about else frozenset()
    hits = [_hit(one, weights, about, named) for one in found]
    hits.sort(key=lambda hit: (-hit.score, hit.passage.id))
    return varied(told_once(library, hits, 2 * k, where), k)


def _named(question: str) -> frozenset[str]:
    """Return the words of the names in a question, in lower case."""
    words = (WORD.findall(one.text.lower()) for one in names(question) if one.sort != "time")
    return frozenset().union(*words) - FUNCTION_WORDS


def _favour(passage: Passage, about: Collection[str], named: frozenset[str]) -> float:
    if not about:
        return 0.0
    if passage.article.id in about:
        return _FAVOUR
    said = WORD.findall(f"{passage.article.title} {passage.text}".lower())
    return -_FAVOUR - _UNRELATED * named.isdisjoint(said)


def _hit(one: Candidate, weights: Features, about: Collection[str], named: frozenset[str]) -> Hit:
    favour = _favour(one.passage, about, named)
    fit = score(one.features, weights) + favour
    return Hit(one.passage, fit, one.features[0], one.match, favour=favour)


def candidates(
    library: Library, question: str, k: int, where: Filter = EVERYTHING
) -> list[Candidate]:
    """Return what either search finds, at least ``k`` passages if there are so many, in no order.

    Words that the library does not have are looked for as it spells them. Of passages that are not
    looked at word by word, no word counts.
    """
    depth = max(k, _POOL)
    # A passage seldom ends with a question mark; without it, a question is nearer to its own.
    question = library.corrected(question).rstrip(" ?!.")
    matching = dict(library.matching(question, depth, where))
    similarity = dict(library.nearest(question, depth, where, matching))
    best = max(matching.values(), default=0.0) or 1.0
    bare = {
        i: Features(cosine, matching.get(i, 0.0) / best, 0.0, 0.0, 0.0)
        for i, cosine in similarity.items()
    }
    order = sorted(bare, key=lambda i: (-score(bare[i], _FIRST), i))
    asked = asked_of(question, library.rarity(telling(question)))
    near = set(order[: max(k, _LOOKED_AT)])
    return [
        Candidate(
            p,
            matching.get(p.id, 0.0),
            features_of(asked, *bare[p.id][:2], p.article.title, p.text)
            if p.id in near
            else bare[p.id],
        )
        for p in library.passages(order)
    ]
