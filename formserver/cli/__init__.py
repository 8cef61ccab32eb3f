"""The command line: `formserver` with one module per group of commands."""

from formserver.cli.chinese import speak
from formserver.cli.main import main

speak()

__all__ = ["main"]
