"""Plausible answers to the kinds that measure, rank or compare; `demo.answers` asks them by kind."""

from random import Random

from formserver.forms.kinds.base import Field
from formserver.forms.kinds.measures import Decimal
from formserver.forms.kinds.scales import Matrix, RankedChoice


def decimal(rng: Random, field: Field) -> str:
    """A number within the limits, with half a unit now and then."""
    assert isinstance(field, Decimal)
    least, greatest = field.limits
    whole = rng.randint(least, min(greatest, least + 100))
    return f"{whole}.5" if least <= whole < greatest and rng.random() < 0.5 and whole >= 0 else str(whole)


def time(rng: Random) -> str:
    """A time of day at which one visits."""
    return f"{rng.randint(8, 17):02d}:{rng.choice((0, 10, 30, 45)):02d}"


def ranking(rng: Random, field: Field) -> list[str]:
    """As many options as may be ranked, in some order."""
    assert isinstance(field, RankedChoice)
    return rng.sample(field.codes, field.ranks)


def matrix(rng: Random, field: Field) -> dict[str, str]:
    """One option for every line."""
    assert isinstance(field, Matrix)
    return {line: rng.choice(list(field.scale)) for line in field.lines}
