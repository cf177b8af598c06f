from index import ArticleInfo, Passage
from qa.retrieve import Hit
from qa.variety import varied

NOTE = "The fund was set up in 1931 by the harbour board to help the widows of pilots."


def hit(number, article, text, also=()):
    info = ArticleInfo(article, article, "", "", "", f"/x/{article}")
    return Hit(Passage(number, info, 0, len(text), text), -number, 0.5, 0.0, also)


def ids(hits):
    return [one.passage.id for one in hits]


def test_a_paragraph_that_stands_in_several_articles_is_shown_once_and_the_others_named():
    found = [
        hit(1, "a", NOTE),
        hit(2, "b", NOTE.upper()),
        hit(3, "c", "Fog."),
        hit(4, "d", f"{NOTE} "),
    ]
    first, other = varied(found, 2)
    assert ids([first, other]) == [1, 3]
    assert [passage.id for passage in first.also] == [2, 4]
    assert other == found[2]


def test_copies_do_not_take_the_places_of_others():
    found = [hit(1, "a", NOTE), hit(2, "b", NOTE), hit(3, "c", "Fog."), hit(4, "d", "Ice.")]
    assert ids(varied(found, 3)) == [1, 3, 4]


def test_a_paragraph_that_an_article_repeats_is_not_also_in_it():
    (only,) = varied([hit(1, "a", NOTE), hit(2, "a", NOTE)], 5)
    assert only.also == ()


def test_reports_that_differ_in_a_figure_are_two():
    assert ids(varied([hit(1, "a", NOTE), hit(2, "b", NOTE.replace("31", "32"))], 5)) == [1, 2]


def test_passages_with_a_sentence_in_common_are_two():
    longer = f"{NOTE} It has paid for schools, a hospital and a lifeboat since."
    assert ids(varied([hit(1, "a", NOTE), hit(2, "b", longer)], 5)) == [1, 2]


def test_what_a_copy_is_also_in_is_named_too():
    third = hit(3, "c", NOTE).passage
    (only,) = varied([hit(1, "a", NOTE), hit(2, "b", NOTE, (third,))], 5)
    assert [passage.id for passage in only.also] == [2, 3]


def test_of_nothing_nothing_is_shown():
    assert varied([], 3) == []
