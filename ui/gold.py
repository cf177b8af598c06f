"""``clippings gold``: gold questions made of feedback, and gold questions checked."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ui.common import json_option, library_option, open_library, print_json, say

if TYPE_CHECKING:
    from qa import GoldSet

_FOUND = 1


@click.group()
def gold() -> None:
    """Make gold questions of feedback, and check those that there are."""


@gold.command()
@library_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write.  [default: standard output]",
)
def export(library: Path | None, out: Path | None) -> None:
    """Turn the feedback given in the chat into gold questions, as JSON lines for `eval`.

    Thumbs up and corrections become questions with an answer, "there is no answer" one without.
    """
    from index import GoldError
    from qa import gold_json
    from ui.window.evaluation.gold_choices import judged_questions

    with open_library(library) as opened:
        made = judged_questions(opened)
    lines = [json.dumps(gold_json(one), ensure_ascii=False) + "\n" for one in made.questions]
    if out is None:
        click.echo("".join(lines), nl=False)
    else:
        try:
            out.write_text("".join(lines), encoding="utf-8")
        except OSError as error:
            raise GoldError(f"{out} cannot be written: {error.strerror}.") from error
    say(f"{len(lines)} gold questions")
    if made.only_wrong:
        say(f"{made.only_wrong} left out: known only that an answer was wrong")
    if made.gone:
        say(f"{made.gone} left out: the article is gone, or no longer has the answer's words")


@gold.command()
@library_option
@json_option
@click.argument("path", metavar="GOLD", type=click.Path(path_type=Path))
def check(library: Path | None, as_json: bool, path: Path) -> None:
    """Find what is wrong with gold questions; exit code 1 if anything is.

    Answers that stand nowhere, or not in the article named; articles that are not there; questions
    asked twice, or without text.
    """
    from qa import check_gold

    questions = _questions(path)
    if questions.articles:
        problems = list(check_gold(questions, None))
    else:
        with open_library(library) as opened:
            problems = list(check_gold(questions, opened))
    if as_json:
        found = [{"id": p.id, "kind": p.kind, "message": p.message} for p in problems]
        print_json({"n": len(questions.questions), "problems": found})
    else:
        for problem in problems:
            click.echo(f"{problem.id}: {problem.message}")
        click.echo(f"{len(questions.questions)} questions, {len(problems)} problems")
    if problems:
        sys.exit(_FOUND)


def _questions(path: Path) -> "GoldSet":
    """Read gold questions, or the standalone ones of conversations."""
    from qa import (
        GoldSet,
        holds_conversations,
        read_conversations,
        read_gold,
        standalone_questions,
    )

    if not holds_conversations(path):
        return read_gold(path)
    asked = [gold for one in read_conversations(path) for gold in standalone_questions(one)]
    return GoldSet(tuple(asked))
