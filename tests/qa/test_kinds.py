"""What kind of question is asked, however it is put."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.kinds import KINDS, as_question, kind_of

ASKED = {
    "fact": [
        "Who resigned on Monday?",
        "how many people died",
        "which town was the focus of fighting",
        "so how old was the captain?",
        "Can you tell me who led the rebels?",
        "How long did it take?",
        "What does the company make?",
        "Name the captain of the ship",
        "Which series did she write?",
        "Which British Airways boss flew first?",
        "Which song travels with the probe?",
        "What causes the tides?",
        "About how many people fled?",
        "If the lamp fails, what lights the tower?",
        "Which of the towns fell first?",
    ],
    "list": [
        "Which countries abstained?",
        "name the towns that fell",
        "Who were the survivors?",
        "what are the three tunnels",
        "please list all the ships that helped",
        "which two men met",
        "Which of the rescuers died?",
        "and what instruments does the probe carry",
        "who are the rebels' leaders",
        "Give me the names of the victims",
        "From which harbours did the boats come?",
        "could you give me a list of the bridges that failed",
        "I need all the towns that lost power",
        "Name the crew of the Arvid",
    ],
    "yes_no": [
        "Did Kusa resign?",
        "is it deep",
        "Was the tunnel built by the French or the British?",
        "do you know if he was arrested",
        "Please check if the volcano is still erupting",
        "and did they find it",
        "Hasn't it been repaired?",
    ],
    "why_how": [
        "Why did he go?",
        "how did they escape",
        "so why was it late",
        "What was the reason for the delay?",
        "How come nobody died?",
        "can you explain why the tank blew up",
        "tell me how they did it",
        "What made the minister resign?",
        "On what grounds was he freed?",
        "I don't understand why they block the road",
        "Describe how the wreck was raised",
    ],
    "what_happened": [
        "What happened in Brega?",
        "tell me about the tunnel",
        "what's new about Libya",
        "Please can you tell me about Concorde?",
        "bring me up to speed on the trial",
        "What took place in Reykjavik?",
        "I've been away, what have I missed about the election?",
        "can you recap the strike",
        "any updates on the strike",
        "What have the papers reported on the telescope?",
        "What do you know about Everest?",
        "news about libya",
        "give me an overview of the mission",
        "What’s going on in Tripoli?",
    ],
    "greeting": [
        "hi",
        "Hello!",
        "what can you do?",
        "help",
        "thanks",
        "Thank you very much!",
        "cheers mate",
        "Thank you, that was really useful",
        "are you a robot or a real person?",
        "tell me what you can do",
        "Hi there",
        "How does this work?",
        "who are you",
        "ok, thanks",
    ],
}


@pytest.mark.parametrize(
    ("kind", "question"), [(kind, asked) for kind in KINDS for asked in ASKED[kind]]
)
def test_each_kind_is_seen_however_it_is_put(kind, question):
    for said in (question, question.lower(), question.rstrip("?!"), f"And {question}"):
        assert kind_of(said) == kind, said


@given(st.text(max_size=80))
def test_every_text_has_a_kind(text):
    assert kind_of(text) in KINDS


@pytest.mark.parametrize(
    ("order", "question"),
    [
        ("Name the towns that fell.", "Which towns fell?"),
        ("please list all the ships that helped", "Which ships helped?"),
        ("Give me the names of the victims", "What are the names of the victims?"),
        ("Which towns fell?", "Which towns fell?"),
    ],
)
def test_an_order_is_read_as_a_question(order, question):
    assert as_question(order) == question
