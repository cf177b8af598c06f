"""A story told once, however many papers carry it, and in its newest version.

The library knows which articles are copies or versions of one story. Passages of those are found
together, and would fill the list: so each is given once, as it stands in the newest version and in
the paper that prints most of the story, and the others are named beside it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from index import ArticleInfo, Filter, Library, Passage
from qa.wording import figures, word_pairs

if TYPE_CHECKING:
    from qa.retrieve import Hit

# The share of a passage's word pairs that has to stand in another article for it to be told there.
# In a newer version of the same paper's story it may have been rewritten in part.
_COPIED, _KEPT_IN_NEWER = 0.75, 0.4
# Of a story that hundreds of papers carry, so many of the newest are looked at.
_MOST_TOLD = 50


def told_once(library: Library, hits: Sequence["Hit"], k: int, where: Filter) -> list["Hit"]:
    """Return the first ``k`` of the hits, each passage of a story once and as it is best told.

    Args:
        library: where the hits are from.
        hits: passages, best first.
        k: how many to return.
        where: which articles are meant: a version that is not among them is none.
    """
    stories = library.stories((hit.passage.article.id for hit in hits), where)
    if not stories:
        return list(hits[:k])
    told = _Told(library, stories)
    kept: dict[int, Hit] = {}
    for hit in hits:
        if len(kept) == k:
            break
        passage, newer = told.best(hit.passage)
        if passage.id not in kept:
            kept[passage.id] = replace(hit, passage=passage, newer=newer, also=told.also(passage))
    return list(kept.values())


def supersedes(newer: ArticleInfo, older: ArticleInfo) -> bool:
    """Whether of two articles of one story the newer is a version of the older, and no copy.

    It is where the same paper printed both, or both had one web address.
    """
    same_source = newer.source and newer.source.casefold() == older.source.casefold()
    return bool(same_source or (newer.url and newer.url == older.url))


class _Told:
    """Where the passages of stories stand in other articles of theirs."""

    def __init__(self, library: Library, stories: Iterable[Sequence[ArticleInfo]]) -> None:
        self._library = library
        looked_at = [story[:_MOST_TOLD] for story in stories]
        self._stories = {article.id: story for story in looked_at for article in story}
        self._passages: dict[str, list[Passage]] = {}

    def best(self, passage: Passage) -> tuple[Passage, str]:
        """Return the passage as the newest version has it, in the paper that prints most of it.

        Where the newest version has it no more, it is as it was, and that version's id comes too.
        """
        story = self._stories.get(passage.article.id, ())
        newest = self._newest_version(passage, story)
        if newest is None:
            return self._fullest(passage, story), ""
        twin = self._in(newest, passage, _KEPT_IN_NEWER)
        return self._fullest(twin or passage, story), "" if twin else newest.id

    def _newest_version(self, passage: Passage, story: Sequence[ArticleInfo]) -> ArticleInfo | None:
        """Return the newest version of its article, or of one that it is a copy of; None if none.

        What another paper copied is as outdated as what it was copied from.
        """
        own = passage.article
        if (newest := _newest(own, story)).id != own.id:
            return newest
        for other in story:
            newest = _newest(other, story)
            if newest.id not in (other.id, own.id) and self._copied(other, passage):
                return newest
        return None

    def _fullest(self, passage: Passage, story: Sequence[ArticleInfo]) -> Passage:
        """Return the passage as the longest copy has it; of those as long, the newest."""
        for other in sorted(story, key=self._length, reverse=True):
            if other.id == passage.article.id:
                break
            if _newest(other, story).id == other.id and (twin := self._copied(other, passage)):
                return twin
        return passage

    def _copied(self, article: ArticleInfo, passage: Passage) -> Passage | None:
        """Return where the article has the passage, its figures and all; None if it has not."""
        twin = self._in(article, passage, _COPIED)
        return twin if twin and figures(passage.text) <= self._figures(article) else None

    def also(self, passage: Passage) -> tuple[Passage, ...]:
        """Return where else the passage stands, or most of it, a passage an article."""
        story = self._stories.get(passage.article.id, ())
        others = (other for other in story if other.id != passage.article.id)
        return tuple(twin for other in others if (twin := self._twin(other, passage)))

    def _twin(self, article: ArticleInfo, passage: Passage) -> Passage | None:
        """Return the article's passage that has most of this one, or is itself a part of it."""
        twin = self._in(article, passage, _COPIED)
        if twin is None:
            twin = self._in(article, passage, 0.0)
            if twin and self._in(passage.article, twin, _COPIED) != passage:
                return None
        return twin

    def _in(self, article: ArticleInfo, passage: Passage, least: float) -> Passage | None:
        """Return the article's passage that tells most of this one; None if it tells too little."""
        pairs = word_pairs(passage.text)
        shared = {p.id: pairs & word_pairs(p.text) for p in self._of(article)}
        # Passages are cut elsewhere there: what counts is what the whole article has of this one.
        if not pairs or len(frozenset().union(*shared.values())) < least * len(pairs):
            return None
        return max(self._of(article), key=lambda p: len(shared[p.id]), default=None)

    def _of(self, article: ArticleInfo) -> list[Passage]:
        if article.id not in self._passages:
            self._passages[article.id] = self._library.passages_of([article.id])
        return self._passages[article.id]

    def _figures(self, article: ArticleInfo) -> frozenset[str]:
        return frozenset().union(*(figures(passage.text) for passage in self._of(article)))

    def _length(self, article: ArticleInfo) -> int:
        return max((passage.end for passage in self._of(article)), default=0)


def _newest(article: ArticleInfo, story: Sequence[ArticleInfo]) -> ArticleInfo:
    """Return the newest version of the article; the story has the newest first."""
    for other in story:
        if other.id == article.id or supersedes(other, article):
            return other
    return article
