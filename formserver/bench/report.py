"""What a bench tells: medians over the rounds, and ratios with what they should reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One thing measured: the median over the rounds in `unit`, and further medians by name."""

    name: str
    value: float
    unit: str
    more: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, unit: str, values: Iterable[float], **more: Iterable[float]) -> Figure:
        """The medians of what each round gave."""
        return cls(name, median(values), unit, {word: median(numbers) for word, numbers in more.items()})


@dataclass(frozen=True)
class Ratio:
    """A figure by its yardstick, the median of the rounds' own ratios; `at_most` or at least the `goal`."""

    name: str
    value: float
    goal: float
    at_most: bool = True

    @property
    def is_reached(self) -> bool:
        """Whether the goal is reached."""
        return self.value <= self.goal if self.at_most else self.value >= self.goal


@dataclass(frozen=True)
class Report:
    """Everything one run measured."""

    figures: tuple[Figure, ...]
    ratios: tuple[Ratio, ...]

    def __add__(self, other: Report) -> Report:
        return Report(self.figures + other.figures, self.ratios + other.ratios)

    def as_json(self) -> dict[str, Any]:
        """For files and programs."""
        return {
            "figures": [asdict(figure) for figure in self.figures],
            "ratios": [asdict(ratio) | {"is_reached": ratio.is_reached} for ratio in self.ratios],
        }


def ratio_of(name: str, measured: Iterable[float], yardstick: Iterable[float], goal: float, *, at_most: bool) -> Ratio:
    """Each round's figure by the same round's yardstick, then the median."""
    return Ratio(name, median(a / b for a, b in zip(measured, yardstick, strict=True)), goal, at_most)
