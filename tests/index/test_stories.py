"""The library's articles as people put them right, ask for them, and know them for one story."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from index import (
    EVERYTHING,
    Article,
    Chunking,
    Feedback,
    Filter,
    Library,
    LibraryError,
    MetadataError,
    Moved,
    Place,
    UnknownArticle,
)
from index.kinship import _MOST_AT_ONE_ADDRESS
from index.library import DATABASE
from tests.fakes import WordEmbedder
from tests.index.test_store import FORMAT_1

BODY = (
    "The river rose on Friday and flooded the cellars of Hallow. Nobody was hurt. "
    "The mayor, Ann Lee, said that pumps were on their way from the county town. "
    "Schools stay closed until Monday and the bridge is shut to lorries."
)
STORY = Article(BODY, "Flood in Hallow", "/planet/1.txt", "Planet", date="2011-03-31")
# Another headline, and the last sentence cut.
COPY = Article(
    BODY.rpartition("Schools")[0].strip(), "Hallow under water", "/gazette/7.txt", "Gazette",
    date="2011-04-01",
)  # fmt: skip
UPDATE = replace(
    STORY, text=f"{BODY} It fell on Sunday.", origin="/planet/2.txt", date="2011-04-02"
)
OTHER = Article(
    "Trams stood still in Oslo when it snowed for a day and a night. The mayor was away.",
    "Snow", "/gazette/8.txt", "Gazette", date="2011-04-02", tags=("Weather", "Trams"),
)  # fmt: skip
UNDATED = Article(
    "Hail fell on Rome and broke the glass of the station.", "Hail", "/x.txt", "Hearsay"
)


def reopened(folder):
    return Library(folder, load=WordEmbedder, chunking=Chunking(60, 0))


@pytest.fixture
def library(tmp_path):
    with reopened(tmp_path / "library") as opened:
        yield opened


def fill(library, *articles):
    assert {outcome.status for outcome in library.add(articles)} <= {"added", "updated"}
    return library


def titles(infos):
    return [info.title for info in infos]


def told(library, *articles, where=EVERYTHING):
    """The stories of these articles, each by its articles' origins."""
    stories = library.stories([article.id for article in articles], where)
    return [[info.origin for info in story] for story in stories]


# Edits ------------------------------------------------------------------------------------------


def test_address_and_tags_are_stored(library):
    given = replace(STORY, url="https://example.org/1", tags=("Floods", "Hallow"))
    fill(library, given)
    (info,) = library.articles()
    assert (info.url, info.tags) == ("https://example.org/1", ("Floods", "Hallow"))


def test_what_a_person_puts_right_outlasts_the_file(library):
    fill(library, STORY)
    library.edit(STORY.id, {"byline": "Bo Ek", "date": "20110330", "tags": ["rain", "Rain"]})
    library.edit(STORY.id, {"byline": "Bo Ekström"})
    for article, status in (
        (STORY, "unchanged"),
        (replace(STORY, byline="Ann", source="The Planet", tags=("x",)), "updated"),
        (replace(STORY, text="It fell again.", source="The Planet"), "updated"),
    ):
        assert [outcome.status for outcome in library.add([article])] == [status]
        found = library.article(STORY.id)
        assert found.edited == ("byline", "date", "tags")
        assert (found.info.byline, found.info.date) == ("Bo Ekström", "2011-03-30")
        assert (found.info.tags, found.info.source) == (("rain",), article.source)
        assert found.text == article.text


def test_a_title_put_right_is_embedded_and_found(library):
    fill(library, STORY, OTHER)
    library.embedder.encoded.clear()
    library.edit(STORY.id, {"source": "Sun"})
    assert library.embedder.encoded == []
    assert library.edit(STORY.id, {"title": "Deluge"}).title == "Deluge"
    assert all(text.startswith("Deluge\n") for text in library.embedder.encoded)
    assert len(library.embedder.encoded) == len(library.passages_of([STORY.id]))
    (best, *_) = library.passages(i for i, _ in library.nearest("deluge", 5))
    assert best.article.title == "Deluge"
    assert len(library.matching("deluge", 5)) == len(library.embedder.encoded) - 1
    assert library.matching("flood in hallow", 5)  # by its text


def test_only_what_is_said_of_an_article_is_embedded_again(library):
    fill(library, STORY)
    library.embedder.encoded.clear()
    fill(library, replace(STORY, byline="Ann Lee", source="The Hallow Post"))
    assert library.embedder.encoded == []
    assert library.article(STORY.id).info.byline == "Ann Lee"
    for again in (replace(STORY, title="Water"), replace(STORY, date="2011-04-09")):
        fill(library, again)
        assert library.embedder.encoded
        library.embedder.encoded.clear()


def test_edits_that_cannot_be_change_nothing(library):
    fill(library, STORY)
    before = library.article(STORY.id)
    for wrong in ({"date": "soon"}, {"url": "x"}, {"title": ""}, {"byline": "Bo", "date": "0"}):
        with pytest.raises(MetadataError):
            library.edit(STORY.id, wrong)
    with pytest.raises(UnknownArticle, match="no article 'none'"):
        library.edit("none", {"byline": "Bo"})
    assert library.article(STORY.id) == before


@pytest.mark.parametrize("changes", [{"byline": "Bo"}, {"title": "Deluge"}])
def test_an_edit_and_a_change_at_once_lose_neither(library, tmp_path, monkeypatch, changes):
    fill(library, STORY)
    find = library.article
    with reopened(tmp_path / "library") as other:

        def meanwhile(article_id):
            fill(other, replace(STORY, text="It fell again."))
            return find(article_id)

        monkeypatch.setattr(library, "article", meanwhile)
        with pytest.raises(LibraryError, match="was just changed by another program"):
            library.edit(STORY.id, changes)
    assert find(STORY.id).text == "It fell again."
    assert find(STORY.id).edited == ()


def test_an_edit_while_an_article_is_read_is_not_lost(library, tmp_path, monkeypatch):
    fill(library, STORY)
    encode = library.embedder.encode
    with reopened(tmp_path / "library") as other:

        def meanwhile(texts):
            other.edit(STORY.id, {"byline": "Bo"})
            return encode(texts)

        monkeypatch.setattr(library.embedder, "encode", meanwhile)
        with pytest.raises(LibraryError, match="was just changed by another program"):
            list(library.add([replace(STORY, text="It fell again.")]))
    assert (library.article(STORY.id).info.byline, library.article(STORY.id).text) == ("Bo", BODY)


# Filters ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "found"),
    [
        (EVERYTHING, ["Flood in Hallow", "Hail", "Hallow under water", "Snow"]),
        (Filter(since="2011-04-01"), ["Hallow under water", "Snow"]),
        (Filter(until="2011-04-01"), ["Flood in Hallow", "Hallow under water"]),
        (Filter("2011-04-01", "2011-04-01"), ["Hallow under water"]),
        (Filter(sources=("gazette",)), ["Hallow under water", "Snow"]),
        (Filter(sources=("GAZETTE", "hearsay")), ["Hail", "Hallow under water", "Snow"]),
        (Filter(tags=("trams",)), ["Snow"]),
        (Filter(tags=("none", "WEATHER")), ["Snow"]),
        (Filter(sources=("Planet",), tags=("trams",)), []),
        (Filter(sources=("gazette", "' OR 1 --")), ["Hallow under water", "Snow"]),
    ],
)
def test_a_filter_lets_through_what_it_names(library, where, found):
    fill(library, STORY, COPY, OTHER, UNDATED)
    assert sorted(titles(library.articles(where))) == found
    for ranked in (library.nearest("the mayor", 99, where), library.matching("mayor", 99, where)):
        passages = library.passages(i for i, _ in ranked)
        assert {p.article.title for p in passages} <= {*found}
    nearest = library.passages(i for i, _ in library.nearest("the mayor", 99, where))
    assert {p.article.title for p in nearest} == {*found}


def test_filtering_comes_before_the_best_are_taken(library):
    many = [
        Article(f"The mayor of town {n} spoke.", "", f"/{n}", "Many", date="2011-01-01")
        for n in range(60)
    ]
    one = Article("In a far place somebody else, no mayor, sang.", "", "/one", "One")
    fill(library, *many, one)
    question = "The mayor of town spoke"
    for ranked in (library.nearest, library.matching):
        everywhere = library.passages(i for i, _ in ranked(question, 5))
        assert {p.article.source for p in everywhere} == {"Many"}
        (there,) = library.passages(i for i, _ in ranked(question, 5, Filter(sources=("one",))))
        assert there.article.source == "One"


# Stories ----------------------------------------------------------------------------------------


def test_copies_and_versions_are_one_story_newest_first(library):
    fill(library, STORY, COPY, UPDATE, OTHER)
    story = [["/planet/2.txt", "/gazette/7.txt", "/planet/1.txt"]]
    for article in (STORY, COPY, UPDATE):
        assert told(library, article) == story
    assert told(library, STORY, OTHER, COPY) == story
    assert told(library, OTHER) == []


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_a_story_is_the_same_in_whatever_order_it_comes(library, order):
    fill(library, *[(STORY, COPY, UPDATE)[n] for n in order])
    assert told(library, COPY) == [["/planet/2.txt", "/gazette/7.txt", "/planet/1.txt"]]


def test_of_one_day_the_version_that_tells_more_is_newer(library):
    fill(library, STORY, replace(UPDATE, date=STORY.date))
    assert told(library, STORY) == [["/planet/2.txt", "/planet/1.txt"]]


def test_a_story_is_as_it_was_known_by_then(library):
    fill(library, STORY, COPY, UPDATE)
    by_then = Filter(until="2011-04-01")
    assert told(library, STORY, where=by_then) == [["/gazette/7.txt", "/planet/1.txt"]]
    assert told(library, STORY, where=Filter(until="2011-03-31")) == []
    assert told(library, STORY, where=Filter(sources=("planet",))) == [
        ["/planet/2.txt", "/planet/1.txt"]
    ]


def test_one_address_is_one_story_however_it_is_told(library):
    address = "https://example.org/1"
    other = replace(OTHER, url=address)
    fill(library, replace(STORY, url=address), other)
    assert told(library, STORY) == [["/gazette/8.txt", "/planet/1.txt"]]
    library.edit(OTHER.id, {"url": ""})
    assert told(library, STORY) == []
    library.edit(OTHER.id, {"url": address})
    assert told(library, STORY) == [["/gazette/8.txt", "/planet/1.txt"]]


def test_the_address_of_a_whole_paper_makes_no_story(library):
    words = "abcdefghijklmnopqrstuvwxyz"
    fill(
        library,
        *[
            Article(f"{c * 3} {c * 4} {c * 5} {c * 6} {c * 7}.", c, f"/{c}", url="https://a.org/")
            for c in words[: _MOST_AT_ONE_ADDRESS + 2]
        ],
    )
    last = library.find("/" + words[_MOST_AT_ONE_ADDRESS + 1])[0]
    assert len(library._store.stories([last.id])) <= 1
    with closing(sqlite3.connect(library.folder / DATABASE)) as db:
        (pairs,) = db.execute("SELECT count(*) FROM kin WHERE article = ?", (last.id,)).fetchone()
    assert pairs == 0


def test_what_is_removed_or_told_anew_leaves_its_story(library):
    fill(library, STORY, COPY, UPDATE)
    library.remove([UPDATE.id])
    assert told(library, STORY) == [["/gazette/7.txt", "/planet/1.txt"]]
    fill(library, replace(COPY, text="Something else altogether was told on this day instead."))
    assert told(library, STORY) == told(library, COPY) == []
    with closing(sqlite3.connect(library.folder / DATABASE)) as db:
        assert db.execute("SELECT count(*) FROM kin").fetchone() == (0,)
        assert db.execute("SELECT count(DISTINCT article) FROM band").fetchone() == (2,)


def test_a_sign_up_line_at_the_foot_makes_no_story(library):
    foot = (
        "\n\nSign up for our newsletter to get the best of our journalism in your inbox every day."
    )
    fill(
        library,
        Article(f"It rained in Paris.{foot}", "Rain", "/1"),
        Article(f"Ann Lee resigned.{foot}", "Ann", "/2"),
    )
    assert told(library, *library.articles()) == []


def test_the_articles_of_an_older_library_are_compared_when_one_is_added(tmp_path):
    folder = tmp_path / "old"
    folder.mkdir()
    with closing(sqlite3.connect(folder / DATABASE)) as db:
        db.executescript(FORMAT_1)
        text = "It rose and it rose and it rose again."
        for name in "bc":
            db.execute(
                "INSERT INTO article VALUES (?, ?, 'd', 'Flood', '', '', '', ?)",
                (name, f"/{name}", text),
            )
            db.execute(
                "INSERT INTO passage VALUES (?, ?, 0, ?, ?)",
                (ord(name), name, len(text), b"\0" * 2048),
            )
        db.execute("UPDATE passage SET vector = ?", (b"\0" * 2048,))
        db.executemany(
            "INSERT INTO library VALUES (?, ?)",
            [("id", "i"), ("embedder", "all-MiniLM-L6-v2"), ("dimension", "512"),
             ("passage_tokens", "60"), ("passage_overlap", "0")],
        )  # fmt: skip
        db.commit()
    heard = []
    with Library(folder, load=WordEmbedder, notify=heard.append) as library:
        assert library._store.stories(["b"]) == []
        fill(library, OTHER)
        fill(library, UNDATED)
        assert [[info.id for info in story] for story in library._store.stories(["b"])] == [
            ["b", "c"]
        ]
    told_of = "The library is of an older version: its articles are compared, once."
    assert heard.count(told_of) == 1


# Moves ------------------------------------------------------------------------------------------


def test_a_moved_article_keeps_its_vectors_edits_and_feedback(library):
    fill(library, STORY, OTHER)
    library.edit(STORY.id, {"byline": "Bo"})
    library.keep(Feedback("Who?", "Ann Lee", "right", place=Place(STORY.id, 90, 97)))
    before = library._store.vectors([p.id for p in library.passages_of([STORY.id])], 512).tolist()
    library.embedder.encoded.clear()
    there = replace(STORY, origin="/archive/1.txt")
    (outcome,) = library.add([Moved(there, STORY.id)])
    assert (outcome.status, outcome.article_id) == ("added", there.id)
    assert library.embedder.encoded == []
    assert [info.origin for info in library.articles()] == ["/gazette/8.txt", "/archive/1.txt"]
    assert library.article(there.id).info.byline == "Bo"
    assert library.feedback()[0].place.article == there.id
    after = library._store.vectors([p.id for p in library.passages_of([there.id])], 512).tolist()
    assert after == before
    (best, *_) = library.passages(i for i, _ in library.nearest("river Hallow cellars", 1))
    assert best.article.origin == "/archive/1.txt"
