"""Mail: which part is read, and how messages are told apart."""

import pytest

from index import read_file


def message(folder, raw, name="a.eml"):
    path = folder / name
    path.write_bytes(raw.encode() if isinstance(raw, str) else raw)
    return path


def test_html_is_read_where_there_is_no_plain_text(tmp_path):
    raw = "Subject: Rain\nContent-Type: text/html\n\n<p>It <b>rained</b>.</p><p>It blew.</p>"
    (article,) = read_file(message(tmp_path, raw))
    assert (article.title, article.text) == ("Rain", "It rained.\n\nIt blew.")


@pytest.mark.parametrize("named", ["iso-8859-1", "windows-1252", "us-ascii", "klingon"])
def test_text_is_read_in_the_encoding_that_it_names_or_is_in(tmp_path, named):
    raw = f"Subject: Rain\nContent-Type: text/plain; charset={named}\n\nIt’s raining in Orléans."
    (article,) = read_file(message(tmp_path, raw.encode("cp1252")))
    assert article.text == "It’s raining in Orléans."


def test_a_subject_in_encoded_words_is_decoded(tmp_path):
    raw = "Subject: =?utf-8?q?Caf=C3=A9?=\nFrom: =?latin-1?q?Ren=E9?= <r@x.org>\n\nIt rained."
    (article,) = read_file(message(tmp_path, raw))
    assert (article.title, article.byline) == ("Café", "René")


def test_a_forwarded_message_is_an_article_of_its_own(tmp_path):
    raw = (
        'Subject: Fwd\nContent-Type: multipart/mixed; boundary="b"\n\n--b\n\nLook.\n--b\n'
        "Content-Type: message/rfc822\n\nSubject: Rain\n\nIt rained.\n--b--\n"
    )
    path = message(tmp_path, raw)
    assert [(a.origin, a.title, a.text) for a in read_file(path)] == [
        (str(path), "Fwd", "Look."),
        (f"{path}#forwarded-1.eml", "Rain", "It rained."),
    ]


def test_messages_are_told_apart_by_their_id_or_their_place(tmp_path):
    start = "From ann@x.org Thu Mar 31 14:05:00 2011\n"
    raw = "\n\n".join(
        [
            f"{start}Message-ID: <1@x>\nSubject: One\n\nIt rained.\n>From the sea it blew.",
            f"{start}Message-ID: <1@x>\nSubject: Two\n\nIt snowed.\n\nFrom noon on it thawed.",
            f"{start}Subject: Three\n\n",
        ]
    )
    path = message(tmp_path, raw, "a.mbox")
    one, two, three = read_file(path)
    assert (one.origin, one.text) == (f"{path}#1@x", "It rained.\nFrom the sea it blew.")
    assert (two.origin, two.text) == (
        f"{path}#message-2",
        "It snowed.\n\nFrom noon on it thawed.",
    )
    assert (three.origin, three.reason) == (f"{path}#message-3", "the message holds no text")


@pytest.mark.parametrize(
    ("name", "raw", "told"),
    [
        ("a.eml", "It rained.", "it is no mail message"),
        ("a.eml", "Subject: Rain\n\n", "the message holds no text"),
        ("a.eml", b"\0\1", "it holds binary data, not text"),
        ("a.mbox", "It rained.", "it is no mailbox: no message begins in it"),
        ("a.mbox", b"\0\1", "it holds binary data, not text"),
    ],
)
def test_what_is_no_mail_is_refused(tmp_path, name, raw, told):
    (failure,) = read_file(message(tmp_path, raw, name))
    assert failure.reason == told
