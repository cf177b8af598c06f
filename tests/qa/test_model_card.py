from qa.model_card import Learnt, Score, credit, model_card


def test_the_data_sets_that_are_known_bring_their_attribution():
    assert "Rajpurkar" in credit("squad.jsonl.gz")
    assert "Miller" in credit("squadshifts_reddit.jsonl")
    assert credit("mine.jsonl") == "not known here: add whose it is and its licence"


def test_a_card_says_what_was_learnt_how_and_with_what_result():
    card = model_card(
        "mine",
        "a-base",
        [Learnt("squad.json", 1200), Learnt("own.jsonl", 30)],
        {"answer": 1230, "near miss": 400},
        {"batch": 16, "seed": 0},
        [
            Score("held.json", 1000, 50, 0.8125, 0.9, 0.75),
            Score("other.json", 9, 0, 0.5, 0.5, None),
        ],
    )
    lines = card.split("\n")
    assert lines[0] == "# mine"
    assert "`a-base`" in card
    assert "| own.jsonl | 30 | not known here: add whose it is and its licence |" in lines
    assert "1,230 of kind 'answer', 400 of kind 'near miss'." in card
    assert "| batch | 16 |" in lines
    assert "| held.json | 1,000 | 81.2 | 90.0 | 50 | 0.750 |" in lines
    assert "| other.json | 9 | 50.0 | 50.0 | 0 |  |" in lines


def test_a_card_without_scores_says_so():
    card = model_card("m", "b", [], {}, {}, [])
    assert card.endswith("None were taken: name files with `--validate`.\n")
