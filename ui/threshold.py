"""The options that say how sure an answer must be."""

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from qa import Calibration


@dataclass(frozen=True, slots=True)
class Threshold:
    """The least confidence that counts as an answer, said outright or by the precision wanted.

    None of both leaves it to what was fitted for the reader.

    Raises:
        click.UsageError: if both are said.
    """

    confidence: float | None = None
    precision: float | None = None

    def __post_init__(self) -> None:
        """Refuse two words on one thing."""
        if self.confidence is not None and self.precision is not None:
            raise click.UsageError("Give --min-confidence or --target-precision, not both.")

    def least(self, calibration: "Calibration") -> float | None:
        """Return the confidence that is meant, or None for the calibration's own.

        Raises:
            ModelError: if the reader does not reach the precision, or was never measured.
        """
        if self.precision is None:
            return self.confidence
        return calibration.confidence_for(self.precision)


def _number(_ctx: click.Context, _param: click.Parameter, value: float | None) -> float | None:
    """Refuse "nan", which is in every range and greater than nothing."""
    if value is not None and math.isnan(value):
        raise click.BadParameter("nan is not a number.")
    return value


_OPTIONS = (
    click.option(
        "--min-confidence",
        type=click.FloatRange(0, 1),
        callback=_number,
        help="The least confidence that counts as an answer.  [default: fitted for the reader]",
    ),
    click.option(
        "--target-precision",
        type=click.FloatRange(0, 1),
        callback=_number,
        help="Answer only so surely that this share of answers was right when the reader was "
        "fitted, such as 0.9.",
    ),
)


def threshold_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options, and what they say as its argument ``threshold``."""

    @functools.wraps(command)
    def with_threshold(
        *args: object,
        min_confidence: float | None,
        target_precision: float | None,
        **kwargs: object,
    ) -> Any:  # noqa: ANN401 - whatever the command returns
        return command(*args, threshold=Threshold(min_confidence, target_precision), **kwargs)

    for option in reversed(_OPTIONS):
        with_threshold = option(with_threshold)
    return with_threshold
