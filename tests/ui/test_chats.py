"""Chats as they are kept: shown again exactly, to their owner alone, whatever happens meanwhile."""

import json
import sqlite3
from contextlib import closing
from types import SimpleNamespace

import gradio as gr
import pytest

from index import Article, Filter, KeptTurn, Library, LibraryError
from index.library import DATABASE
from qa import Answerer
from qa.calibration import UNFITTED
from tests.fakes import ScriptedReader, WordEmbedder
from tests.ui import chat_server as script
from ui.window.ask.chat_events import NO_CHATS, NONE_FOUND, ChatEvents
from ui.window.ask.chat_export import chat_markdown, file_name
from ui.window.ask.chats import (
    READ_ONLY,
    Asked,
    Desk,
    chat_file,
    kept_again,
    kept_replies,
    listed,
    new_secret,
    opened_page,
    owner_of,
)
from ui.window.ask.choosing import choose
from ui.window.ask.correcting import judge
from ui.window.ask.kept import body_of, title_of, turn_from, words_of
from ui.window.ask.limits import Limits
from ui.window.ask.turns import STOPPED, Turn, replies, shown

ANN, BO = "a" * 43, "b" * 43
ANYBODY = SimpleNamespace(username=None, query_params={"chat": "chat-1"})
OWNER = owner_of(ANN, None)
CHAT = "chat-1"
# A question of every kind, one with a filter, one that is refused, and a follow-up.
ASKED = [
    script.ASK_BRIDGE,
    script.ASK_FOLLOWING,
    script.ASK_UNKNOWN,
    script.ASK_LIST,
    script.ASK_WHETHER,
    script.ASK_WHY,
    script.ASK_NEWS,
    script.ASK_AT_ODDS,
    script.ASK_HOSTILE,
    "hello",
    "?!",
    "half a pair \ud83d of surrogates",
]


@pytest.fixture
def library(tmp_path):
    with Library(tmp_path, "words", load=lambda _: WordEmbedder()) as library:
        list(library.add(script.ARTICLES))
        yield library


@pytest.fixture
def answerer(library):
    return Answerer(library, ScriptedReader(script.SCRIPT), UNFITTED)


def ask(answerer, question, page=(), *, chat=CHAT, owner=OWNER, desk=None, limits=None):
    """The stages of a question; the desk shows the chat that it is asked in."""
    if desk is None:
        desk = Desk()
        desk.chat = chat
    said = Asked(question, chat, owner, limits or Limits())
    return list(kept_replies(answerer, said, list(page), desk))


def talk(answerer, *questions, **how):
    """The page after the questions."""
    page = []
    for question in questions:
        page = ask(answerer, question, page, **how)[-1][1]
    return page


def test_a_chat_is_shown_again_exactly(answerer):
    page = talk(answerer, *ASKED, limits=Limits(since="2001"))
    again = opened_page(answerer, OWNER, CHAT)
    assert again == page
    assert shown(again) == shown(page)
    assert [turn.asked for turn in again] == ASKED
    assert [turn.answer for turn in again] == [turn.answer for turn in page]
    assert {turn.where for turn in again} == {Filter("2001-01-01"), Filter()}


def test_thumbs_choices_and_follow_ups_go_on_where_the_chat_was_left(answerer):
    talk(answerer, script.ASK_BRIDGE)
    page = opened_page(answerer, OWNER, CHAT)
    judge(answerer, page, 1, True)
    (said,) = answerer.library.feedback()
    assert (said.question, said.answer, said.verdict) == (
        script.ASK_BRIDGE,
        "Ada Lindqvist",
        "right",
    )
    page = ask(answerer, script.ASK_FOLLOWING, page)[-1][1]
    assert page[-1].understood == script.FOLLOWED
    assert page[-1].answer.text == "1931"
    page = talk(answerer, script.ASK_BRIDGE, chat="other")
    _, page, _ = choose(answerer, page, "1931", kept_again(answerer, OWNER))
    assert page[-1].answer.text == "1931"
    assert opened_page(answerer, OWNER, "other") == page


def test_a_follow_up_that_is_answered_as_it_was_asked_says_nothing_of_another_question(answerer):
    page = ask(answerer, script.ASK_WHETHER, [])[-1][1]
    stages = [shown[1][-1] for shown in ask(answerer, script.ASK_AS_ASKED, page)]
    assert stages[-2].understood not in ("", script.ASK_AS_ASKED)  # while it is read
    assert (stages[-1].understood, stages[-1].answer.text) == ("", "off Lamb")
    assert "Understood as" not in stages[-1].reply


def test_a_chat_outlives_its_articles(answerer):
    page = talk(answerer, *ASKED)
    answerer.library.remove([info.id for info in answerer.library.articles()])
    again = opened_page(answerer, OWNER, CHAT)
    assert shown(again) == shown(page)
    assert "Its engineer was" in chat_file(answerer, OWNER, CHAT, [])[1]


def test_a_damaged_turn_is_left_out_and_the_others_are_shown(answerer):
    page = talk(answerer, script.ASK_BRIDGE, script.ASK_LIST, script.ASK_WHY)
    bad = [
        "",
        "no JSON",
        "[]",
        "{}",
        '{"question": 1}',
        '{"question": "", "reply": "", "where": 2}',
    ]
    with closing(sqlite3.connect(answerer.library.folder / DATABASE)) as db:
        db.execute("UPDATE turn SET body = 'no JSON' WHERE id = ?", (page[1].kept,))
        db.commit()
    assert opened_page(answerer, OWNER, CHAT) == [page[0], page[2]]
    assert [turn_from(KeptTurn(1, "", body)) for body in bad] == [None] * len(bad)


def test_a_wrong_day_in_a_kept_filter_spoils_its_turn_alone():
    told = json.loads(body_of(Turn("q", "r", where=Filter("2011-03-31"))))
    told["where"]["since"] = "soon"
    assert turn_from(KeptTurn(1, "", json.dumps(told))) is None


def test_the_question_is_kept_before_its_answer(answerer):
    stages = kept_replies(answerer, Asked(script.ASK_BRIDGE, CHAT, OWNER), [], Desk())
    _, sought, _ = next(stages)
    (turn,) = opened_page(answerer, OWNER, CHAT)
    assert sought[-1].pending
    assert (turn.asked, turn.pending, STOPPED in turn.reply) == (script.ASK_BRIDGE, False, True)
    stages.close()  # as when the server goes away
    assert opened_page(answerer, OWNER, CHAT) == [turn]


def test_a_page_that_goes_on_to_another_chat_stays_there(answerer):
    desk = Desk()
    stages = kept_replies(answerer, Asked(script.ASK_BRIDGE, CHAT, OWNER), [], desk)
    next(stages)
    desk.chat = "another"
    assert list(stages) == [(gr.skip(), gr.skip(), gr.skip())] * 2
    (turn,) = opened_page(answerer, OWNER, CHAT)
    assert turn.answer.text == "Ada Lindqvist"
    # A question that waited its turn goes to the chat that it was asked in, and goes on from it.
    ask(answerer, script.ASK_FOLLOWING, [Turn("of another", "")], desk=desk)
    *_, turn = opened_page(answerer, OWNER, CHAT)
    assert turn.understood == script.FOLLOWED
    assert opened_page(answerer, OWNER, "another") == []


def test_a_question_that_is_quicker_than_the_page_is_shown_all_the_same(answerer):
    desk = Desk()
    stages = kept_replies(answerer, Asked(script.ASK_BRIDGE, "", ""), [], desk)
    next(stages)
    told = ChatEvents(answerer).arrived(ANN, desk, ANYBODY)
    assert told[1] == desk.chat != ""
    assert told[-3] == gr.skip()
    *_, (_, page, _) = stages
    assert page[-1].answer.text == "Ada Lindqvist"


def test_a_page_that_the_server_forgot_goes_on_from_what_is_kept(answerer):
    page = talk(answerer, script.ASK_BRIDGE)
    after = ask(answerer, script.ASK_FOLLOWING, [], desk=Desk())[-1][1]
    assert after[:1] == page
    assert after[1].understood == script.FOLLOWED


def test_an_owner_is_a_browser_and_a_name():
    owners = {owner_of(secret, name) for secret in (ANN, BO) for name in (None, "ann", "bo")}
    assert len(owners) == 6
    assert [owner_of(bad, None) for bad in ("", None, 7, "x" * 39, "x" * 101)] == [""] * 5
    assert owner_of(new_secret(), None) != owner_of(new_secret(), None)


def test_what_has_no_owner_or_no_place_is_answered_and_not_kept(answerer, monkeypatch):
    warned = []
    monkeypatch.setattr(gr, "Warning", warned.append)
    page = talk(answerer, script.ASK_BRIDGE, owner="")
    assert (page[-1].answer.text, page[-1].kept) == ("Ada Lindqvist", None)

    def refuse(*_: object) -> None:
        raise LibraryError("The disk is full.")

    monkeypatch.setattr(answerer.library.chats, "ask", refuse)
    page = talk(answerer, script.ASK_BRIDGE)
    assert (page[-1].answer.text, page[-1].kept) == ("Ada Lindqvist", None)
    assert warned[0] == "This answer is not kept. The disk is full."


def test_a_long_chat_is_kept_whole_and_shown_by_its_end(answerer):
    page = [Turn(f"q{n}", f"r{n}") for n in range(50)]
    for turn in page:
        answerer.library.chats.ask(OWNER, CHAT, "", "", body_of(turn))
    after = ask(answerer, script.ASK_BRIDGE, page)[-1][1]
    assert len(after) == 50
    assert opened_page(answerer, OWNER, CHAT)[-1] == after[-1]
    assert len(answerer.library.chats.open(OWNER, CHAT).turns) == 51


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("  Who?\n\nWhen? ", "Who? When?"),
        (" \n", ""),
        ("word " * 20, "word " * 15 + "word…"),
        ("x" * 90, "x" * 80 + "…"),
        ("\ud83d", ""),
    ],
)
def test_a_title_is_one_line_of_no_more_than_80_characters(said, title):
    assert title_of(said) == title


def test_a_search_looks_through_questions_and_answers(answerer):
    talk(answerer, script.ASK_BRIDGE, script.ASK_AT_ODDS)
    talk(answerer, script.ASK_LIST, script.ASK_WHETHER, script.ASK_NEWS, chat="2")
    found = {
        words: [chat for _, chat in listed(answerer, OWNER, words)]
        for words in ("lindqvist", "FOUR", "torrance", "nobody drowned", "nine", "zebra", "\ud83d")
    }
    assert found == {
        "lindqvist": [CHAT],
        "FOUR": ["2", CHAT],
        "torrance": ["2"],
        "nobody drowned": ["2"],
        "nine": ["2", CHAT],
        "zebra": [],
        "\ud83d": ["2", CHAT],  # which is looked for as a question mark
    }


# What the list and the buttons do: see ``ChatEvents`` for what each returns.


@pytest.fixture
def events(answerer):
    return ChatEvents(answerer)


def titles(listing):
    return [title for title, _ in listing[0]["choices"]]


def test_a_reload_shows_the_chat_that_was_open_and_a_new_tab_none(answerer, events):
    page = talk(answerer, script.ASK_BRIDGE)
    desk = Desk()
    secret, chat, *listing, messages, again, _ = events.arrived(ANN, desk, ANYBODY)
    assert (secret, chat, desk.chat, again) == (ANN, CHAT, CHAT, page)
    assert messages == shown(page)[0]
    assert (titles(listing), listing[0]["value"]) == ([script.ASK_BRIDGE], CHAT)
    new_tab = SimpleNamespace(username=None, query_params={})
    _, chat, *listing, messages, _, _ = events.arrived(ANN, Desk(), new_tab)
    assert (len(chat), titles(listing), listing[0]["value"]) == (32, [script.ASK_BRIDGE], None)
    assert messages == gr.skip()


def test_a_new_browser_gets_a_secret_and_nobody_elses_chat(answerer, events):
    talk(answerer, script.ASK_BRIDGE)
    ann = SimpleNamespace(username="ann", query_params=ANYBODY.query_params)
    for secret, request in ((None, ANYBODY), ("guess", ANYBODY), (BO, ANYBODY), (ANN, ann)):
        told, chat, *listing, messages, _, _ = events.arrived(secret, Desk(), request)
        assert len(told) == 43
        assert chat != CHAT
        assert listing == [
            gr.update(choices=[], value=None),
            f'<div class="hint">{NO_CHATS}</div>',
        ]
        assert messages == gr.skip()


def test_nobody_opens_renames_deletes_or_exports_the_chat_of_another(answerer, events):
    page = talk(answerer, script.ASK_BRIDGE)
    _, *listing, messages, turns, _ = events.opened(BO, CHAT, "", Desk(), ANYBODY)[:-2]
    assert (titles(listing), messages["value"], turns) == ([], [], [])
    assert events.naming(BO, CHAT, ANYBODY)[-1] == gr.skip()
    events.named(BO, CHAT, "Mine", "", ANYBODY)
    *_, gone = events.deleted(BO, CHAT, "", Desk(), ANYBODY)
    assert gone == gr.skip()
    assert "Ada" not in events.exported(BO, CHAT, [], ANYBODY)
    talk(answerer, script.ASK_LIST, owner=owner_of(BO, None))
    assert opened_page(answerer, OWNER, CHAT) == page
    assert titles(events.searched(ANN, "", CHAT, ANYBODY)) == [script.ASK_BRIDGE]


def test_a_chat_is_renamed_by_words_and_by_nothing_else(answerer, events):
    talk(answerer, script.ASK_BRIDGE)
    shows, _, title = events.naming(ANN, CHAT, ANYBODY)
    assert (shows, title) == (gr.update(visible=True), script.ASK_BRIDGE)
    assert titles(events.named(ANN, CHAT, " Bridge\nbuilders ", "", ANYBODY)[2:]) == [
        "Bridge builders"
    ]
    assert titles(events.named(ANN, CHAT, "  ", "", ANYBODY)[2:]) == ["Bridge builders"]
    listing = events.searched(ANN, "ferry", CHAT, ANYBODY)
    assert listing == (gr.update(choices=[], value=None), f'<div class="hint">{NONE_FOUND}</div>')


def test_a_chat_is_deleted_for_good_and_can_be_put_back_at_once(answerer, events):
    page = talk(answerer, script.ASK_BRIDGE)
    desk = Desk()
    chat, *listing, messages, turns, _, _, _, said, gone = events.deleted(
        ANN, CHAT, "", desk, ANYBODY
    )
    assert (desk.chat, titles(listing), messages["value"], turns) == (chat, [], [], [])
    assert said == f'<div class="hint">Deleted “{script.ASK_BRIDGE}”.</div>'
    assert opened_page(answerer, OWNER, CHAT) == []
    chat, *listing, _, turns, _, _, _, none = events.undone(ANN, gone, "", desk, ANYBODY)
    assert (chat, desk.chat, titles(listing)) == (CHAT, CHAT, [script.ASK_BRIDGE])
    assert (turns, none) == (page, None)


def test_a_read_only_library_answers_keeps_nothing_and_says_so(answerer, monkeypatch):
    monkeypatch.setattr(Library, "writable", False)
    page = talk(answerer, script.ASK_BRIDGE)
    assert (page[-1].answer.text, page[-1].kept) == ("Ada Lindqvist", None)
    assert READ_ONLY in ChatEvents(answerer).searched(ANN, "", CHAT, ANYBODY)[1]
    # What the page shows can be taken away all the same.
    name, text = chat_file(answerer, OWNER, CHAT, page)
    assert name == "who-built-the-harbour-bridge.md"
    assert "**Ada Lindqvist** (Probably (88%))" in text


# The file of a chat.


def test_a_chat_becomes_markdown_with_numbered_references(tmp_path):
    pages = Article(
        "Ada *built* it.\nBo paid.",
        "A [bridge]",
        "/1",
        "The Gull",
        "Cy",
        "2020-05-04",
        pages=(0, 16),
    )
    with Library(tmp_path, "words", load=lambda _: WordEmbedder()) as library:
        list(library.add([pages]))
        reader = ScriptedReader({"Who built it?": {"Ada": 4.0}, "Who paid it?": {"Bo": 4.0}})
        answerer = Answerer(library, reader, UNFITTED)
        page = []
        for question in ("Who built it?", "Who paid it?", "Who built it?", "Who sang?"):
            *_, (_, turns, _) = replies(answerer, question, [], Limits(since="2020"))
            page += turns
    assert chat_markdown("A *chat*", page) == (
        "# A \\*chat\\*\n\n"
        "## Who built it?\n\n*Only articles since 2020-01-01.*\n\n"
        "**Ada** (Probably (88%))\n\n> Ada \\*built\\* it. [1]\n\n"
        "## Who paid it?\n\n*Only articles since 2020-01-01.*\n\n"
        "**Bo** (Probably (88%))\n\n> Bo paid. [2]\n\n"
        "## Who built it?\n\n*Only articles since 2020-01-01.*\n\n"
        "**Ada** (Probably (88%))\n\n> Ada \\*built\\* it. [1]\n\n"
        "## Who sang?\n\n*Only articles since 2020-01-01.*\n\n"
        "I found no answer in your articles.\n\n"
        "## References\n\n"
        "1. A \\[bridge\\], Cy, The Gull, 2020-05-04, p. 1\n"
        "2. A \\[bridge\\], Cy, The Gull, 2020-05-04, p. 2\n"
    )


def test_every_kind_of_reply_is_in_the_file(answerer):
    text = chat_markdown("All", talk(answerer, *ASKED))
    for part in (
        f"*Understood as: {script.FOLLOWED}*",
        "- **Torrance** [2]\n- **Quay** [2]\n- **Lamb** [2]",
        "What your articles say that bears on it:\n\n> Nobody drowned",
        "**ran aground** (",
        "From your articles, in order of date:\n\n> Nine people drowned on the Skua in May. [3]",
        "Your articles do not agree on this:\n\n- **Four** [4]\n- **Nine** [3]",
        "Ask a question about your articles, in English",
        "The question is empty: ask in a few words or a sentence.",
        "2. Ferry aground, The Gull, 2020-06-02\n",
    ):
        assert part in text
    assert "<" not in text.replace("\\<", "")  # nothing that Markdown would take for HTML


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Who built the École?", "who-built-the-école.md"),
        ("../../etc/passwd", "etc-passwd.md"),
        ("?", "chat.md"),
        ("x" * 90, "x" * 60 + ".md"),
    ],
)
def test_the_file_is_called_after_the_chat(title, name):
    assert file_name(title) == name


def test_the_words_of_a_refused_question_are_its_own():
    assert words_of(Turn("", "", asked="?!")) == "?! "


def test_a_bug_leaves_the_page_as_it_was_and_the_question_where_it_can_be_found(answerer):
    desk = Desk()
    desk.chat = CHAT
    broken = Answerer(answerer.library, Broken({}), UNFITTED)
    stages = kept_replies(broken, Asked(script.ASK_BRIDGE, CHAT, OWNER), [], desk)
    with pytest.raises(RuntimeError, match="a bug"):
        list(stages)
    page = ask(answerer, script.ASK_LIST, [], desk=desk)[-1][1]
    assert [turn.asked for turn in page] == [script.ASK_LIST]
    kept = opened_page(answerer, OWNER, CHAT)
    assert [turn.asked for turn in kept] == [script.ASK_BRIDGE, script.ASK_LIST]
    assert STOPPED in kept[0].reply


class Broken(ScriptedReader):
    """Breaks over any question."""

    def read(self, question, passages):
        raise RuntimeError("a bug")
