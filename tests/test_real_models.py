"""The reader and the embedder that ship, and readers of the user's own through transformers."""

from pathlib import Path

import pytest

from index import Library, ModelError, read_file
from qa import SHIPPED, Answerer, Reading, load_calibration, load_reader, reader_folder
from qa.reader import WEIGHTS

ACCURATE = WEIGHTS / "accurate"

pytestmark = pytest.mark.model

SEED = sorted((Path(__file__).parents[2] / "shared" / "seed").glob("*.txt"))

PASSAGES = [
    "The tower stands in the harbour of Sirt, and was built by Italian engineers in 1931.",
    "Captain Arthur Rostron turned the Carpathia round as soon as the call for help came in.",
    "The treaty was signed in Lisbon on 12 June 1985 after nine years of talks.",
    "Fog kept all ships in port, the harbour master said.",
    "About 40 people were hurt when the bridge fell, most of them schoolchildren.",
]
QUESTIONS = {
    "In which town does the tower stand?": ("Sirt", 0),
    "Who built the tower?": ("Italian engineers", 0),
    "Who was the captain of the Carpathia?": ("Arthur Rostron", 1),
    "When was the treaty signed?": ("12 June 1985", 2),
    "How many people were hurt?": ("40", 4),
}


@pytest.fixture(scope="module", params=["accurate", "fast"])
def reader(request):
    return load_reader(request.param)


def best(reading):
    return reading.spans[0].score - reading.null


def check_same(together: list[Reading], alone: list[Reading]):
    assert len(together) == len(alone)
    for one, other in zip(together, alone, strict=True):
        assert one.null == pytest.approx(other.null, abs=1e-3)
        assert [s.score for s in one.spans] == pytest.approx(
            [s.score for s in other.spans], abs=1e-3
        )
        assert (one.spans[0].start, one.spans[0].end) == (other.spans[0].start, other.spans[0].end)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_reader_finds_the_answer_and_its_passage(reader, question):
    answer, place = QUESTIONS[question]
    readings = reader.read(question, PASSAGES)
    span = readings[place].spans[0]
    assert answer in PASSAGES[place][span.start : span.end]
    assert max(range(len(PASSAGES)), key=lambda n: best(readings[n])) == place
    # Where the answer is not, "no answer" is the likelier.
    assert best(readings[place]) > 0 > best(readings[3])


def test_ten_passages_together_are_read_as_each_alone(reader):
    # One of them takes several windows, so that the others are padded to 384 tokens.
    passages = [*PASSAGES, *(passage.upper() for passage in PASSAGES[:4]), " ".join(PASSAGES * 8)]
    question = "Where is the tower?"
    alone = [reader.read(question, [passage])[0] for passage in passages]
    check_same(reader.read(question, passages), alone)


def test_a_damaged_reader_is_refused(tmp_path):
    for name in ("model.onnx", "tokenizer.json"):
        folder = tmp_path / name
        folder.mkdir()
        for file in ACCURATE.iterdir():
            (folder / file.name).symlink_to(file)
        (folder / name).unlink()
        (folder / name).write_bytes((ACCURATE / name).read_bytes()[:1000])
        with pytest.raises(ModelError, match="damaged or incomplete"):
            load_reader(str(folder))
    with pytest.raises(ModelError, match="could not be loaded"):
        load_reader(str(tmp_path / "none"))


@pytest.mark.skipif(not SEED, reason="the article of ../shared/seed lies beside the author's only")
@pytest.mark.parametrize("name", SHIPPED)
def test_the_oil_town_is_brega(tmp_path, name):
    with Library(tmp_path) as library:
        assert [o.status for o in library.add(read_file(SEED[0]))] == ["added"]
        answerer = Answerer(
            library, load_reader(name), load_calibration(reader_folder(name), "open")
        )
        answer = answerer.ask("Which oil town was the focus of fighting on Thursday?")
        assert answer.text == "Brega"
        citation = answer.citations[0]
        text = library.article(citation.article.id).text
    assert text[citation.answer_start : citation.answer_end] == "Brega"
    assert text[citation.passage_start : citation.passage_end] == citation.passage
    assert text[: citation.answer_start].endswith("focused on the oil town of ")


WORDS = sorted({word.strip(".,?") for text in [*PASSAGES, *QUESTIONS] for word in text.split()})


def save_model(folder, kind, *, head=True):
    """Save a tiny model with random weights and a tokenizer that knows the passages' words."""
    import torch
    import transformers
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    marks = {
        "bert": ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1"),
        "mpnet": ("<pad>", "[UNK]", "<s>", "</s>", "<s> $A </s> </s> $B </s>"),
    }
    pad, unknown, first, last, pair = marks[kind]
    vocabulary = {
        word: n for n, word in enumerate([pad, unknown, first, last, ".", ",", "?", *WORDS])
    }
    backend = Tokenizer(models.WordLevel(vocabulary, unk_token=unknown))
    backend.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    backend.post_processor = processors.TemplateProcessing(
        single=f"{first} $A {last}", pair=pair, special_tokens=[(first, 2), (last, 3)]
    )
    names = ["input_ids", "attention_mask", *(["token_type_ids"] if kind == "bert" else [])]
    transformers.PreTrainedTokenizerFast(
        tokenizer_object=backend,
        pad_token=pad,
        unk_token=unknown,
        cls_token=first,
        sep_token=last,
        model_input_names=names,
    ).save_pretrained(folder)
    config, answering, headless = {
        "bert": ("BertConfig", "BertForQuestionAnswering", "BertModel"),
        "mpnet": ("MPNetConfig", "MPNetForQuestionAnswering", "MPNetModel"),
    }[kind]
    torch.manual_seed(1)
    getattr(transformers, answering if head else headless)(
        getattr(transformers, config)(
            vocab_size=len(vocabulary),
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=64,
            max_position_embeddings=514,
            initializer_range=0.5,
            pad_token_id=0,
        )
    ).save_pretrained(folder)
    return str(folder)


@pytest.mark.parametrize("kind", ["bert", "mpnet"])
def test_a_reader_of_ones_own_reads_through_transformers(tmp_path, kind):
    name = save_model(tmp_path, kind)
    own = load_reader(name)
    assert own.name == name
    passages = [*PASSAGES, " ".join(PASSAGES * 8), ""]
    together = own.read("Where is the tower?", passages)
    for passage, reading in zip(passages, together, strict=True):
        assert bool(reading.spans) == bool(passage)
        for span in reading.spans:
            # Whole words, or figures and signs: what a tokenizer of words can point to.
            said = passage[span.start : span.end]
            assert said == said.strip()
            assert not passage[max(span.start - 1, 0) : span.start].isalnum()
            assert not passage[span.end : span.end + 1].isalnum()
    alone = [own.read("Where is the tower?", [passage])[0] for passage in passages[:-1]]
    check_same(together[:-1], alone)


def test_the_logits_are_those_of_the_model(tmp_path):
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    name = save_model(tmp_path, "bert")
    tokenizer = AutoTokenizer.from_pretrained(name)
    model = AutoModelForQuestionAnswering.from_pretrained(name).eval()
    given = tokenizer("Where is the tower?", PASSAGES[0], return_tensors="pt")
    out = model(**given)
    start, end = out.start_logits[0].tolist(), out.end_logits[0].tolist()
    passage = [n for n, which in enumerate(given.sequence_ids(0)) if which == 1]
    (reading,) = load_reader(name).read("Where is the tower?", [PASSAGES[0]])
    assert reading.null == pytest.approx(start[0] + end[0], abs=1e-4)
    every = [start[i] + end[j] for i in passage for j in passage if i <= j]
    assert reading.spans[0].score == pytest.approx(max(every), abs=1e-4)


@pytest.mark.parametrize("kind", ["bert", "mpnet"])
def test_a_model_that_was_never_trained_to_answer_is_refused(tmp_path, kind):
    name = save_model(tmp_path, kind, head=False)
    with pytest.raises(ModelError, match="never trained to answer"):
        load_reader(name)


def test_a_reader_without_weights_is_refused(tmp_path):
    name = save_model(tmp_path, "bert")
    (tmp_path / "model.safetensors").unlink()
    with pytest.raises(ModelError, match="could not be loaded"):
        load_reader(name)


def test_the_weights_that_ship_are_no_larger_than_a_repository_bears():
    sizes = [path.stat().st_size for path in WEIGHTS.rglob("*") if path.is_file()]
    assert sum(sizes) <= 130_000_000
    assert max(sizes) <= 95_000_000
