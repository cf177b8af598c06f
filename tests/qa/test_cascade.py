from math import inf

from qa.cascade import Cascade, promising
from qa.spans import Reading, Span


class Scripted:
    """Finds in a passage the span and the null score that are written down for it."""

    def __init__(self, script):
        self.name, self.script, self.asked = "scripted", script, []

    def read(self, question, passages):
        self.asked.append(list(passages))
        return [self.script[passage] for passage in passages]


def reading(score, null, end=1):
    return Reading((Span(0, end, score),), null)


def test_the_accurate_reader_reads_what_the_fast_one_is_surest_of_in_their_order():
    fast = Scripted(
        {"a": reading(5, 6), "b": reading(4, 1), "c": Reading((), 0), "d": reading(11, 7)}
    )
    accurate = Scripted({"b": reading(2, 1, 3), "d": reading(3, 1, 3)})
    found = Cascade(fast, accurate, narrow=2).read("q", ["a", "b", "c", "d"])
    assert fast.asked == [["a", "b", "c", "d"]]
    assert accurate.asked == [["b", "d"]]
    assert found == [Reading((), inf), reading(2, 1, 3), Reading((), inf), reading(3, 1, 3)]


def test_with_nothing_to_read_nothing_is_found():
    assert Cascade(Scripted({}), Scripted({})).read("q", []) == []


def test_a_passage_without_a_span_is_never_promising_and_ties_go_to_the_first():
    found = [Reading((), -5), reading(1, 0), reading(3, 2), reading(2, 0)]
    # Leads of 1, 1 and 2, at the second, third and fourth place.
    assert promising(found, 3) == [1, 2, 3]
    assert promising([reading(0, 0), reading(2, 0)], 1) == [1]


def test_few_passages_are_all_read_by_the_accurate_reader():
    accurate = Scripted({"a": reading(5, 6), "b": reading(4, 1)})
    assert Cascade(Scripted({}), accurate, narrow=2).read("q", ["a", "b"]) == [
        reading(5, 6),
        reading(4, 1),
    ]
