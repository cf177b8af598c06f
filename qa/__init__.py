"""What we answer: a question and a library to an answer with its citations, or an abstention.

Nothing here imports ``ui``.
"""

from qa.answer import Alternative, Answer, Citation, Timings
from qa.answerer import Answerer
from qa.beir import Beir, beir_summary, rank_documents, read_beir
from qa.calibration import (
    DEFAULT_K,
    OPEN,
    READING,
    UNFITTED,
    Calibration,
    load_calibration,
    save_calibration,
)
from qa.compare import Comparison, compare, paired_difference, require_pairs
from qa.conversations import (
    Conversation,
    GoldTurn,
    ask_conversations,
    conversation_summary,
    holds_conversations,
    read_conversations,
    standalone_questions,
    turn_rows,
)
from qa.converse import Understood, exchange_from, understand
from qa.disagree import Disagreement, Side
from qa.evaluate import evaluate_open, evaluate_reading
from qa.fit import AS_IT_IS, Observation, fit, fit_trust, observe, observe_reading, observe_talks
from qa.gates import Gate, parse_gates, regressions, shortfalls
from qa.gold import Gold, GoldSet, gold_json, read_gold
from qa.gold_check import Problem, check_gold
from qa.gold_export import Export, export_feedback
from qa.items import Item
from qa.kinds import KINDS, Kind, kind_of
from qa.kinds_gold import KindGold, as_it_should_be, read_kinds
from qa.measures import figures, measured
from qa.pages import make_folder
from qa.question import checked
from qa.reader import (
    DEFAULT_READER,
    SHIPPED,
    Reader,
    load_reader,
    reader_folder,
    reader_folders,
)
from qa.referents import Exchange
from qa.report import (
    PLOTS,
    Cause,
    Figure,
    Plot,
    report_causes,
    report_figures,
    report_plots,
    write_report,
)
from qa.respond import Response, respond
from qa.retrieve import Hit, retrieve
from qa.rows import VERDICTS, Cited, Excerpt, Row, Verdict
from qa.run import RowsFile, Run, Settings, read_run, run_json, settings_of
from qa.sentences import Evidence
from qa.spans import Reading, Span
from qa.summary import summarise
from qa.sweep import Cell, Scores, cells, parse_sweep, scores, sweep
from qa.sweep_file import SweepFile
from qa.sweep_report import write_sweep

__all__ = [
    "AS_IT_IS",
    "DEFAULT_K",
    "DEFAULT_READER",
    "KINDS",
    "OPEN",
    "PLOTS",
    "READING",
    "SHIPPED",
    "UNFITTED",
    "VERDICTS",
    "Alternative",
    "Answer",
    "Answerer",
    "Beir",
    "Calibration",
    "Cause",
    "Cell",
    "Citation",
    "Cited",
    "Comparison",
    "Conversation",
    "Disagreement",
    "Evidence",
    "Excerpt",
    "Exchange",
    "Export",
    "Figure",
    "Gate",
    "Gold",
    "GoldSet",
    "GoldTurn",
    "Hit",
    "Item",
    "Kind",
    "KindGold",
    "Observation",
    "Plot",
    "Problem",
    "Reader",
    "Reading",
    "Response",
    "Row",
    "RowsFile",
    "Run",
    "Scores",
    "Settings",
    "Side",
    "Span",
    "SweepFile",
    "Timings",
    "Understood",
    "Verdict",
    "as_it_should_be",
    "ask_conversations",
    "beir_summary",
    "cells",
    "check_gold",
    "checked",
    "compare",
    "conversation_summary",
    "evaluate_open",
    "evaluate_reading",
    "exchange_from",
    "export_feedback",
    "figures",
    "fit",
    "fit_trust",
    "gold_json",
    "holds_conversations",
    "kind_of",
    "load_calibration",
    "load_reader",
    "make_folder",
    "measured",
    "observe",
    "observe_reading",
    "observe_talks",
    "paired_difference",
    "parse_gates",
    "parse_sweep",
    "rank_documents",
    "read_beir",
    "read_conversations",
    "read_gold",
    "read_kinds",
    "read_run",
    "reader_folder",
    "reader_folders",
    "regressions",
    "report_causes",
    "report_figures",
    "report_plots",
    "require_pairs",
    "respond",
    "retrieve",
    "run_json",
    "save_calibration",
    "scores",
    "settings_of",
    "shortfalls",
    "standalone_questions",
    "summarise",
    "sweep",
    "turn_rows",
    "understand",
    "write_report",
    "write_sweep",
]
