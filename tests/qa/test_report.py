"""The report: what stands in it, that nothing in an article acts there, and how large it grows."""

import json
import re
from pathlib import Path

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qa.report
from index import ReportError
from qa import VERDICTS, Cited, Run, read_run, summarise, write_report
from qa.pages import make_folder
from qa.report import chosen, passage_marks, report_html, report_json, report_markdown
from tests.rows import make_excerpt, make_row, make_settings

# One question of each verdict, and a second of the last.
SHIPS = make_excerpt("In 1912 the Titanic sank in the fog.", gold=True)
ROWS = (
    make_row("Titanic", held=True, placed=True, rank=1, passages=(SHIPS,), ms=100.0),
    make_row("Oslo", ("Rome",), placed=True, ms=200.0, confidence=0.9),
    make_row("fog", held=True, placed=True, rank=12, passages=(SHIPS,), ms=300.0),
    make_row("", held=True, best="Titanic", confidence=0.2, ms=400.0),
    make_row("fog", (), question="Who sank?", ms=500.0),
    make_row("ice", (), question="Who sank?", ms=600.0),
)
HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}|`]]>--></style>\u2028&amp;"
)


def html(rows=ROWS, **settings):
    run = Run(make_settings(**settings), tuple(rows))
    page = report_html(run, summarise(rows, run.settings.mode, run.settings.k), {})
    return lxml.html.document_fromstring(page)


def markdown(rows=ROWS):
    return report_markdown(Run(make_settings(), tuple(rows)), summarise(rows), {})


def text(element):
    return " ".join(element.text_content().split())


def table(tree, heading):
    """The cells of the table under a heading, row by row."""
    (found,) = tree.xpath(f"//h2[normalize-space()='{heading}']/following::table[1]")
    return [[text(cell) for cell in row] for row in found.xpath("./tbody/tr")]


def test_every_cause_of_error_is_counted():
    causes = table(html(), "Where errors come from")
    assert [row[1:] for row in causes] == [["1", "16.7"]] * 4 + [["2", "33.3"]]
    assert all(row[0].startswith(name) for row, name in zip(causes, VERDICTS, strict=True))
    bar = html().xpath("//div[@class='bar']/span")
    assert [(part.get("class"), part.get("style")) for part in bar] == [
        ("right", "flex: 1"),
        ("retrieval-miss", "flex: 1"),
        ("reader-miss", "flex: 1"),
        ("wrongly-abstained", "flex: 1"),
        ("wrongly-answered", "flex: 2"),
    ]


def test_the_headline_has_the_figures_with_their_intervals():
    summary = summarise(ROWS)
    low, high = (f"{100 * end:.1f}" for end in summary["intervals"]["no_answer"])
    shown = {text(one[0]): text(one[1]) for one in html().xpath("//dl[@class='headline']/div")}
    assert list(shown) == [
        "F1, all questions",
        "EM, all questions",
        "rightly not answered",
        "recall@10",
        "seconds a question",
    ]
    assert shown["F1, all questions"].startswith("16.7")
    assert shown["rightly not answered"] == f"0.0{low} to {high} · 2 questions"
    assert shown["recall@10"].startswith("33.3")  # of three, at ranks 1 and 12 and nowhere
    assert shown["seconds a question"] == "0.35median; one in twenty takes over 0.57"


def test_the_groups_and_all_figures_are_listed():
    tree = html()
    assert table(tree, "By question word") == [
        ["which", "4", "25.0", "25.0", ""],
        ["who", "2", "0.0", "0.0", ""],
    ]
    assert table(tree, "By answer length") == [["1 word", "4", "25.0", "25.0", ""]]
    assert {row[0]: row[1:3] for row in table(tree, "All figures")} == {
        "F1, all questions": ["6", "16.7"],
        "EM, all questions": ["6", "16.7"],
        "F1, answerable questions": ["4", "25.0"],
        "EM, answerable questions": ["4", "25.0"],
        "rightly not answered": ["2", "0.0"],
        "recall@1": ["3", "33.3"],
        "recall@5": ["3", "33.3"],
        "recall@10": ["3", "33.3"],
        "recall@20": ["3", "66.7"],
        "mean reciprocal rank": ["3", "36.1"],
    }


def test_a_long_list_of_articles_is_folded_away():
    rows = [make_row("Titanic", article=f"Article {n:02}") for n in range(30)]
    tree = html(rows)
    assert len(table(tree, "By article")) == 30
    assert tree.xpath("//h2[.='By article']/following::details[1]/summary/text()") == [
        "All 30, the largest first"
    ]
    assert not html().xpath(
        "//h2[.='By question word']/following::details[1]/summary[.//text()='All']"
    )


def test_each_question_is_listed_with_its_outcome_and_its_passages_once():
    tree = html()
    listed = tree.xpath("//details[@class='row']")
    assert [row.get("data-verdict") for row in listed] == [row.verdict for row in ROWS]
    assert [row.get("data-rank") for row in listed] == ["1", "99", "12", "0", "0", "0"]
    assert "Best guess, not given: Titanic" in text(listed[3])
    assert "gold passage not among the first twenty" in text(listed[1])
    data = json.loads(tree.get_element_by_id("data").text)
    assert [passage["text"] for passage in data["passages"]] == [SHIPS.text]
    # "Titanic", at 12 to 19, is the gold answer.
    titanic = [[0, 1, [[12, 19, 2]]]]
    assert data["details"] == [titanic, [], titanic, [], [], []]


def test_nothing_in_an_article_acts_on_the_page():
    excerpt = make_excerpt(HOSTILE, title=HOSTILE, article_id=HOSTILE, gold=True)
    row = make_row(
        HOSTILE, (HOSTILE,), id=HOSTILE, question=HOSTILE, article=HOSTILE, passages=(excerpt,)
    )
    silent = make_row("", (HOSTILE,), best=HOSTILE, refused=HOSTILE)
    tree = html([row, silent], gold=HOSTILE, reader=HOSTILE, embedder=HOSTILE)
    # Ours alone: the data and the program, and one sheet of styles for the page.
    assert [script.get("type") for script in tree.iter("script")] == ["application/json", None]
    assert len(list(tree.iter("img"))) == 0
    assert len(tree.xpath("/html/head/style | /html/body//style[not(ancestor::svg)]")) == 1
    data = json.loads(tree.get_element_by_id("data").text)
    assert data["passages"][0]["text"] == HOSTILE
    asked = tree.xpath("//span[@class='asked']/text()")[0]
    assert asked == HOSTILE
    assert "49" not in asked


def test_the_page_loads_nothing():
    tree = html()
    links = [(e.tag, name, value) for e in tree.iter() for name, value in e.items()]
    loaded = [
        (tag, name, value)
        for tag, name, value in links
        if name in ("src", "srcset", "href", "{http://www.w3.org/1999/xlink}href", "action", "data")
        and not value.startswith(("#", "data:,"))
    ]
    assert loaded == []
    style = "".join(element.text or "" for element in tree.iter("style"))
    assert "@import" not in style
    assert not re.search(r"url\((?!#)", style)


def test_markdown_keeps_its_tables_whatever_the_texts_say():
    odd = "a | b\n# c <b>*d*</b> `e`"
    told = markdown([*ROWS, make_row(odd, ("x",), question=odd)])
    lines = told.split("## What went wrong")[1].splitlines()
    rows = [line for line in lines if line.startswith("|")]
    assert len(rows) == 2 + 6
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {5}
    assert r"a \| b \# c \<b\>\*d\*\</b\> \`e\`" in rows[-1]
    assert "| retrieval miss | 2 | 28.6 |" in told
    assert "Half of the questions take up to 300 ms, 19 of 20 up to 570 ms." in told


def test_markdown_lists_fifty_questions_and_counts_the_rest():
    told = markdown([make_row("fog")] * 53)
    assert told.count("| Which ship? |") == 50
    assert "And 3 more" in told


def test_what_nothing_was_asked_for_is_left_out():
    read = html([make_row("Titanic")], mode="reading", k=None, passages=0)
    assert "recall@10" not in text(read)
    assert "Finding the passage" not in text(read)
    assert "read in their own contexts" in text(read)
    assert "0 questions" in text(html([]))


def test_the_report_is_read_back_as_the_run_it_was_made_of(tmp_path):
    run = Run(make_settings(), ROWS)
    summary = summarise(ROWS)
    write_report(tmp_path / "new" / "report", run, summary, {"compare_to": 1})
    folder = tmp_path / "new" / "report"
    assert sorted(p.name for p in folder.iterdir()) == ["report.html", "report.json", "report.md"]
    assert read_run(folder / "report.json") == run
    whole = json.loads((folder / "report.json").read_bytes())
    assert (whole["summary"], whole["compare_to"]) == (json.loads(json.dumps(summary)), 1)
    assert whole["cores"] >= 1
    assert whole["settings"]["gold_sha256"] == "0" * 64


def test_half_a_pair_of_surrogates_does_no_harm(tmp_path):
    rows = (make_row("Titanic", question="Which \ud83c ship?"),)
    write_report(tmp_path, Run(make_settings(), rows), summarise(rows))
    assert "Which ? ship?" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_made_or_written_is_named(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    with pytest.raises(ReportError, match=r"The report .*file.* cannot be written: File exists"):
        make_folder(tmp_path / "file")
    # Root may write anywhere, so what the system says is told here.
    monkeypatch.setattr("os.access", lambda path, mode: False)
    with pytest.raises(ReportError, match="cannot be written: Permission denied"):
        make_folder(tmp_path)


# Marks ----------------------------------------------------------------------------------------


def test_given_and_gold_answers_are_marked_where_they_stand():
    at = make_excerpt("Rome, or Rome 1912?", gold=True, start=100, end=119)
    row = make_row("Rome 1912", ("Rome",), passages=(at,), cited=(Cited(1, "article 1", 109, 118),))
    # "Rome" at 0 and at 9, of which the second is a part of the answer, 9 to 18.
    assert passage_marks(row) == [[[0, 4, 2], [9, 13, 3], [13, 18, 1]]]
    elsewhere = make_row("Rome", cited=(Cited(1, "article 2", 100, 104),), passages=(at,))
    assert passage_marks(elsewhere) == [[]]
    before = make_row("x", ("x",), cited=(Cited(1, "article 1", 98, 102),), passages=(at,))
    assert passage_marks(before) == [[]]


letters = st.text(alphabet="ab 🌊", max_size=12)


@settings(deadline=None)
@given(letters, st.lists(letters, max_size=3), st.booleans(), st.data())
def test_marks_are_in_order_apart_and_say_what_is_gold(said, gold, is_gold, data):
    first = data.draw(st.integers(0, len(said)))
    last = data.draw(st.integers(first, len(said)))
    cited = (Cited(1, "article 1", first, last),) if first < last else ()
    passage = make_excerpt(said, gold=is_gold)
    (marks,) = passage_marks(make_row("", tuple(gold), cited=cited, passages=(passage,)))
    kinds = [0] * len(said)
    for start, end, kind in marks:
        assert 0 <= start < end <= len(said)
        assert set(kinds[start:end]) == {0}
        kinds[start:end] = [kind] * (end - start)
    assert [bool(kind & 1) for kind in kinds] == [first <= n < last for n in range(len(said))]
    golden = [
        is_gold
        and any(a and said.startswith(a, n - i) for a in gold for i in range(len(a)) if n >= i)
        for n in range(len(said))
    ]
    # Every found answer is marked; of answers that overlap themselves ("aa" in "aaa") the first is.
    assert all(want or not kind & 2 for want, kind in zip(golden, kinds, strict=True))
    assert any(golden) == any(kind & 2 for kind in kinds)


# How large it grows ---------------------------------------------------------------------------


def test_wrong_answers_keep_their_passages_and_their_places_longest(monkeypatch):
    passages = [make_excerpt("x" * 5000, rank) for rank in range(1, 7)]
    answers = ("Titanic", "fog", "Titanic", "fog", "fog", "Titanic")
    rows = [make_row(a, passages=(p,)) for a, p in zip(answers, passages, strict=True)]
    monkeypatch.setattr(qa.report, "_MOST_BYTES", 6 * 1000 + 3 * 5200)
    assert [(one.number, one.passages) for one in chosen(rows)] == [
        (1, False),
        (2, True),
        (3, False),
        (4, True),
        (5, True),
        (6, False),
    ]
    # The same passage costs its room once.
    same = [make_row(a, passages=(passages[0],)) for a in answers]
    assert all(one.passages for one in chosen(same))
    monkeypatch.setattr(qa.report, "_MOST_ROWS", 4)
    assert [one.number for one in chosen(rows)] == [1, 2, 4, 5]
    told = text(html(rows))
    assert "2 questions are not listed here, to keep the page small" in told
    assert "1 questions are listed without their passages" in told


def test_six_thousand_questions_make_a_page_that_opens():
    # As many questions and passages as half of SQuAD 2.0's development set has, and as long.
    told = [make_excerpt(f"{n} " + "word " * 150, n % 10 + 1, start=n) for n in range(1014)]
    rows = [
        make_row(
            "Titanic" if n % 3 else "fog of war",
            question=f"Which of these ships sank in the spring of {n}, and what was her name?",
            passages=tuple(told[(n * 7 + i) % 1014] for i in range(4)),
        )
        for n in range(6078)
    ]
    page = report_html(Run(make_settings(), tuple(rows)), summarise(rows), {})
    assert len(page.encode()) < 15_000_000
    assert page.count('class="row"') == 6078
    assert "without their passages" not in page


def test_what_the_report_is_made_of_is_installed_with_it():
    folder = Path(qa.report.__file__).parent / "templates"
    assert {path.name for path in folder.iterdir()} >= {
        "report.css",
        "report.html.jinja",
        "report.js",
        "report.md.jinja",
    }
    assert report_json(Run(make_settings(), ()), {})["rows"] == []
