"""The county that a command is about."""

import click

from formserver.regions.codes import COUNTY_DIGITS
from formserver.store import regions


def known(county: str) -> str:
    """The code, where it is a county's. Raises UsageError."""
    if len(county) != COUNTY_DIGITS or not regions.names([county]):
        raise click.UsageError(f"没有代码是 {county} 的县（区）。")
    return county
