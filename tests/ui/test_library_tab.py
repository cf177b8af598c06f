"""The library in the window, without a window: the table, what is dropped, and what acts do."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index import Article, ArticleInfo, Failure, Library, LibraryError, read_file
from tests.fakes import WordEmbedder
from ui.window.library.articles_table import (
    ROWS,
    View,
    matching,
    ordered,
    page_of,
    render_articles,
    sorted_by,
)
from ui.window.library.dropping import (
    Progress,
    add_dropped,
    refusals,
    render_progress,
    time_left,
    told,
)
from ui.window.library.library_desk import (
    Desk,
    WordCounts,
    brought_back,
    edited,
    form_of,
    page_shown,
    pressed,
    removed,
    render_article,
    searched,
)

HOSTILE = '<img src=x onerror="hacked()">'


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library", "words", load=lambda _: WordEmbedder()) as opened:
        yield opened


def info(title: str, date: str = "", source: str = "", *tags: str) -> ArticleInfo:
    return ArticleInfo(title.lower(), title, source, "", date, f"/x/{title}", tags=tags)


ANN, BOB, CY = (
    info("Ann", "2020-02-02", "Ünion", "rain"),
    info("bob", "2020-01-01", ""),
    info("Cy", "", "Acorn"),
)
SHOWN = [ANN, BOB, CY]


def titles(articles: list[ArticleInfo]) -> list[str]:
    return [one.title for one in articles]


def length(article_id: str) -> int:
    return len(article_id)


@pytest.mark.parametrize(
    ("column", "descending", "order"),
    [
        ("date", True, ["Ann", "bob", "Cy"]),
        ("date", False, ["bob", "Ann", "Cy"]),
        ("title", False, ["Ann", "bob", "Cy"]),
        ("title", True, ["Cy", "bob", "Ann"]),
        ("source", False, ["Cy", "Ann", "bob"]),  # without a source: last, either way
        ("source", True, ["Ann", "Cy", "bob"]),
        ("tags", False, ["Ann", "bob", "Cy"]),
        ("words", True, ["Ann", "bob", "Cy"]),
        ("words", False, ["Cy", "Ann", "bob"]),
    ],
)
def test_each_column_orders_the_table_both_ways(column, descending, order):
    view = View(column=column, descending=descending)

    assert titles(ordered(SHOWN, view, length)) == order


def test_only_an_order_by_words_counts_all_of_them():
    counted = []
    page_of(SHOWN, View(column="title"), lambda i: counted.append(i) or 0)

    assert counted == []


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", ["Ann", "bob", "Cy"]),
        ("  ", ["Ann", "bob", "Cy"]),
        ("UNION", ["Ann"]),
        ("rain 2020", ["Ann"]),
        ("2020", ["Ann", "bob"]),
        ("rain bob", []),
    ],
)
def test_the_search_finds_every_word_in_what_is_known(search, found):
    assert titles(matching(SHOWN, search)) == found


def test_a_column_turns_round_when_it_is_pressed_again_and_shows_its_first_page():
    view = View(page=3, picked=frozenset("a"))

    assert sorted_by(view, "date") == View(descending=False, picked=frozenset("a"))
    assert sorted_by(view, "title") == View(column="title", descending=False, picked=frozenset("a"))
    assert sorted_by(View(column="title", descending=False), "title").descending


def test_a_page_holds_so_many_rows_and_the_last_one_the_rest():
    many = [info(f"{n:03}") for n in range(2 * ROWS + 1)]

    first = page_of(many, View(), length)
    last = page_of(many, View(page=99), length)
    assert (len(first.rows), first.number, first.last, first.found) == (ROWS, 0, 2, 51)
    assert (titles(list(last.rows)), last.number) == (["050"], 2)
    html = render_articles(last, View(page=99), length)
    assert "51 to 51 of 51" in html
    assert re.findall(r'value="(page \d+)"', html) == ["page 1"]
    assert re.findall(r'value="(page \d+)"', render_articles(first, View(), length)) == ["page 1"]


def test_the_table_says_what_is_ticked_and_how_it_is_ordered_and_escapes_all():
    hostile = replace(ANN, title=HOSTILE, source=HOSTILE, byline=HOSTILE, tags=(HOSTILE,))
    view = View(picked=frozenset({"ann"}))
    html = render_articles(page_of([hostile, BOB], view, length), view, length)

    assert "<img" not in html
    assert "\n" not in html
    assert re.findall(r'value="(\w+)" checked', html) == ["ann"]
    assert re.search(r'value="sort date">Date<.*?\(sorted, descending\)', html)


def test_an_empty_table_says_why():
    assert "There are no articles yet" in render_articles(
        page_of([], View(), length), View(), length
    )
    view = View(search="<b>")
    assert "“&lt;b&gt;”" in render_articles(page_of(SHOWN, view, length), view, length)


@pytest.fixture
def drop(tmp_path: Path):
    """Returns a file as the server keeps it: in a folder of its own, under its own name."""

    def upload(name: str, content: str | bytes) -> Path:
        folder = tmp_path / f"up{len(list(tmp_path.glob('up*')))}"
        folder.mkdir()
        file = folder / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    return upload


def final(library: Library, *uploads: Path, refused: tuple[Failure, ...] = ()) -> Progress:
    *_, last = add_dropped(library, uploads, refused)
    assert last.finished
    return last


def test_dropped_files_become_articles_under_their_own_names_and_are_gone(library, drop):
    files = [drop("the bridge (1).txt", "Ada built the bridge."), drop("empty.txt", "")]
    last = final(library, *files)

    assert (last.done, last.total, last.counts) == (2, 2, (1, 0, 0, 1))
    assert last.failures == (Failure("empty.txt", "it is empty"),)
    (article,) = library.articles()
    assert (article.origin, article.source) == (
        "dropped:/the bridge (1).txt",
        "the bridge (1).txt",
    )
    assert not any(file.parent.exists() for file in files)


def test_a_file_dropped_again_is_unchanged_or_updates_its_article(library, drop):
    final(library, drop("a.txt", "One."))
    before = library.articles()

    assert final(library, drop("a.txt", "One.")).counts == (0, 0, 1, 0)
    assert final(library, drop("a.txt", "Two.")).counts == (0, 1, 0, 0)
    assert [one.id for one in library.articles()] == [one.id for one in before]
    assert library.find("a.txt") == library.articles()


def test_each_article_in_a_file_counts_and_fails_alone(library, drop, tmp_path):
    with zipfile.ZipFile(tmp_path / "made.zip", "w") as archive:
        for name, text in (("a.txt", "One."), ("b.txt", "Two."), ("c.txt", "")):
            archive.writestr(name, text)
    last = final(library, drop("news.zip", (tmp_path / "made.zip").read_bytes()))

    assert (last.done, last.total, last.counts) == (3, 3, (2, 0, 0, 1))
    assert last.failures == (Failure("news.zip#c.txt", "it is empty"),)
    assert {one.origin for one in library.articles()} == {
        "dropped:/news.zip#a.txt",
        "dropped:/news.zip#b.txt",
    }


def test_a_second_file_of_the_same_name_is_refused_not_lost(library, drop):
    last = final(library, drop("a.txt", "One."), drop("a.txt", "Two."))

    assert last.counts == (1, 0, 0, 1)
    assert last.failures[0].reason == "another file that was dropped has the same name"
    assert library.article(library.articles()[0].id).text == "One."


def test_what_is_dropped_is_in_no_folder_that_is_synced(library, drop):
    final(library, drop("a.txt", "One."))

    assert library.origins(Path("/")) == {}


def test_how_long_it_takes_is_told_from_how_long_it_took(library, drop):
    ticks = iter(range(0, 1600, 16))
    files = [drop(f"{n}.txt", f"Text {n}.") for n in range(10)]
    stages = list(add_dropped(library, files, clock=lambda: float(next(ticks))))

    assert (stages[0].done, stages[0].total, stages[0].left) == (0, 10, None)
    # Eight are stored together. The clock began at 0, and is read whether it is time to tell, then
    # for what is told: 32 seconds for eight of ten.
    assert (stages[1].done, stages[1].left) == (8, 8.0)
    assert (stages[-1].done, stages[-1].left, stages[-1].finished) == (10, 0.0, True)
    assert "8 of 10, about 8 s left" in render_progress(stages[1])


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, ""),
        (0.2, ", about 1 s left"),
        (20.4, ", about 20 s left"),
        (150, ", about 2 min left"),
    ],
)
def test_the_time_left_is_said_as_people_say_it(seconds, said):
    assert time_left(seconds) == said


def test_what_the_browser_held_back_is_told_with_the_rest(library, drop):
    said = '[["big.pdf", 62914560], ["folder", -1]]'
    refused = tuple(refusals(said))

    assert refused == (
        Failure("big.pdf", "it is too large: 60 MB, and the limit is 50 MB a file"),
        Failure("folder", "it is a folder: drop the files in it, or run `clippings add` on it"),
    )
    last = final(library, drop("a.txt", "One."), refused=refused)
    assert (last.done, last.total, last.counts, last.failures) == (3, 3, (1, 0, 0, 2), refused)
    assert told(refused).counts == (0, 0, 0, 2)


@pytest.mark.parametrize("said", ["", "[", "{}", "[1]", '[["a"]]', '[["a", "b"]]', "null"])
def test_what_is_no_list_of_files_refuses_none(said):
    assert list(refusals(said)) == []


def test_a_library_that_cannot_be_written_says_so(library, drop, monkeypatch):
    def refuse(_: object) -> Iterator[None]:
        raise LibraryError("The library is read-only: nothing was changed.")
        yield

    monkeypatch.setattr(library, "add", refuse)
    last = final(library, drop("a.txt", "One."))
    assert (last.counts, last.stopped) == (
        (0, 0, 0, 0),
        "The library is read-only: nothing was changed.",
    )
    assert "read-only" in render_progress(last)


def test_failures_are_escaped_and_a_long_list_is_cut():
    many = tuple(Failure(HOSTILE, HOSTILE) for _ in range(103))
    html = render_progress(Progress(103, 103, (0, 0, 0, 103), many, finished=True))

    assert "<img" not in html
    assert html.count("<li>") == 101
    assert "and 3 more" in html


PAGED = "First page. It ends here.\n\nSecond page, on which Ada built the bridge."


@pytest.fixture
def stocked(library: Library) -> Library:
    articles = [
        Article(PAGED, "Pages", "/x/a.pdf", "The Gull", tags=("old",), pages=(0, 27)),
        Article("Rain fell on the harbour.", "Rain", "/x/b.txt", date="2020-01-01"),
    ]
    assert [one.status for one in library.add(articles)] == ["added", "added"]
    return library


def state(library: Library) -> list[object]:
    """Everything that a person can see of a library: articles, texts, edits and passages."""
    infos = library.articles()
    passages = library.passages_of(one.id for one in infos)
    return [
        *(library.article(one.id) for one in infos),
        *((p.article, p.start, p.end, p.text) for p in passages),
    ]


def test_what_is_removed_comes_back_whole(stocked):
    paged = next(one for one in stocked.articles() if one.title == "Pages")
    stocked.edit(paged.id, {"title": "Pages put right", "tags": ["new", "a, b"]})
    before = state(stocked)
    desk = Desk(View(picked=frozenset(one.id for one in stocked.articles())))

    after = removed(stocked, desk, desk.view.picked)
    assert stocked.articles() == []
    assert (after.note, after.view.picked) == ("2 articles removed.", frozenset())
    back = brought_back(stocked, after)
    assert (back.note, back.removed) == ("2 articles brought back.", ())
    assert state(stocked) == before
    assert stocked.article(paged.id).edited == ("tags", "title")
    # What a person put right outlasts the file as it did before.
    list(stocked.add([Article(PAGED + " More.", "Pages", "/x/a.pdf", "The Gull")]))
    assert stocked.article(paged.id).info.title == "Pages put right"


def test_removals_are_undone_one_by_one_the_last_first(stocked):
    rain, pages = stocked.articles()
    desk = removed(stocked, removed(stocked, Desk(), [rain.id]), [pages.id])

    desk = brought_back(stocked, desk)
    assert titles(stocked.articles()) == ["Pages"]
    assert titles(stocked.articles()) == ["Pages"]
    desk = brought_back(stocked, desk)
    assert len(stocked.articles()) == 2
    assert brought_back(stocked, desk) == desk


def test_what_came_back_by_itself_is_left_as_it_is(stocked):
    rain = stocked.articles()[0]
    desk = removed(stocked, Desk(), [rain.id])
    list(stocked.add([Article("Snow fell.", "Snow", "/x/b.txt")]))

    desk = brought_back(stocked, desk)
    assert desk.note == "0 articles brought back. The others were there again already."
    assert stocked.article(rain.id).text == "Snow fell."


def test_an_article_that_is_gone_already_removes_none_of_the_others(stocked):
    rain, pages = (one.id for one in stocked.articles())
    stocked.remove([rain])
    desk = removed(stocked, Desk(View(picked=frozenset({rain, pages}))), [pages, rain])

    assert "has no article" in desk.note
    assert desk.view.picked == {pages}
    assert [one.id for one in stocked.articles()] == [pages]


def test_a_form_changes_what_is_said_otherwise_and_nothing_else(stocked):
    rain = stocked.articles()[0]
    desk = Desk(opened=rain.id, editing=True)
    form = {**form_of(rain), "byline": "Ann Lee", "tags": "wet\n\n cold, dark \nwet"}

    assert edited(stocked, desk, form) == Desk(opened=rain.id, note="Put right.")
    found = stocked.article(rain.id)
    assert (found.info.byline, found.info.tags) == ("Ann Lee", ("wet", "cold, dark"))
    assert found.edited == ("byline", "tags")
    assert edited(stocked, desk, form_of(found.info)) == Desk(opened=rain.id)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("date", "yesterday", "'yesterday' is not a date"),
        ("url", "ftp://x", "'ftp://x' is not a web address"),
        ("title", " ", "A title has to have a letter in it."),
    ],
)
def test_a_value_that_cannot_be_is_a_sentence_and_the_form_stays(stocked, name, value, said):
    rain = stocked.articles()[0]
    desk = edited(stocked, Desk(opened=rain.id, editing=True), {**form_of(rain), name: value})

    assert desk.note.startswith(said)
    assert desk.editing
    assert stocked.articles()[0] == rain


def test_commands_change_what_is_looked_at():
    desk = Desk(View(search="x", picked=frozenset({"a", "b"})), note="said")

    assert pressed(desk, "sort title").view.column == "title"
    assert pressed(desk, "page 2").view.page == 2
    assert pressed(desk, "open abc").opened == "abc"
    assert pressed(desk, "pick -a +c +d").view.picked == {"b", "c", "d"}
    assert searched(desk, "y").view.search == "y"
    assert pressed(desk, "page 2").note == ""


@pytest.mark.parametrize("command", ["", "sort", "sort id", "page -1", "page x", "drop table"])
def test_what_is_no_command_changes_nothing(command):
    assert pressed(Desk(opened="a"), command) == Desk(opened="a")


def test_words_are_counted_anew_where_they_are_looked_at(stocked):
    words = WordCounts(stocked)
    rain = stocked.articles()[0].id

    assert (words.kept(rain), words.anew("gone")) == (5, 0)
    list(stocked.add([Article("Rain.", "Rain", "/x/b.txt")]))
    assert (words.kept(rain), words.anew(rain), words.kept(rain)) == (5, 1, 1)
    assert page_shown(stocked, View(column="words"), words).rows[-1].id == rain


def test_an_article_is_shown_as_it_is_stored(stocked):
    rain = stocked.articles()[0].id
    stocked.edit(rain, {"title": HOSTILE, "url": "https://example.org/?a=1&b=2", "tags": ["wet"]})
    html = render_article(stocked.article(rain))

    assert "<img" not in html
    assert '<a href="https://example.org/?a=1&amp;b=2">' in html
    assert '<div class="text">Rain fell on the harbour.</div>' in html
    assert "5 words · wet · put right: tags, title, url" in html


def test_a_dropped_file_is_read_as_one_that_is_added(library, drop, tmp_path):
    page = "<html><head><title>Floods</title></head><body><p>It rained all week long in Hallow.</p>"
    (tmp_path / "floods.html").write_text(page)
    (added,) = read_file(tmp_path / "floods.html")
    final(library, drop("floods.html", page))

    (article,) = library.articles()
    assert isinstance(added, Article)
    assert (article.title, article.source) == (added.title, added.source)
    assert library.article(article.id).text == added.text
