"""A story is found once, in its newest version, and every paper that carries it is named."""

from dataclasses import replace

import pytest

from index import EVERYTHING, Article, Chunking, Filter, Library
from qa import Answerer, retrieve
from qa.calibration import UNFITTED
from tests.fakes import ScriptedReader, WordEmbedder

LEAD = "The dam above Hallow broke on Friday and 12 people drowned in the lower town, police said."
MORE = "The mayor, Ann Lee, said that pumps were on their way from the county town."
LAST = "Carl Ness, who built the dam, was not to be reached at his house on the hill."
EARLY = Article(f"{LEAD} {MORE} {LAST}", "Dam breaks", "/planet/1.txt", "Planet", date="2011-03-31")
LATE = replace(
    EARLY, text=f"{LEAD.replace('12', '15')} {MORE}", origin="/planet/2.txt", date="2011-04-02"
)
COPY = replace(
    EARLY, title="Disaster", source="Gazette", origin="/gazette/1.txt", date="2011-04-01"
)
OTHER = Article("It snowed in Oslo and trams stood still.", "Snow", "/gazette/2.txt", "Gazette")
DROWNED = "How many people drowned in Hallow?"
BUILDER = "Who built the dam?"
SCRIPT = {DROWNED: {"12": 5.0, "15": 4.0}, BUILDER: {"Carl Ness": 4.0, "Ann Lee": 1.0}}


@pytest.fixture
def library(tmp_path):
    with Library(tmp_path / "library", load=WordEmbedder, chunking=Chunking(20, 0)) as opened:
        yield opened


def fill(library, *articles):
    assert all(outcome.status == "added" for outcome in library.add(articles))


def found(library, question, k=9, where=EVERYTHING):
    return [
        (hit.passage.article.origin, hit.passage.text, [p.article.origin for p in hit.also])
        for hit in retrieve(library, question, k, where)
    ]


def answered(library, question, where=EVERYTHING):
    return Answerer(library, ScriptedReader(SCRIPT), UNFITTED, 0.0).ask(question, where=where)


def test_a_story_of_two_papers_is_found_once_and_both_are_named(library):
    fill(library, EARLY, COPY, OTHER)
    passages = found(library, DROWNED)
    assert passages[0] == ("/gazette/1.txt", LEAD, ["/planet/1.txt"])
    assert [text for _, text, _ in passages] == [LEAD, MORE, LAST, OTHER.text] or len(passages) == 4
    assert len(passages) == 4
    assert [also for origin, _, also in passages if origin == "/gazette/2.txt"] == [[]]
    assert found(library, DROWNED, 2) == passages[:2]


def test_a_citation_names_the_papers_that_have_the_answer_s_words(library):
    fill(library, EARLY, COPY, LATE, OTHER)
    answer = answered(library, DROWNED)
    assert answer.text == "15"
    (citation,) = answer.citations
    assert (citation.article.origin, citation.also_in) == ("/planet/2.txt", ())
    (hit, *_) = answer.hits
    assert [p.article.origin for p in hit.also] == ["/gazette/1.txt", "/planet/1.txt"]
    citation = answered(library, BUILDER).citations[0]
    assert citation.article.origin == "/gazette/1.txt"
    assert [info.origin for info in citation.also_in] == ["/planet/1.txt"]


def test_the_newer_version_answers_and_by_an_earlier_day_the_older_one(library):
    fill(library, EARLY, LATE, OTHER)
    assert answered(library, DROWNED).text == "15"
    by_then = answered(library, DROWNED, Filter(until="2011-04-01"))
    assert (by_then.text, by_then.citations[0].article.origin) == ("12", "/planet/1.txt")
    assert {hit.passage.article.origin for hit in by_then.hits} == {"/planet/1.txt"}


def test_what_only_the_older_version_says_is_found_there(library):
    fill(library, EARLY, LATE)
    answer = answered(library, BUILDER)
    assert (answer.text, answer.citations[0].article.origin) == ("Carl Ness", "/planet/1.txt")
    hits = retrieve(library, BUILDER, 9)
    assert {hit.passage.text: hit.newer for hit in hits} == {
        LEAD.replace("12", "15"): "",
        MORE: "",
        LAST: LATE.id,
    }


def test_an_update_told_in_other_words_answers_first(library):
    address = "https://example.org/dam"
    told_anew = "The number of dead in Hallow rose to 15 when the lower town was searched."
    fill(
        library,
        replace(EARLY, url=address),
        replace(LATE, text=told_anew, title="Toll rises", url=address),
    )
    answer = answered(library, DROWNED)
    assert answer.text == "15"
    assert "12" not in [other.answer for other in answer.alternatives]
    assert {hit.newer for hit in answer.hits if hit.passage.text == LEAD} == {LATE.id}


def test_two_reports_of_one_paper_on_other_things_are_two(library):
    fill(library, replace(OTHER, date="2011-04-01"), replace(EARLY, source="Gazette"))
    assert all(not also for _, _, also in found(library, "Where did trams stand still?"))


def test_of_a_story_that_one_paper_cut_the_whole_is_found_and_the_other_is_named(tmp_path):
    cut = replace(COPY, text=f"{LEAD} {MORE}")
    with Library(tmp_path / "whole", load=WordEmbedder, chunking=Chunking(60, 0)) as library:
        fill(library, EARLY, cut, OTHER)
        assert found(library, DROWNED) == [
            ("/planet/1.txt", EARLY.text, ["/gazette/1.txt"]),
            ("/gazette/2.txt", OTHER.text, []),
        ]
        citation = answered(library, DROWNED).citations[0]
        assert [info.origin for info in citation.also_in] == ["/gazette/1.txt"]
        assert answered(library, BUILDER).citations[0].also_in == ()


@pytest.mark.parametrize("day", ["2011-04-01", "2011-04-09"])
def test_a_copy_of_an_older_version_is_as_outdated_as_that(tmp_path, day):
    with Library(tmp_path / "whole", load=WordEmbedder, chunking=Chunking(60, 0)) as library:
        fill(library, EARLY, replace(COPY, date=day), LATE, OTHER)
        assert answered(library, DROWNED).text == "15"
        origins = {hit.passage.article.origin for hit in retrieve(library, DROWNED, 9)}
        assert origins == {"/planet/2.txt", "/gazette/2.txt"}


def test_two_papers_that_differ_in_a_figure_are_both_heard(tmp_path):
    with Library(tmp_path / "whole", load=WordEmbedder, chunking=Chunking(60, 0)) as library:
        fill(library, EARLY, replace(LATE, source="Gazette", text=EARLY.text.replace("12", "15")))
        answer = answered(library, DROWNED)
        assert {answer.text, answer.alternatives[0].answer} == {"12", "15"}
