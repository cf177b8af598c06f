"""Linear maps in 8 bits: which scales and ranges lose least, and how weights are rounded.

Input channels with outliers lend part of their size to the weights (SmoothQuant, Xiao et al.,
2023), with a strength chosen for each map; weights are then rounded one input at a time, each
error made good by the inputs still to come (GPTQ, Frantar et al., 2023). Pure functions.

Weights take the codes -64 to 64: with them the 16-bit sums of processors that have AVX2 but not
VNNI cannot overflow (2 * 255 * 64 < 32768), so that every processor gives the same integers. Inputs
take unsigned 8 bits of one fixed range, so that an answer does not depend on its neighbours in a
batch.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.architecture import Architecture

Floats = NDArray[np.float32]
Codes = NDArray[np.int8]

TOP = 64
_STRENGTHS = (0.0, 0.2, 0.35, 0.5, 0.65, 0.8)
# The whole range seen, or three quarters of it: rare extremes may cost everything else precision.
_ROOM = (1.0, 0.75)
# Of the sampled rows, every so many are enough to compare plans by.
_EVERY = 6


@dataclass(frozen=True, slots=True)
class Sample:
    """What entered a linear map on the calibration texts.

    Attributes:
        rows: some inputs, of shape ``(rows, inputs)``.
        low: the least that each channel took, of shape ``(inputs,)``.
        high: the most, of the same shape.
    """

    rows: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class Plan:
    """How an input is quantised: divided by ``channels``, then in steps of ``scale`` from ``zero``.

    ``loss`` is the mean squared error of the map's output, relative to the output's mean square.
    """

    channels: Floats
    scale: np.float32
    zero: np.uint8
    loss: float


def make_plan(sample: Sample, weight: Floats, *, smooth: bool) -> Plan:
    """Return the plan with the least loss for ``weight``, of shape ``(inputs, outputs)``.

    Args:
        sample: what enters the map.
        weight: its weights.
        smooth: whether channels may be scaled. Where the input comes straight from attention, the
            scaling would cost a step of its own, and little is gained there.
    """
    inputs = sample.rows[::_EVERY]
    truth = inputs @ weight
    best: Plan | None = None
    for strength in _STRENGTHS if smooth else (0.0,):
        channels = _channel_scales(sample, weight, strength)
        codes, step = quantise_weight(weight * channels[:, None])
        rounded = codes.astype(np.float32) * step
        for room in _ROOM:
            scale, zero = input_range(
                room * float((sample.low / channels).min()),
                room * float((sample.high / channels).max()),
            )
            error = quantise_input(inputs / channels, scale, zero) @ rounded - truth
            loss = float((error**2).mean() / (truth**2).mean())
            if best is None or loss < best.loss:
                best = Plan(channels, scale, zero, loss)
    assert best is not None  # noqa: S101 - both loops ran
    return best


def make_plans(
    kind: Architecture, weights: Mapping[str, Floats], samples: Mapping[str, Sample]
) -> dict[str, Plan]:
    """Return a plan for each sampled map; maps that read the same input share one."""
    plans: dict[str, Plan] = {}
    for name, sample in samples.items():
        if name in plans:
            continue
        names = kind.peers(name)
        weight = np.concatenate([weights[f"{n}.weight"].T for n in names], 1)
        plan = make_plan(sample, weight, smooth=not name.endswith(kind.attended))
        plans.update(dict.fromkeys(names, plan))
    return plans


def quantise_weight(weight: Floats) -> tuple[Codes, Floats]:
    """Return the codes of a weight ``(inputs, outputs)``, and each output's scale."""
    scale = np.maximum(np.abs(weight).max(0), 1e-12).astype(np.float32) / TOP
    return np.clip(np.rint(weight / scale), -TOP, TOP).astype(np.int8), scale


def input_range(low: float, high: float) -> tuple[np.float32, np.uint8]:
    """Return the scale and the zero point of unsigned codes that span the range and zero."""
    low, high = min(low, 0.0), max(high, 0.0)
    scale = np.float32(max(high - low, 1e-6) / 255)
    return scale, np.uint8(np.clip(np.rint(-low / scale), 0, 255))


def quantise_input(inputs: Floats, scale: np.float32, zero: np.uint8) -> Floats:
    """Return the inputs as their codes stand for them."""
    codes: Any = np.clip(np.rint(inputs / scale) + zero, 0, 255)
    quantised: Floats = (codes - np.float32(zero)) * scale
    return quantised


def round_weight(
    weight: Floats, inputs: Floats, block: int = 128, damp: float = 0.01
) -> tuple[Codes, Floats]:
    """Return codes and scales as ``quantise_weight`` does, rounded with the inputs in mind (GPTQ).

    Args:
        weight: of shape ``(inputs, outputs)``, channel scales multiplied in.
        inputs: what enters the map, of shape ``(rows, inputs)``, channel scales divided out.
        block: how many inputs are rounded before their errors are passed on to all the rest.
        damp: what is added to the moments' diagonal, as a share of its mean.
    """
    left = weight.astype(np.float32).copy()
    size = len(left)
    step = np.maximum(np.abs(left).max(0), 1e-12) / np.float32(TOP)
    moment = (inputs.T @ inputs).astype(np.float64)
    moment[np.diag_indices(size)] += damp * np.trace(moment) / size
    # Upper triangular: spread.T @ spread is the inverse of the moments.
    spread = np.linalg.cholesky(np.linalg.inv(moment)).T.astype(np.float32)
    codes = np.empty(left.shape, np.int8)
    for first in range(0, size, block):
        last = min(first + block, size)
        errors = np.empty((last - first, left.shape[1]), np.float32)
        for i in range(first, last):
            codes[i] = np.clip(np.rint(left[i] / step), -TOP, TOP)
            errors[i - first] = (left[i] - codes[i] * step) / spread[i, i]
            left[i + 1 : last] -= np.outer(spread[i, i + 1 : last], errors[i - first])
        left[last:] -= spread[first:last, last:].T @ errors
    return codes, step.astype(np.float32)


def round_weights(
    kind: Architecture,
    weights: Mapping[str, Floats],
    samples: Mapping[str, Sample],
    plans: Mapping[str, Plan],
) -> dict[str, tuple[Codes, Floats]]:
    """Return the codes and scales of every planned map."""
    rounded = {}
    for name, plan in plans.items():
        inputs = samples[kind.peers(name)[0]].rows / plan.channels
        scaled = weights[f"{name}.weight"].T * plan.channels[:, None]
        rounded[name] = round_weight(scaled, inputs)
    return rounded


def _channel_scales(sample: Sample, weight: Floats, strength: float) -> Floats:
    """Return what each channel is divided by: the stronger, the more the weights take over."""
    reach = np.maximum(np.maximum(-sample.low, sample.high), 1e-3)
    size = np.maximum(np.abs(weight).max(1), 1e-4)
    scales = reach**strength / size ** (1 - strength) if strength else np.ones_like(reach)
    evened: Floats = (scales / np.exp(np.log(scales).mean())).astype(np.float32)
    return evened
