"""``clippings eval FOLDER``: how well the search finds the documents of a BEIR folder."""

from pathlib import Path

from ui.common import allow_only, console, counted, library_of, print_json


def evaluate_folder(folder: Path, *, as_json: bool) -> None:
    """Index the folder's corpus into a temporary library, search it, and print the figures.

    Raises:
        GoldError: if it is no BEIR folder.
        click.UsageError: if an option is given that a search alone has no use for.
    """
    from qa import OPEN, GoldSet, beir_summary, rank_documents, read_beir
    from ui.terminal import print_summary

    allow_only({"as_json"}, "a BEIR folder, which is searched and not answered from")
    beir = read_beir(folder)
    with library_of(GoldSet((), beir.articles), None, OPEN) as opened:
        ranked = dict(counted(rank_documents(opened, beir), len(beir.queries)))
    summary = beir_summary(ranked, beir.grades)
    if as_json:
        print_json(summary)
    else:
        print_summary(console(), summary)
