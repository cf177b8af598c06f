"""What may be asked."""

import pytest

from index import QuestionError
from qa.question import MAX_QUESTION_CHARACTERS, checked


@pytest.mark.parametrize(
    "question",
    [
        "Who found penicillin?",
        "Is Concorde grounded?",
        "Will Moussa Koussa be tried?",
        "cause of disaster",
        "Name Apollo 11 commander",
        # Names, of whatever language, and figures.
        "Moussa Koussa",
        "Brega",
        "Angela Merkel Nicolas Sarkozy",
        "López Portillo Felipe González Calderón",
        "Eyjafjallajökull eruption date",
        "1973?",
        "What does Кремль mean?",
        'What is "Ich bin ein Berliner und du bist das nicht"?',
    ],
)
def test_english_and_names_may_be_asked(question):
    assert checked(question) == question


@pytest.mark.parametrize(
    "question",
    [
        "Wer war der erste Mensch auf dem Mond?",
        "Qui a découvert la pénicilline ?",
        "¿Quién fue el primer hombre en la Luna?",
        "Chi ha scoperto la penicillina?",
        "Quanti anni ha Musa Kusa",
        "Qui est le ministre",
        "Wer ist Musa Kusa?",
        "Hoeveel mensen stierven of raakten gewond?",
        "Ai đã phát hiện ra penicillin?",
        "Кто открыл пенициллин?",
        "Москва",
        "谁发现了青霉素？",
        "من اكتشف البنسلين؟",
    ],
)
def test_other_languages_are_refused(question):
    with pytest.raises(QuestionError, match="English"):
        checked(question)


@pytest.mark.parametrize("question", ["", "  \n", "?!", "\u200b", "\x00"])
def test_a_question_without_a_word_is_refused(question):
    with pytest.raises(QuestionError, match="empty"):
        checked(question)


def test_a_question_is_put_on_one_line():
    assert checked("  Where is\n\tBrega? ") == "Where is Brega?"


def test_what_is_no_text_does_not_reach_the_models():
    # As a shell gives it that is not set to UTF-8; tokenizers fail on it.
    assert checked("Where is \udcff Brega\x00?") == "Where is Brega?"


def test_the_longest_question_is_of_five_hundred_characters():
    longest = "Who was " + "x" * (MAX_QUESTION_CHARACTERS - 9) + "?"
    assert len(checked(f"  {longest}  ")) == 500
    with pytest.raises(QuestionError, match="501 characters and the limit is 500"):
        checked(longest + "?")
