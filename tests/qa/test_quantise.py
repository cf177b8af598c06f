import numpy as np
import pytest

from qa.architecture import ARCHITECTURES
from qa.quantise import (
    TOP,
    Sample,
    input_range,
    make_plan,
    make_plans,
    quantise_input,
    quantise_weight,
    round_weight,
    round_weights,
)


def sample_of(rows):
    return Sample(rows.astype(np.float32), rows.min(0), rows.max(0))


MPNET = ARCHITECTURES["mpnet"]


@pytest.fixture
def draw():
    return np.random.default_rng(0)


def test_queries_keys_and_values_are_quantised_as_one():
    assert MPNET.peers("l.3.attention.attn.k") == [f"l.3.attention.attn.{c}" for c in "qkv"]
    assert MPNET.peers("l.3.output.dense") == ["l.3.output.dense"]
    assert MPNET.peers("l.3.attention.attn.o") == ["l.3.attention.attn.o"]
    stem = "bert.encoder.layer.0.attention.self"
    together = [f"{stem}.{c}" for c in ("query", "key", "value")]
    assert ARCHITECTURES["bert"].peers(f"{stem}.value") == together


def test_weights_take_the_codes_up_to_64_with_a_scale_an_output():
    codes, scale = quantise_weight(np.array([[1.0, 0.0], [-0.5, 6.4]], dtype=np.float32))
    assert codes.tolist() == [[64, 0], [-32, 64]]
    assert scale.tolist() == pytest.approx([1 / 64, 0.1])


def test_the_largest_sums_of_two_products_fit_16_bits():
    assert 2 * 255 * TOP < 2**15


@pytest.mark.parametrize(
    ("low", "high", "scale", "zero"),
    [(-1.0, 1.55, 0.01, 100), (0.5, 2.55, 0.01, 0), (-2.55, -0.5, 0.01, 255)],
)
def test_an_input_range_holds_zero(low, high, scale, zero):
    found = input_range(low, high)
    assert found == (pytest.approx(scale), zero)
    assert quantise_input(np.zeros(1, np.float32), *found)[0] == 0.0


def test_inputs_beyond_the_range_are_clipped():
    scale, zero = input_range(-1.0, 1.55)
    given = np.array([-9.0, 0.004, 0.006, 9.0], dtype=np.float32)
    assert quantise_input(given, scale, zero) == pytest.approx([-1.0, 0.0, 0.01, 1.55])


def test_smoothing_helps_where_one_channel_is_an_outlier(draw):
    rows = draw.normal(size=(600, 16)).astype(np.float32)
    rows[:, 3] *= 100.0
    weight = draw.normal(size=(16, 8)).astype(np.float32)
    weight[3] /= 100.0
    smooth = make_plan(sample_of(rows), weight, smooth=True)
    plain = make_plan(sample_of(rows), weight, smooth=False)
    assert (plain.channels == 1.0).all()
    assert smooth.channels[3] == smooth.channels.max()
    assert smooth.loss < plain.loss / 4


def test_rounding_with_the_inputs_in_mind_loses_less_than_rounding_to_the_nearest(draw):
    mixed = draw.normal(size=(400, 32)) @ draw.normal(size=(32, 32))  # channels that correlate
    rows, weight = mixed.astype(np.float32), draw.normal(size=(32, 8)).astype(np.float32)
    losses = []
    for codes, scale in (quantise_weight(weight), round_weight(weight, rows, block=8)):
        assert abs(codes.astype(int)).max() <= TOP
        losses.append(float(((rows @ (codes * scale) - rows @ weight) ** 2).mean()))
    assert losses[1] < 0.7 * losses[0]


def test_every_map_gets_a_plan_and_peers_share_theirs(draw):
    stem = "a.attention.attn"
    names = [f"{stem}.{c}" for c in "qkvo"] + ["a.dense"]
    weights = {f"{n}.weight": draw.normal(size=(4, 8)).astype(np.float32) for n in names}
    rows = draw.normal(size=(60, 8))
    samples = {name: sample_of(rows) for name in names}
    plans = make_plans(MPNET, weights, samples)
    assert list(plans) == names
    assert plans[f"{stem}.q"] is plans[f"{stem}.k"] is plans[f"{stem}.v"]
    assert (plans[f"{stem}.o"].channels == 1.0).all()
    rounded = round_weights(MPNET, weights, samples, plans)
    assert {name: codes.shape for name, (codes, _) in rounded.items()} == dict.fromkeys(
        names, (8, 4)
    )
