"""Questions that only seem to fit a passage, made by rule from questions that do fit it.

People who wrote SQuAD 2.0's unanswerable questions swapped names and numbers, turned words into
their opposites and slipped in a negation (Rajpurkar, Jia and Liang, 2018). These rules do the same.
A made question is kept only if what was put into it stands in no sentence that holds an answer, so
that the old answer does not answer the new question by accident. Pure functions.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index import sentence_spans

# Half-open character ranges of a passage.
Range = tuple[int, int]

_OPPOSITES = """
above below|accept reject|accepted rejected|after before|allow forbid|allowed forbidden|
always never|ancient modern|arrive depart|arrived departed|begin end|began ended|
beginning end|best worst|biggest smallest|born buried|bottom top|buy sell|bought sold|
cause prevent|caused prevented|common rare|create destroy|created destroyed|
decrease increase|decreased increased|decline growth|earlier later|earliest latest|
early late|east west|eastern western|enter leave|entered left|failed succeeded|fall rise|
fell rose|fastest slowest|female male|fewer more|fewest most|first last|founded dissolved|
gain lose|gained lost|greater lesser|greatest least|heavier lighter|heaviest lightest|
high low|higher lower|highest lowest|include exclude|includes excludes|included excluded|
inside outside|joined left|largest smallest|larger smaller|legal illegal|longer shorter|
longest shortest|major minor|maximum minimum|majority minority|men women|new old|
newest oldest|north south|northern southern|northeast southwest|northwest southeast|
opened closed|oppose support|opposed supported|older younger|oldest youngest|
positive negative|private public|raise lower|raised lowered|rejected approved|
richest poorest|rural urban|stronger weaker|strongest weakest|strengthen weaken|
tallest shortest|victory defeat|war peace|win lose|winner loser|won lost|with without|
wealthy poor|deny confirm|denied confirmed|start finish|started finished
""".replace("\n", "")
_OPPOSITE: dict[str, str] = {}
for _line in _OPPOSITES.split("|"):
    _one, _other = _line.split()
    _OPPOSITE.setdefault(_one, _other)
    _OPPOSITE.setdefault(_other, _one)

_MONTHS = "January February March April May June July August September October November December"
_NUMBERS = "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty"
_CAPITAL = (
    r"(?:(?:[A-Z]\.)+(?=\s[A-Z])|(?:St|Dr|Mr|Mrs|Ms|Gen|Lt|Col|Mt)\."
    r"|[A-ZÀ-ÖØ-Þ](?:[\w'’\-]|\.(?=\w))*\w)"
)
_MENTION = re.compile(
    r"(?P<year>(?<![\w.,$£€])(?:1\d{3}|20[0-4]\d)(?![\w%]|[.,]\d))"
    rf"|(?P<month>\b(?:{_MONTHS.replace(' ', '|')})\b)"
    rf"|(?P<number>(?<![\w.])\d[\d,]*(?:\.\d+)?(?![\w])|\b(?:{_NUMBERS.replace(' ', '|')})\b)"
    rf"|(?P<name>\b{_CAPITAL}(?:\s(?:(?:of|the|de|von|van|for|and)\s)?{_CAPITAL})*)"
)
# Capitalised words that open a sentence or a question and name nothing.
_OPENERS = frozenset(
    """a after all although an and another are as at because before both but by can could despite
    did do does due during each even every few following for from had has have he her here his how
    however i if in instead into is it its many more most much my new no not of on once one only or
    other our over she should since so some such than that the their them then there these they this
    those though through to under until upon was we were what when where whether which while who
    whom whose why will with within without would yet you your also according among between like
    today later several""".split()
)
_PLACE = re.compile(
    r"\b(?:in|at|from|near|to|into|across|throughout)\s+(?:the\s+)?$", re.IGNORECASE
)
_AUXILIARY = re.compile(
    r"\b(?P<verb>is|are|was|were|do|does|did|has|have|had|could|would|should)\b(?P<next>\s+\w+)",
    re.IGNORECASE,
)
_NEGATED = re.compile(r"\b(?:not|never|no|nor|none|without|cannot)\b|n['’]t\b", re.IGNORECASE)
_CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class Mention:
    """A name, place, year, month or number, and where it stands in its text."""

    text: str
    kind: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A question that its passage does not answer, and the rule that made it."""

    question: str
    rule: str  # "swap", "opposite" or "negation"


def near_misses(
    question: str, context: str, answers: Sequence[Range], neighbours: Sequence[str] = ()
) -> list[NearMiss]:
    """Return what the rules make of an answerable question; none where no rule fits.

    Args:
        question: one that ``context`` answers.
        context: the passage.
        answers: where in it the answers stand.
        neighbours: passages to take names from where the context has none of the kind.
    """
    beside = _beside(context, answers)
    made = [
        *_swaps(question, context, beside, answers, neighbours),
        *_opposites(question, beside),
        *_negations(question),
    ]
    return [miss for miss in dict.fromkeys(made) if miss.question.lower() != question.lower()]


def mentions(text: str) -> list[Mention]:
    """Return the names, places, years, months and numbers of a text, in order."""
    found = []
    for match in _MENTION.finditer(text):
        kind = str(match.lastgroup)
        mention = Mention(match.group(), kind, match.start())
        if kind == "name":
            named = _named(text, mention)
            if named is not None:
                found.append(named)
        else:
            found.append(mention)
    return found


def _named(text: str, mention: Mention) -> Mention | None:
    """Return the name without what merely opens the sentence; None where nothing is left."""
    words = mention.text.split()
    while words and words[0].lower() in _OPENERS:
        words.pop(0)
    if not words or re.match(r"I['’]", words[0]):
        return None
    name = re.sub(r"['’]s$", "", mention.text[mention.text.index(words[0]) :])
    start = mention.start + mention.text.index(words[0])
    opens = re.search(r"(?:^|[.!?][\"'”’)]*\s+)$", text[:start]) is not None
    if opens and " " not in name and not re.search(rf"[^.!?\s]\s{re.escape(name)}\b", text):
        return None  # a capital at the start of a sentence may be no more than that
    kind = "place" if _PLACE.search(text[:start]) else "name"
    return Mention(name, kind, start)


def _beside(context: str, answers: Sequence[Range]) -> str:
    """Return, in lower case, the sentences in which an answer stands."""
    spans = sentence_spans(context)
    held = [s for s in spans if any(s[0] < end and start < s[1] for start, end in answers)]
    return " ".join(context[start:end] for start, end in held).lower()


def _swaps(
    question: str,
    context: str,
    beside: str,
    answers: Sequence[Range],
    neighbours: Sequence[str],
) -> Iterable[NearMiss]:
    golden = {context[start:end].lower() for start, end in answers}
    here = mentions(context)
    around = [mention for text in neighbours for mention in mentions(text)]
    for asked in mentions(question):
        for pool in (here, around):
            fit = [
                other.text
                for other in sorted(pool, key=lambda o: _unlike(asked, o))
                if _may_replace(asked, other, question, beside, golden)
            ]
            for text in list(dict.fromkeys(fit))[:_CANDIDATES]:
                yield NearMiss(question[: asked.start] + text + question[asked.end :], "swap")
            if fit:
                break


def _may_replace(
    asked: Mention, other: Mention, question: str, beside: str, golden: set[str]
) -> bool:
    """Whether another mention can stand in for the one asked about without being true of it."""
    named = {"name", "place"}
    if asked.kind != other.kind and not {asked.kind, other.kind} <= named:
        return False
    text = other.text.lower()
    shared = set(asked.text.lower().split()) & set(text.split())
    in_gold = any(text in gold or gold in text for gold in golden)
    return not (shared or in_gold or _has(question.lower(), text) or _has(beside, text))


def _unlike(asked: Mention, other: Mention) -> tuple[bool, int]:
    """Order mentions by how well they would fit the place of the one asked about."""
    lengths = len(asked.text.split()), len(other.text.split())
    return asked.kind != other.kind, abs(lengths[0] - lengths[1])


def _opposites(question: str, beside: str) -> Iterable[NearMiss]:
    for match in re.finditer(r"[A-Za-z]+", question):
        word = match.group()
        opposite = _OPPOSITE.get(word.lower())
        if opposite is None or _has(beside, opposite):
            continue
        if word[0].isupper():
            if match.start() > 0:
                continue  # part of a name: "New York" has no opposite
            opposite = opposite.capitalize()
        yield NearMiss(question[: match.start()] + opposite + question[match.end() :], "opposite")


def _negations(question: str) -> Iterable[NearMiss]:
    """Negate the first auxiliary: "was not built" before a participle, else "wasn't the tower"."""
    match = _AUXILIARY.search(question)
    if match is None or _NEGATED.search(question):
        return
    takes = match["verb"].lower() in {"is", "are", "was", "were", "has", "have", "had"}
    participle = takes and re.search(r"(?:ed|en|ing|wn|lt)$", match["next"]) is not None
    ending = " not" if participle else "n't"
    place = match.end("verb")
    yield NearMiss(question[:place] + ending + question[place:], "negation")


def _has(text: str, words: str) -> bool:
    """Whether ``words`` stand in ``text`` as whole words."""
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None
