"""The library: articles in, passages out, whatever happens to its files or beside it."""

import math
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import index.library
from index import (
    Article,
    Chunking,
    EmbedderMismatch,
    Failure,
    Library,
    LibraryError,
    ModelError,
    UnknownArticle,
)
from index.drafts import context
from index.library import DATABASE
from index.nearest import VECTORS
from index.store import Store
from tests.fakes import WordEmbedder

ROOT = Path(index.library.__file__).parents[1]
RAIN = Article(
    "It rained in Paris. The river rose. Cellars were flooded.", "Rain", "/news/rain.txt"
)
SNOW = Article("It snowed in Oslo. The trams stood still.", "Snow", "/news/snow.txt")


def reopened(folder, embedder=None, **how):
    return Library(folder, embedder, load=WordEmbedder, chunking=Chunking(8, 1), **how)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "library"


@pytest.fixture
def library(folder):
    with reopened(folder) as opened:
        yield opened


@pytest.fixture
def filled(library):
    list(library.add([RAIN, SNOW]))
    return library


def statuses(library, *articles):
    return [outcome.status for outcome in library.add(articles)]


def version(article, text):
    return Article(text, article.title, article.origin)


def everything(library):
    """All passages, in the order in which they were stored."""
    return library.passages(library._store.passage_ids().tolist())


def by_hand(library, question):
    """Passage ids by their inner product with the question, computed anew from all passages."""
    embedder = WordEmbedder()
    passages = everything(library)
    rows = embedder.encode(
        [context(p.article.title, p.article.date, "") + p.text for p in passages]
    )
    scores = rows @ embedder.encode([question])[0]
    return {p.id: pytest.approx(float(s), abs=1e-6) for p, s in zip(passages, scores, strict=True)}


def run(script, *arguments, **how):
    """A script that has these tests' imports, as a process of its own."""
    head = (
        "import os, signal, sys\nfrom pathlib import Path\n"
        "from index import Article, Chunking, Library, LibraryError\n"
        "from index.nearest import Nearest\nfrom index.store import Store\n"
        "from tests.fakes import WordEmbedder\n"
        "def reopened(folder):\n"
        "    return Library(Path(folder), load=WordEmbedder, chunking=Chunking(8, 1))\n"
        "def articles(name, count):\n"
        "    return [Article(f'{name} {n} fell. It rose again.', name, f'/{name}/{n}')"
        " for n in range(count)]\n"
    )
    return subprocess.Popen(
        [*how.get("under", []), sys.executable, "-c", head + script, *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_articles_become_passages_with_their_title_in_front(library):
    outcomes = list(library.add([RAIN, Failure("/news/x.txt", "it is empty")]))
    assert [(o.origin, o.status, o.reason) for o in outcomes] == [
        ("/news/rain.txt", "added", ""),
        ("/news/x.txt", "failed", "it is empty"),
    ]
    assert outcomes[0].article_id == RAIN.id
    # Room for eight words, of which none is taken from 60 by a title of one.
    assert [p.text for p in everything(library)] == [
        "It rained in Paris. The river rose.",
        "The river rose. Cellars were flooded.",
    ]
    assert library.embedder.encoded[:2] == [
        "Rain\nIt rained in Paris. The river rose.",
        "Rain\nThe river rose. Cellars were flooded.",
    ]
    assert library.article(RAIN.id).text == RAIN.text


def test_a_long_title_takes_no_more_than_a_third_of_what_the_embedder_reads(folder):
    text = "One two three four. " * 20
    for title in ("a b", "t " * 30):  # of 12 words, it takes two or four: two sentences fit
        with Library(
            folder / title[0], load=lambda name: WordEmbedder(name, max_tokens=12)
        ) as library:
            list(library.add([Article(text.strip(), title.strip(), "/a.txt")]))
            words = [len(p.text.split()) for p in everything(library)]
            assert max(words) == 8


def test_nearest_is_the_inner_product_over_all_passages(filled):
    question = "the river in Oslo"
    found = filled.nearest(question, 10)
    assert dict(found) == by_hand(filled, question)
    assert [s for _, s in found] == sorted((s for _, s in found), reverse=True)
    assert filled.nearest(question, 1) == found[:1]


def test_passages_named_besides_follow_the_nearest(filled):
    question = "the river in Oslo"
    by_all = filled.nearest(question, 10)
    (first, _), (second, cosine) = by_all[0], by_all[-1]
    assert filled.nearest(question, 1, also=[second, first, 99]) == [by_all[0], (second, cosine)]


def test_rarity_is_that_of_bm25(filled):
    # Of three passages one has "Oslo", two have "river", and none "hail".
    rarity = filled.rarity(["Oslo", "hail", "river"])
    assert rarity == pytest.approx(
        {"Oslo": math.log(2.5 / 1.5), "hail": math.log(3.5 / 0.5), "river": 1e-6}
    )


class Letters(WordEmbedder):
    """Reads a word of four letters and fewer as one token, a longer one as two."""

    def count_tokens(self, texts):
        return [sum(1 + (len(word) > 4) for word in text.split()) for text in texts]


def test_a_misspelt_word_is_looked_for_as_the_library_spells_it(folder):
    with Library(folder, load=Letters) as library:
        assert library.corrected("Cellors in Pariss?") == "Cellors in Pariss?"  # nothing is known
        assert statuses(library, RAIN) == ["added"]
        assert library.corrected("Cellors in Pariss?") == "Cellars in Paris?"
        assert library.corrected("Rivers and floods in Pari?") == "Rivers and floods in Pari?"


def test_an_empty_library_is_asked_without_loading_anything(folder):
    def load(name):
        raise AssertionError("no embedder is needed")

    with Library(folder, load=load) as library:
        assert library.nearest("rain", 5) == library.matching("rain", 5) == []
        assert library.articles() == []


def test_what_is_known_already_is_left_as_it_is(filled):
    before = filled.embedder.encoded.copy()
    assert statuses(filled, RAIN, SNOW) == ["unchanged", "unchanged"]
    assert filled.embedder.encoded == before


def test_an_update_takes_the_place_of_the_old_version(filled):
    hail = version(RAIN, "Hail fell on Rome.")
    assert statuses(filled, hail, SNOW) == ["updated", "unchanged"]
    assert filled.counts()[0] == 2
    assert filled.matching("Paris river cellars", 10) == []
    texts = [p.text for p in filled.passages(i for i, _ in filled.nearest("Paris river", 10))]
    assert "Hail fell on Rome." in texts
    assert not any("Paris" in text for text in texts)


def test_of_several_versions_in_one_go_the_last_one_stays(filled):
    list(filled.add([version(RAIN, "First."), version(RAIN, "Second.")]))
    assert filled.article(RAIN.id).text == "Second."
    list(filled.add([version(RAIN, "Third."), version(RAIN, "Second.")]))
    assert filled.article(RAIN.id).text == "Second."


def test_an_article_without_a_passage_fails_alone(library):
    blank, good = list(library.add([Article("", "Blank", "/blank.txt"), RAIN]))
    assert (blank.status, blank.reason) == ("failed", "it has no text to read")
    assert good.status == "added"
    assert library.counts()[0] == 1


def test_more_articles_than_one_group_are_all_stored_in_order(library):
    articles = [Article(f"Number {n} fell.", "", f"/{n}.txt") for n in range(40)]
    outcomes = list(library.add(iter(articles)))
    assert [o.origin for o in outcomes] == [a.origin for a in articles]
    assert library.counts() == (40, 40)


def test_what_is_removed_is_nowhere_found(filled):
    filled.remove([SNOW.id])
    assert [info.id for info in filled.articles()] == [RAIN.id]
    assert filled.matching("Oslo trams", 10) == []
    assert len(filled.nearest("Oslo trams", 10)) == filled.counts()[1] == 2
    with pytest.raises(UnknownArticle, match=SNOW.id):
        filled.article(SNOW.id)


def test_articles_are_removed_all_or_none(filled):
    with pytest.raises(UnknownArticle, match="no article 'none'"):
        filled.remove([RAIN.id, "none"])
    with pytest.raises(UnknownArticle, match="no article '0'"):
        filled.remove(str(n) for n in range(300_000))  # more than SQLite takes parameters
    assert filled.counts()[0] == 2


def test_articles_are_removed_though_the_embedder_is_gone(filled, folder):
    def load(name):
        raise ModelError("It is gone.")

    with Library(folder, load=load) as library:
        library.remove([SNOW.id])
        assert library.counts()[0] == 1


def test_an_article_is_found_by_id_path_or_folder(filled, monkeypatch):
    record = Article("It hailed.", "Hail", "/other/all.jsonl#7")
    list(filled.add([record]))
    for name, wanted in (
        (RAIN.id, {RAIN.id}),
        ("/news/rain.txt", {RAIN.id}),
        ("/news/", {RAIN.id, SNOW.id}),
        ("/news/../news", {RAIN.id, SNOW.id}),
        ("news/snow.txt", {SNOW.id}),
        ("./snow.txt", {SNOW.id}),
        ("/other/all.jsonl", {record.id}),
        ("now.txt", set()),
        ("~nobody-at-all/rain.txt", set()),
    ):
        assert {info.id for info in filled.find(name)} == wanted, name
    monkeypatch.chdir("/")
    assert [info.id for info in filled.find("news/rain.txt")] == [RAIN.id]


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda path: path.unlink(), "The search index is missing: building it again from 3"),
        (lambda path: path.write_bytes(b"garbage"), "The search index cannot be read: building"),
        (
            lambda path: path.write_bytes(path.read_bytes()[:-9]),
            "The search index is damaged: building it again from 3 passages.",
        ),
    ],
    ids=["missing", "garbage", "truncated"],
)
def test_a_cache_that_is_of_no_use_is_built_again_and_searches_the_same(
    filled, folder, damage, told
):
    before = filled.nearest("the river", 5)
    filled.close()
    damage(folder / VECTORS)
    heard = []
    with reopened(folder, notify=heard.append) as library:
        assert library.nearest("the river", 5) == before
        assert library.embedder.encoded == ["the river"]  # made of stored vectors: none anew
    assert len(heard) == 1
    assert heard[0].startswith(told)
    with reopened(folder, notify=heard.append) as library:
        assert library.nearest("the river", 5) == before
    assert len(heard) == 1  # mended on the disk too


def test_a_cache_that_is_behind_catches_up(filled, folder):
    old = (folder / VECTORS).read_bytes()
    list(filled.add([version(RAIN, "Hail fell.")]))
    filled.close()
    (folder / VECTORS).write_bytes(old)
    heard = []
    with reopened(folder, notify=heard.append) as library:
        # Two old passages of RAIN are gone, one is new.
        assert dict(library.nearest("hail", 5)) == by_hand(library, "hail")
    assert heard == ["The search index is behind by 3 passages: mending it."]


def test_the_cache_of_another_library_is_not_believed(filled, folder, tmp_path):
    with reopened(tmp_path / "other") as other:
        list(other.add([SNOW, RAIN]))
    filled.close()
    (tmp_path / "other" / VECTORS).replace(folder / VECTORS)
    heard = []
    with reopened(folder, notify=heard.append) as library:
        assert dict(library.nearest("hail", 5)) == by_hand(library, "hail")
    assert heard == [
        "The search index belongs to another library: building it again from 3 passages."
    ]


def test_a_large_cache_is_written_only_when_much_has_changed(filled, folder, monkeypatch):
    monkeypatch.setattr(index.nearest, "_QUICK_TO_SAVE", 1)
    monkeypatch.setattr(index.nearest, "_STALE_SHARE", 0.5)
    written = (folder / VECTORS).read_bytes()
    list(filled.add([Article("Hail fell.", "Hail", "/hail.txt")]))  # one of four passages
    assert (folder / VECTORS).read_bytes() == written
    assert dict(filled.nearest("hail", 9)) == by_hand(filled, "hail")
    filled.remove([RAIN.id])  # two more, of two that stay
    assert (folder / VECTORS).read_bytes() != written


def test_another_embedder_is_refused_in_a_sentence(filled, folder):
    with pytest.raises(EmbedderMismatch, match=r"built with .*'all-MiniLM-L6-v2', so 'other'"):
        reopened(folder, "other")
    with reopened(folder, "all-MiniLM-L6-v2") as library:
        assert library.embedder.name == "all-MiniLM-L6-v2"


def test_an_embedder_in_a_folder_is_remembered_by_its_whole_path(folder, tmp_path, monkeypatch):
    (tmp_path / "model").mkdir()
    monkeypatch.chdir(tmp_path)
    with reopened(folder, "model") as library:
        list(library.add([RAIN]))
    monkeypatch.chdir("/")
    for name in (None, str(tmp_path / "model")):
        with reopened(folder, name) as library:
            assert library.embedder.name == str(tmp_path / "model")


def test_a_library_that_was_just_built_with_another_embedder_is_not_mixed(folder):
    with reopened(folder) as late, reopened(folder, "other") as early:
        list(early.add([RAIN]))
        with pytest.raises(EmbedderMismatch, match="just built with 'other' by another program"):
            list(late.add([SNOW]))
        with pytest.raises(EmbedderMismatch):
            late.nearest("rain", 5)
        assert early.counts()[0] == 1


def test_chunking_is_the_library_s_for_ever(filled, folder):
    with Library(folder, load=WordEmbedder, chunking=Chunking(100, 0)) as library:
        list(library.add([Article(RAIN.text, "Again", "/again.txt")]))
        again = [p for p in everything(library) if p.article.title == "Again"]
    assert len(again) == 2


def test_what_another_process_changes_is_seen_at_once(filled, folder):
    with reopened(folder) as other:
        other.remove([RAIN.id])
        list(other.add([Article("Hail fell.", "Hail", "/hail.txt")]))
        assert filled.nearest("hail", 9) == other.nearest("hail", 9)
        assert dict(filled.nearest("hail", 9)) == by_hand(other, "hail")


def test_an_article_that_goes_while_the_cache_catches_up_does_no_harm(filled, folder, monkeypatch):
    filled.close()
    (folder / VECTORS).unlink()
    passage_ids = Store.passage_ids

    def slowly(store):
        ids = passage_ids(store)
        with monkeypatch.context() as patch, reopened(folder) as other:
            patch.setattr(Store, "passage_ids", passage_ids)
            other.remove([RAIN.id])
        monkeypatch.setattr(Store, "passage_ids", passage_ids)
        return ids

    monkeypatch.setattr(Store, "passage_ids", slowly)
    with reopened(folder) as library:
        library.nearest("river", 9)
        assert dict(library.nearest("river", 9)) == by_hand(library, "river")
        assert library.counts()[0] == 1


def test_two_processes_may_make_and_fill_a_library_at_once(folder):
    script = (
        "with reopened(sys.argv[1]) as library:\n"
        "    for turn in range(3):\n"
        "        mine = articles(sys.argv[2], 20) + articles('both', 10 + turn)\n"
        "        bad = [o for o in library.add(mine) if o.status == 'failed']\n"
        "        assert not bad, bad\n"
        "        library.nearest('rose', 5)\n"
    )
    processes = [run(script, folder, name) for name in ("rain", "snow")]
    for process in processes:
        _, told = process.communicate(timeout=120)
        assert (process.returncode, told) == (0, "")
    heard = []
    with reopened(folder, notify=heard.append) as library:
        assert library.counts()[0] == 52
        found = dict(library.nearest("snow 7", 500))
        assert found == by_hand(library, "snow 7")


@pytest.mark.parametrize("where", ["WordEmbedder.encode", "Store._insert", "Nearest._save"])
def test_a_process_that_is_killed_leaves_whole_articles_only(folder, where):
    group = index.library._GROUP
    owner, name = where.split(".")
    # Dies in the middle of the second group, or at the very end.
    calls = {"encode": 2, "_insert": group + 3, "_save": 1}[name]
    script = (
        f"owner, calls = {owner}, []\n"
        f"true = owner.__dict__['{name}']\n"
        "true = getattr(true, '__func__', true)\n"
        "def deadly(*given):\n"
        "    calls.append(1)\n"
        f"    if len(calls) == {calls}:\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return true(*given)\n"
        f"owner.{name} = staticmethod(deadly) if '{name}' == '_insert' else deadly\n"
        "with reopened(sys.argv[1]) as library:\n"
        f"    list(library.add(articles('rain', {3 * group})))\n"
    )
    process = run(script, folder)
    _, told = process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL, told
    stored = 3 * group if name == "_save" else group
    with reopened(folder) as library:
        # Each text is of two sentences, and one passage holds them.
        assert library.counts() == (stored, stored)
        assert len(library.matching("rain", 999)) == stored
        assert dict(library.nearest("rain 3", 999)) == by_hand(library, "rain 3")
        assert statuses(library, *[Article("Hail fell.", "", "/hail.txt")]) == ["added"]


@pytest.mark.parametrize("elsewhere", ["closed", "open"])
def test_a_read_only_library_can_be_asked_and_not_changed(filled, folder, elsewhere):
    if elsewhere == "closed":
        filled.close()
    # Else what was added lies beside the database yet, as it does after a crash.
    mount = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'
    under = ["unshare", "-m", "sh", "-c", mount, str(folder)]
    try:
        subprocess.run([*under, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("mounting is not allowed here")
    script = (
        "library = reopened(sys.argv[1])\n"
        "assert len(library.nearest('river', 5)) == 3\n"
        "assert len(library.matching('river', 5)) == 2\n"
        "changes = [lambda: list(library.add(articles('rain', 1)))]\n"
        "changes += [lambda: library.remove([library.articles()[0].id])]\n"
        "for change in changes:\n"
        "    try:\n"
        "        change()\n"
        "    except LibraryError as error:\n"
        "        print(error)\n"
        "try:\n"
        "    reopened(sys.argv[1] + '/new')\n"
        "except LibraryError as error:\n"
        "    print(error)\n"
    )
    out, told = run(script, folder, under=under).communicate(timeout=60)
    assert told == ""
    assert out.splitlines() == [
        f"The library at {folder} is read-only: nothing was changed.",
        f"The library at {folder} is read-only: nothing was changed.",
        f"The library {folder}/new cannot be made: Read-only file system.",
    ]


def test_several_threads_may_ask_while_another_adds(filled, folder):
    filled.close()
    (folder / VECTORS).unlink()
    with reopened(folder) as library, ThreadPoolExecutor(8) as pool:
        adding = pool.submit(
            lambda: list(library.add([Article(f"Hail {n}.", "", f"/{n}") for n in range(30)]))
        )
        asked = [pool.submit(library.nearest, "river rose", 1) for _ in range(40)]
        words = [pool.submit(library.matching, "river", 5) for _ in range(40)]
        best = {call.result()[0] for call in asked}
        assert len(best) == 1
        assert library.passages([next(iter(best))[0]])[0].article.id == RAIN.id
        assert {len(call.result()) for call in words} == {2}
        assert len(adding.result()) == 30
        assert dict(library.nearest("hail", 99)) == by_hand(library, "hail")


def test_a_library_that_cannot_be_made_is_told_in_a_sentence(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(LibraryError, match="cannot be made: "):
        reopened(tmp_path / "file" / "library")
    (tmp_path / DATABASE).write_bytes(b"garbage " * 1000)
    with pytest.raises(LibraryError, match="is damaged"):
        reopened(tmp_path)


def test_the_embedder_is_not_loaded_to_list_show_or_find(filled, folder):
    def load(name):
        raise AssertionError("no embedder is needed")

    with Library(folder, load=load) as library:
        assert len(library.articles()) == 2
        assert library.article(SNOW.id).info.title == "Snow"
        assert len(library.matching("Oslo", 5)) == 1


@pytest.mark.model
def test_the_embedder_that_ships_is_near_in_meaning_and_of_unit_length(folder):
    with Library(folder) as library:
        list(library.add([RAIN, SNOW]))
        best = library.passages([library.nearest("Why did public transport stop?", 1)[0][0]])
        assert best[0].article.id == SNOW.id
        rows = library.embedder.encode(["One sentence.", "", "Another " * 600])
        assert rows.shape == (3, library.embedder.dimension) == (3, 384)
        assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
        assert library.embedder.count_tokens(["It rained.", ""]) == [3, 0]
        assert library.embedder.max_tokens == 254


def test_an_older_copy_of_the_database_put_back_finds_what_is_added_then(folder):
    with reopened(folder) as library:
        list(library.add([RAIN]))
    older = (folder / DATABASE).read_bytes()
    with reopened(folder) as library:
        list(library.add([SNOW]))
        library.nearest("trams", 1)  # the cache knows the ids that the copy will not
    (folder / DATABASE).write_bytes(older)
    hail = Article("Hail fell on Rome. The buses slid.", "Hail", "/news/hail.txt")
    with reopened(folder) as library:
        list(library.add([hail]))
        assert dict(library.nearest("Hail fell on Rome", 9)) == by_hand(
            library, "Hail fell on Rome"
        )
