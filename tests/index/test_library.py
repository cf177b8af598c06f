"""The library: articles in, passages out."""

import math

import numpy as np
import pytest

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
from index.library import DATABASE
from tests.fakes import WordEmbedder
from tests.index.weather import RAIN, SNOW, by_hand, everything, reopened, statuses, version


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
