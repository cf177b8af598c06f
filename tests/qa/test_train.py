import random
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from index import ModelError
from qa.train import Adapters, TrainSettings, rate_at, train
from qa.training_batches import Row, make_batches, to_rows
from qa.training_data import Mixture, Pair

# Words of the tiny model, in the order of their ids.
WORDS = "<s> <pad> </s> <unk> <mask> where is ann bob eve in rome oslo bath and . ?".split()


@pytest.fixture(scope="module")
def tokenizer():
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(WORDS)}, "<unk>"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B:1 </s>:1",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    return tokenizer


@pytest.fixture(scope="module")
def base(tmp_path_factory, tokenizer):
    """A reader of two tiny layers that knows seventeen words and nothing else."""
    import torch
    from transformers import MPNetConfig, MPNetForQuestionAnswering, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("tiny")
    torch.manual_seed(0)
    config = MPNetConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
    )
    MPNetForQuestionAnswering(config).save_pretrained(folder)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="<pad>", model_input_names=["input_ids"]
    ).save_pretrained(folder)
    return folder


@pytest.fixture
def settings(tmp_path, base):
    import json

    data = tmp_path / "data.jsonl"
    names, places = ("Ann", "Bob", "Eve"), ("Rome", "Oslo", "Bath")
    records = []
    for name in names:
        for place in places:
            context = f"{name} is in {place} ."
            answer = {"text": place, "answer_start": context.index(place)}
            question = {"question": f"Where is {name} ?", "context": context}
            records.append({**question, "answers": [answer]})
    data.write_text("\n".join(map(json.dumps, records)))
    return TrainSettings(
        base=str(base),
        data=((data, 36),),
        out=tmp_path / "out",
        adapters=None,
        mixture=Mixture(near_misses=0.0, other_passages=0.5),
        batch=4,
        rate=0.02,
        threads=1,
    )


def weights(folder):
    from safetensors.numpy import load_file

    return load_file(folder / "model.safetensors")


def test_an_answer_becomes_its_tokens_and_none_the_first(tokenizer):
    pairs = [
        Pair("Where is Ann ?", "Ann is in Rome .", (10, 14), 7, "answer"),
        Pair("Where is Eve ?", "Ann is in Rome .", None, -8, "near miss"),
    ]
    [[found, none]] = to_rows(tokenizer, [pairs])
    # <s> where is ann ? </s> </s> ann is in rome . </s>
    assert found == Row((0, 5, 6, 7, 16, 2, 2, 7, 6, 10, 11, 15, 2), (0,) * 7 + (1,) * 6, 10, 10, 7)
    assert (none.start, none.end, none.group) == (0, 0, -8)


def test_of_a_long_passage_the_window_that_holds_the_answer_is_taken(tokenizer):
    context = "Ann is in Oslo . " * 200 + "Eve is in Rome ."
    start = context.index("Rome")
    pair = Pair("Where is Eve ?", context, (start, start + 4), 0, "answer")
    [[row]] = to_rows(tokenizer, [[pair]])
    assert row.ids[row.start] == row.ids[row.end] == WORDS.index("rome")
    assert len(row.ids) <= 384


def test_batches_keep_units_together_and_lose_no_row():
    units = [
        [Row((0,) * length, (0,) * length, 0, 0, group)] * count
        for group, (length, count) in enumerate([(9, 1), (5, 2), (5, 1), (7, 2), (6, 1), (30, 1)])
    ]
    batches = make_batches([*units, []], 4, random.Random(0))
    assert sorted(r.group for b in batches for r in b) == [0, 1, 1, 2, 3, 3, 4, 5]
    assert all(len(batch) <= 4 for batch in batches)
    for group in range(6):
        assert sum(any(row.group == group for row in batch) for batch in batches) == 1
    assert [5, 5, 5, 6] in [[len(row.ids) for row in batch] for batch in batches]


def test_the_rate_rises_and_falls_in_straight_lines(settings):
    quarter = replace(settings, rate=8.0, warm_up=0.25)
    rates = [rate_at(n, 8, quarter) for n in range(1, 9)]
    assert rates[:2] == [4.0, 8.0]
    assert all(a > b for a, b in pairwise(rates[1:]))
    assert rates[-1] == pytest.approx(8.0 / 7)
    steps = {round(a - b, 9) for a, b in pairwise(rates[1:])}
    assert steps == {round(8.0 / 7, 9)}


def test_a_shared_loss_is_what_its_definition_says():
    import torch

    from qa.training_batches import shared_loss

    logits = torch.log(torch.tensor([[1.0, 3.0, 4.0], [2.0, 6.0, 0.0], [5.0, 1.0, 4.0]]))
    targets, groups = torch.tensor([2, 0, 1]), torch.tensor([1, 1, 2])
    # Row 0 answers, and competes with the 6 of row 1; row 1 does not; row 2 stands alone.
    expected = -torch.log(torch.tensor([4.0 / (8.0 + 6.0), 2.0 / 8.0, 1.0 / 10.0])).mean()
    assert float(shared_loss(logits, targets, groups)) == pytest.approx(float(expected))


def test_padding_changes_no_loss(settings):
    from transformers import MPNetForQuestionAnswering

    from qa.training_batches import loss_of

    model = MPNetForQuestionAnswering.from_pretrained(settings.base).eval()
    short = Row((0, 5, 2, 2, 11, 2), (0,) * 6, 4, 4, 0)
    long = Row((0, 5, 6, 7, 8, 2, 2, 11, 2), (0,) * 9, 7, 7, 1)
    apart = [float(loss_of(model, [row], typed=False).detach()) for row in (short, long)]
    together = float(loss_of(model, [short, long], typed=False).detach())
    assert together == pytest.approx(sum(apart) / 2, abs=1e-5)


def test_the_loss_falls_and_the_model_can_be_read(settings):
    told = []
    folder = train(settings, told.append)
    assert told[-1].batch == told[-1].batches
    assert told[-1].loss < 0.8 * told[0].loss
    assert all(line.questions_a_second > 0 for line in told)
    assert {"config.json", "model.safetensors", "tokenizer.json"} <= {
        path.name for path in folder.iterdir()
    }


@pytest.mark.parametrize("adapters", [None, Adapters(rank=2, first_layer=1)])
def test_a_killed_run_that_goes_on_ends_as_one_that_was_not(settings, adapters, tmp_path):
    whole = replace(settings, adapters=adapters, checkpoint_minutes=0.0)
    expected = weights(train(whole, lambda _: None))

    killed = replace(whole, out=tmp_path / "killed")

    class Killed(Exception):
        pass

    def kill(line):
        raise Killed

    with pytest.raises(Killed):
        train(killed, kill)
    lines = []
    resumed = weights(train(killed, lines.append))
    assert [line.batch for line in lines] == [15]  # the first ten were not done again
    assert all((resumed[name] == expected[name]).all() for name in expected)
    assert (killed.out / "adapter").exists() == (adapters is not None)


def test_adapters_leave_lower_layers_as_they_are(settings):
    before = weights(Path(settings.base))
    after = weights(train(replace(settings, adapters=Adapters(rank=2, first_layer=1)), _ignore))
    changed = {name for name in before if (before[name] != after[name]).any()}
    assert "qa_outputs.weight" in changed
    assert "mpnet.encoder.layer.1.attention.attn.q.weight" in changed
    assert not any("layer.0" in name or "embeddings" in name for name in changed)


def test_adapters_can_be_taken_up_by_another_run(settings, tmp_path):
    first = replace(settings, adapters=Adapters(rank=2, first_layer=1), limit=2)
    train(first, _ignore)
    start = Adapters(start=first.out / "adapter")
    further = replace(settings, adapters=start, out=tmp_path / "further", rate=1e-12, limit=1)
    before, after = weights(first.out / "merged"), weights(train(further, _ignore))
    assert all(abs(before[name] - after[name]).max() < 1e-6 for name in before)


def test_a_checkpoint_of_other_settings_is_refused(settings):
    train(replace(settings, limit=1), _ignore)
    with pytest.raises(ModelError, match="other settings"):
        train(replace(settings, rate=0.01), _ignore)
    train(replace(settings, limit=2, threads=None), _ignore)  # these may change


def test_a_base_that_is_not_there_is_a_clear_error(settings):
    with pytest.raises(ModelError, match="nowhere"):
        train(replace(settings, base="/nowhere"), _ignore)


def test_adapters_without_peft_are_a_clear_error(settings, monkeypatch):
    monkeypatch.setitem(sys.modules, "peft", None)
    with pytest.raises(ModelError, match=r"clippings\[train\]"):
        train(replace(settings, adapters=Adapters()), _ignore)


@pytest.mark.parametrize("wrong", [{"data": ()}, {"batch": 1}, {"rate": 0.0}, {"warm_up": 1.0}])
def test_settings_refuse_what_cannot_be_trained_with(settings, wrong):
    with pytest.raises(ValueError, match="must be"):
        replace(settings, **wrong)


def _ignore(line):
    pass
